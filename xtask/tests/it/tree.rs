//! A small workspace in a temporary folder, to plant violations in.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", "[workspace]\nmembers = [\"crates/*\", \"migrations\", \"tests\"]\n"),
    (".gitignore", "/target\n*.sqlite*\n"),
    (
        "README.md",
        "# Title\nSee [the licence](LICENSE).\n```sh\ncargo xtask demo # starts it\n```\n```text\nmap\n```\n",
    ),
    ("README.zh-CN.md", "# 标题\n```sh\ncargo xtask demo # 启动\n```\n```text\n地图\n```\n"),
    ("LICENSE", "Free.\n"),
    ("ARCHITECTURE.md", DRAWING),
    (
        "crates/clock/src/lib.rs",
        "//! Time.\nuse std::time::SystemTime;\nfn now() -> SystemTime {\n    SystemTime::now()\n}\n",
    ),
    ("crates/wecom-client/src/lib.rs", "//! A client.\npub use reqwest::Client;\n"),
    ("crates/storage/src/lib.rs", "//! The database.\nmod row;\n#[cfg(test)]\nmod tests;\n"),
    ("crates/storage/src/row.rs", "//! A row.\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n"),
    ("crates/storage/src/tests.rs", "//! Tests of the database.\nuse std::{env, fs};\n"),
    ("crates/storage/tests/it/main.rs", "//! Tests of the database from outside.\nuse std::fs;\n"),
    ("crates/server/src/main.rs", "//! The server.\nuse std::{env, fs};\nuse clock::SystemClock;\n"),
    ("crates/login-type/src/lib.rs", "//! The contract.\n"),
    ("crates/element-model/src/lib.rs", "//! The model.\n"),
    ("target/debug/junk.rs", "no Rust at all"),
];

const DRAWING: &str = "# Architecture
Arrows (all of them):

```text
server       → storage (tests: wecom-client)
storage      → clock (tests: migrations)
wecom-client, login-type → clock
clock, migrations, element-model → none of ours
a login type → login-type, clock, wecom-client
```
";

const MANIFESTS: &[(&str, &str)] = &[
    ("crates/clock", ""),
    ("crates/wecom-client", "[dependencies]\nclock.workspace = true\nreqwest.workspace = true\n"),
    (
        "crates/storage",
        "[dependencies]\nclock.workspace = true\nsea-orm.workspace = true\n[dev-dependencies]\nmigrations.workspace = true\n",
    ),
    ("crates/element-model", ""),
    ("crates/login-type", "[dependencies]\nclock.workspace = true\n"),
    (
        "crates/server",
        "[dependencies]\nactix-web = { workspace = true, features = [\"rustls\"] }\nstorage.workspace = true\n[dev-dependencies]\nwecom-client.workspace = true\n",
    ),
    ("migrations", "[dependencies]\nsea-orm-migration.workspace = true\n"),
    ("tests", "[dependencies]\nserver.workspace = true\nreqwest.workspace = true\n"),
];

/// A workspace that keeps every rule, until something is planted in it.
pub(crate) struct SmallTree(TempDir);

impl SmallTree {
    /// Writes the workspace.
    pub(crate) fn new() -> Self {
        let tree = Self(TempDir::new().unwrap());
        for (path, content) in FILES {
            tree.write(path, content);
        }
        for (folder, dependencies) in MANIFESTS {
            let name = folder.rsplit('/').next().unwrap();
            tree.write(
                &format!("{folder}/Cargo.toml"),
                &format!("package.name = \"{name}\"\npackage.publish = false\n{dependencies}"),
            );
        }
        tree
    }

    /// Adds an arrow to the drawing.
    pub(crate) fn draw(&self, arrow: &str) {
        self.write("ARCHITECTURE.md", &DRAWING.replacen("```text\n", &format!("```text\n{arrow}\n"), 1));
    }

    /// Puts a file there, in place of what was there.
    pub(crate) fn write(&self, path: &str, content: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Adds lines at the end of a file.
    pub(crate) fn append(&self, path: &str, content: &str) {
        let before = fs::read_to_string(self.0.path().join(path)).unwrap_or_default();
        self.write(path, &(before + content));
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Takes a file away.
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.0.path().join(path)).unwrap();
    }

    /// The content of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).unwrap()
    }

    /// Whether `tidy` finds no fault, and what it prints.
    pub(crate) fn tidy(&self) -> (bool, String) {
        let output =
            Command::new(env!("CARGO_BIN_EXE_xtask")).args(["tidy", "--root"]).arg(self.0.path()).output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    }
}
