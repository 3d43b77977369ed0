//! `cargo xtask new-login-type NAME [--oauth | --rule] [--standalone DIR]`: writes a crate with a login type that works, or a
//! rule on the official one, and a test that passes.

mod standalone;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Args;

/// Longest name of a crate.
const LONGEST: usize = 40;
/// The beginnings of names of crates and Types in the templates.
const CRATE: &str = "@crate@";
const MODULE: &str = "@module@";
const STEM: &str = "@Stem@";

/// A file below the crate's folder, and its template.
type Template = (&'static str, &'static str);

/// A login by a passphrase, with a service.
const PASSPHRASE: &[Template] = &[
    ("Cargo.toml", include_str!("new_login_type/template/Cargo.toml.txt")),
    ("src/lib.rs", include_str!("new_login_type/template/lib.rs.txt")),
    ("src/config.rs", include_str!("new_login_type/template/config.rs.txt")),
    ("src/instance.rs", include_str!("new_login_type/template/instance.rs.txt")),
    ("src/type.rs", include_str!("new_login_type/template/type.rs.txt")),
    ("src/elements/@Stem@Type.e.json", include_str!("new_login_type/template/type.e.json")),
    ("src/elements/@Stem@Service.e.json", include_str!("new_login_type/template/service.e.json")),
    ("tests/it/main.rs", include_str!("new_login_type/template/test.rs.txt")),
];

/// A login by a provider that speaks OAuth 2.0, with its signed messages.
const OAUTH: &[Template] = &[
    ("Cargo.toml", include_str!("new_login_type/oauth/Cargo.toml.txt")),
    ("src/lib.rs", include_str!("new_login_type/oauth/lib.rs.txt")),
    ("src/config.rs", include_str!("new_login_type/oauth/config.rs.txt")),
    ("src/instance.rs", include_str!("new_login_type/oauth/instance.rs.txt")),
    ("src/notify.rs", include_str!("new_login_type/oauth/notify.rs.txt")),
    ("src/pkce.rs", include_str!("new_login_type/oauth/pkce.rs.txt")),
    ("src/provider.rs", include_str!("new_login_type/oauth/provider.rs.txt")),
    ("src/type.rs", include_str!("new_login_type/oauth/type.rs.txt")),
    ("src/elements/@Stem@Type.e.json", include_str!("new_login_type/oauth/type.e.json")),
    ("tests/it/main.rs", include_str!("new_login_type/oauth/test.rs.txt")),
    ("tests/it/provider.rs", include_str!("new_login_type/oauth/provider_test.rs.txt")),
];

/// A rule on the official login type.
const RULE: &[Template] = &[
    ("Cargo.toml", include_str!("new_login_type/rule/Cargo.toml.txt")),
    ("src/lib.rs", include_str!("new_login_type/rule/lib.rs.txt")),
    ("tests/it/main.rs", include_str!("new_login_type/rule/test.rs.txt")),
];

/// A program with a login type: a crate beside it, so that the login type is built and tested without a server.
const PROGRAM: &[Template] = &[
    ("Cargo.toml", include_str!("new_login_type/template/program.toml.txt")),
    ("src/main.rs", include_str!("new_login_type/template/main.rs.txt")),
];

/// A program with a rule.
const PROGRAM_WITH_RULE: &[Template] = &[
    ("Cargo.toml", include_str!("new_login_type/rule/program.toml.txt")),
    ("src/main.rs", include_str!("new_login_type/rule/main.rs.txt")),
];

/// The heading of the workspace's own crates in its manifest.
const OURS: &str = "[workspace.dependencies]\n# Ours.\n";

/// The new login type.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The crate's name, in small letters, digits and `-`
    name: String,
    /// For a provider that speaks OAuth 2.0: link, code, token, user, signed messages, and a provider in the test
    #[arg(long)]
    oauth: bool,
    /// A rule on the official login type, such as "only department 2", instead of a login type
    #[arg(long, conflicts_with = "oauth")]
    rule: bool,
    /// With a program of its own in this new folder, outside this workspace: with main.rs, lock file and profile
    #[arg(long, value_name = "DIR")]
    standalone: Option<PathBuf>,
    /// Another workspace to write to, for tests
    #[arg(long, hide = true)]
    root: Option<PathBuf>,
}

/// Writes the crate: `crates/NAME` of this workspace, or a program of its own.
///
/// # Errors
/// When the name will not do, or is taken; nothing is written then.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<()> {
    let root = arguments.root.as_deref().unwrap_or(root);
    let name = arguments.name.as_str();
    check(name)?;
    let manifest = root.join("Cargo.toml");
    let workspace = fs::read_to_string(&manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
    let kind = Kind::of(arguments);
    match &arguments.standalone {
        Some(folder) => {
            check_free(name, &workspace)?;
            standalone::write(root, &workspace, folder, name, kind)
        }
        None => write_member(root, &workspace, name, kind),
    }
}

