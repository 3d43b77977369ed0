//! A login type of one's own and a server with it, outside this workspace: two crates, so that the first is tested without
//! the second.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use super::{Kind, Template};
use crate::process;

const IGNORED: Template = (".gitignore", "/target\n");
/// The folder of the program, below that of its login type.
const PROGRAM: &str = "program";
/// The workspace of the two; commands without `--package` are about its root, the login type.
const WORKSPACE: &str = "\
# A workspace of its own, with the versions, lints and profiles that the server is built with.
[workspace]
resolver = \"3\"
members = [\"program\"]
";

/// Writes both to `folder`, with the crates, lints and profiles of the workspace at `root`.
///
/// # Errors
/// When the folder is there and not empty, or cannot be written.
pub(super) fn write(root: &Path, workspace: &str, folder: &Path, name: &str, kind: Kind) -> Result<()> {
    if fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some()) {
        bail!("{} is not empty; nothing was changed", folder.display());
    }
    let root = root.canonicalize().with_context(|| format!("cannot find {}", root.display()))?;
    super::write(folder, name, kind.templates())?;
    super::write(folder, name, &[IGNORED])?;
    super::write(&folder.join(PROGRAM), name, kind.program())?;
    let manifest = folder.join("Cargo.toml");
    let own = fs::read_to_string(&manifest)?;
    let both = own.clone() + &fs::read_to_string(folder.join(PROGRAM).join("Cargo.toml"))?;
    let whole = format!("{own}\n{}", settings(workspace, &both, &root));
    fs::write(manifest, whole).context("cannot write Cargo.toml")?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).context("cannot copy Cargo.lock")?;
    settle_lock(folder)?;
    let (content, folder, root) = (kind.content(name), folder.display(), root.display());
    println!("wrote {folder}: {content}, and in {folder}/{PROGRAM} a server with it, built against {root}");
    println!("What the clone has built is not built again with CARGO_TARGET_DIR={root}/target");
    println!("Try it: cd {folder} && cargo test --locked");
    println!("The server: cargo build --release --locked --package {name}-program, and target/release/{name} --help");
    Ok(())
}

/// The settings of the workspace that the two need: versions, lints, profiles.
fn settings(workspace: &str, manifests: &str, root: &Path) -> String {
    let is_used = |line: &str| {
        let name = line.split([' ', '.']).next().unwrap_or_default();
        manifests.lines().any(|used| {
            used.starts_with(&format!("{name}.workspace")) || used.starts_with(&format!("{name} = {{ workspace"))
        })
    };
    let mut text = WORKSPACE.to_owned();
    let mut section = "";
    for line in workspace.lines() {
        if line.starts_with('[') {
            section = line;
            if section != "[workspace]" {
                text.push('\n');
            }
        }
        let is_kept = match section {
            "[workspace]" | "" => false,
            "[workspace.dependencies]" => line.starts_with('[') || (!line.starts_with('#') && is_used(line)),
            _ => !line.trim().is_empty(),
        };
        if is_kept {
            text.push_str(&line.replace("path = \"", &format!("path = \"{}/", root.display())));
            text.push('\n');
        }
    }
    text
}

/// Leaves in the lock file what the program needs, in the versions that are there.
fn settle_lock(folder: &Path) -> Result<()> {
    let mut command = process::cargo(folder);
    command.args(["metadata", "--quiet", "--offline", "--format-version", "1"]);
    let settled = command.output().context("cannot start cargo")?;
    if !settled.status.success() {
        println!("Cargo.lock is this workspace's as yet: the first `cargo build` settles it");
    }
    Ok(())
}
