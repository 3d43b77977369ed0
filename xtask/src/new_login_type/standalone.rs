//! A program of one's own: a server with one more login type, outside this workspace.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use super::{Kind, Template};
use crate::process;

const IGNORED: Template = (".gitignore", "/target\n");
/// The dependencies of a program, beside those of its login type.
const OF_PROGRAM: &str = "[dependencies]\nserver.workspace = true # the program; the rest is the login type's\n";

/// Writes the program to `folder`, with the crates, lints and profiles of the workspace at `root`.
///
/// # Errors
/// When the folder is there and not empty, or cannot be written.
pub(super) fn write(root: &Path, folder: &Path, name: &str, kind: Kind) -> Result<()> {
    if fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some()) {
        bail!("{} is not empty; nothing was changed", folder.display());
    }
    let root = root.canonicalize().with_context(|| format!("cannot find {}", root.display()))?;
    let workspace = fs::read_to_string(root.join("Cargo.toml")).context("cannot read the workspace's Cargo.toml")?;
    super::write(folder, name, kind.templates())?;
    super::write(folder, name, &[kind.main(), IGNORED])?;
    let own = fs::read_to_string(folder.join("Cargo.toml"))?.replacen("[dependencies]\n", OF_PROGRAM, 1);
    let whole = format!("{own}\n{}", settings(&workspace, &own, &root));
    fs::write(folder.join("Cargo.toml"), whole).context("cannot write Cargo.toml")?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).context("cannot copy Cargo.lock")?;
    settle_lock(folder)?;
    let (content, folder, root) = (kind.content(name), folder.display(), root.display());
    println!("wrote {folder}: a server with {content}, built against {root}");
    println!("What the clone has built is not built again with CARGO_TARGET_DIR={root}/target");
    println!(
        "Try it: cd {folder} && cargo test --locked; then cargo build --release --locked, and target/release/{name} --help"
    );
    Ok(())
}

/// The settings of the workspace that a program needs: versions, lints, profiles.
fn settings(workspace: &str, own: &str, root: &Path) -> String {
    let is_used = |line: &str| {
        let name = line.split([' ', '.']).next().unwrap_or_default();
        own.lines().any(|used| {
            used.starts_with(&format!("{name}.workspace")) || used.starts_with(&format!("{name} = {{ workspace"))
        })
    };
    let mut text = String::from(
        "# A workspace of its own, with the versions, lints and profiles that the server is built with.\n[workspace]\nresolver = \"3\"\n",
    );
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