/// The kinds of crate that are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Passphrase,
    OAuth,
    Rule,
}

impl Kind {
    fn of(arguments: &Arguments) -> Self {
        match (arguments.oauth, arguments.rule) {
            (_, true) => Self::Rule,
            (true, _) => Self::OAuth,
            _ => Self::Passphrase,
        }
    }

    fn templates(self) -> &'static [Template] {
        match self {
            Self::Passphrase => PASSPHRASE,
            Self::OAuth => OAUTH,
            Self::Rule => RULE,
        }
    }

    fn program(self) -> &'static [Template] {
        if self == Self::Rule { PROGRAM_WITH_RULE } else { PROGRAM }
    }

    /// The crate's content, in words.
    fn content(self, name: &str) -> String {
        let stem = stem(name);
        match self {
            Self::Rule => format!("the rule {stem} on auths.loginTypes.QywxProxyType"),
            Self::Passphrase | Self::OAuth => format!("the login type auths.loginTypes.{stem}Type"),
        }
    }

    /// The words that add it to a composition.
    fn registration(self, name: &str) -> String {
        let (module, stem) = (module(name), stem(name));
        match self {
            Self::Rule => {
                format!("with_login_type(|given| login_type::WithRule::new(given.qywx_proxy(), {module}::{stem}))")
            }
            Self::Passphrase | Self::OAuth => format!("with_login_type(|_| {module}::{stem}Type)"),
        }
    }
}

/// Writes a crate of the workspace.
fn write_member(root: &Path, workspace: &str, name: &str, kind: Kind) -> Result<()> {
    let folder = root.join("crates").join(name);
    if folder.exists() {
        bail!("crates/{name} exists already; nothing was changed");
    }
    check_free(name, workspace)?;
    write(&folder, name, kind.templates())?;
    let own = format!("{OURS}{name} = {{ path = \"crates/{name}\", version = \"0.1.0\" }}\n");
    fs::write(root.join("Cargo.toml"), workspace.replacen(OURS, &own, 1)).context("cannot write Cargo.toml")?;
    println!("wrote crates/{name}: {}; try it: cargo test -p {name}", kind.content(name));
    println!("The guide is the documentation of login-type: cargo doc --open -p login-type");
    println!(
        "To have it in the server: `{name}.workspace = true` among the dependencies in crates/server/Cargo.toml, and"
    );
    println!("`.{}` after Composition::official() in its src/main.rs", kind.registration(name));
    Ok(())
}

/// Writes the files of a crate below its folder.
fn write(folder: &Path, name: &str, templates: &[Template]) -> Result<()> {
    for (path, template) in templates {
        let file = folder.join(path.replace(STEM, &stem(name)));
        let written =
            file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, filled(template, name)));
        written.with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

/// A template with the crate's names.
fn filled(template: &str, name: &str) -> String {
    template.replace(CRATE, name).replace(MODULE, &module(name)).replace(STEM, &stem(name))
}

fn module(name: &str) -> String {
    name.replace('-', "_")
}

/// Whether a crate can be called so: words of small letters and digits, joined by `-`.
fn check(name: &str) -> Result<()> {
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    };
    if name.len() > LONGEST || !name.split('-').all(is_word) {
        bail!("{name:?} will not do as the name of a crate: small letters and digits, such as `demo-link`");
    }
    if syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_err()
        || ["core", "std", "test", "alloc"].contains(&name)
    {
        bail!("{name} is a word of Rust's own: choose another");
    }
    Ok(())
}

/// Whether no dependency of the workspace is called so.
fn check_free(name: &str, workspace: &str) -> Result<()> {
    if workspace.lines().any(|line| line.starts_with(&format!("{name} =")) || line.starts_with(&format!("{name}."))) {
        bail!("{name} is the name of a dependency of this workspace: choose another");
    }
    Ok(())
}

/// `demo-link` is `DemoLink`, and so is `demo-link-type`: the Type's name ends in `Type` anyway.
fn stem(name: &str) -> String {
    let words = name.strip_suffix("-type").unwrap_or(name).split('-');
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_will_not_do_is_refused() {
        for name in
            ["", "Demo", "demo_link", "demo--link", "-demo", "1st", "démo", "type", "core", "../x", &"a".repeat(41)]
        {
            assert!(check(name).is_err(), "{name}");
        }
        for name in ["demo", "demo-link", "oauth2-login", "my-type"] {
            assert!(check(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn the_types_name_ends_in_type_once() {
        assert_eq!((stem("demo-link"), stem("demo-link-type")), ("DemoLink".to_owned(), "DemoLink".to_owned()));
    }
}
