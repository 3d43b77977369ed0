//! `cargo xtask tidy` finds what is planted, and nothing where nothing is.

use crate::tree::SmallTree;

/// Plants `content` at the end of `path` and expects exactly the one violation.
#[track_caller]
fn check(path: &str, content: &str, expected: &str) {
    let tree = SmallTree::new();
    tree.append(path, content);
    expect_only(&tree, expected);
}

#[track_caller]
fn expect_only(tree: &SmallTree, expected: &str) {
    let (clean, printed) = tree.tidy();
    assert!(!clean, "tidy ends well although it should find: {expected}");
    let lines: Vec<_> = printed.lines().collect();
    assert!(lines.len() == 1 && lines[0].starts_with(expected), "expected {expected}…, found:\n{printed}");
}

#[test]
fn a_tree_that_keeps_the_rules_passes() {
    let (clean, printed) = SmallTree::new().tidy();
    assert!(clean, "{printed}");
    assert!(printed.starts_with("tidy: 17 rules hold in "), "{printed}");
}

#[test]
fn an_arrow_that_is_not_drawn_is_found() {
    let client = "crates/wecom-client/Cargo.toml";
    check(
        client,
        "storage.workspace = true\n",
        "crates/wecom-client/Cargo.toml:6: arrow: wecom-client may not depend on storage",
    );
    check(
        "crates/storage/Cargo.toml",
        "wecom-client.workspace = true\n",
        "crates/storage/Cargo.toml:8: arrow: storage may not depend on wecom-client",
    );
    check(
        "crates/login-type/Cargo.toml",
        "[build-dependencies]\nstorage = { workspace = true }\n",
        "crates/login-type/Cargo.toml:6: arrow: login-type may not depend on storage; its arrows go to clock",
    );
    check(
        "crates/clock/Cargo.toml",
        "[target.'cfg(unix)'.dependencies]\nmigrations.workspace = true\n",
        "crates/clock/Cargo.toml:4: arrow: clock may not depend on migrations; its arrows go to none of our crates",
    );
    check(
        "crates/storage/Cargo.toml",
        "renamed = { workspace = true, package = \"login-type\" }\n",
        "crates/storage/Cargo.toml:8: arrow: storage may not depend on login-type",
    );
    let tree = SmallTree::new();
    tree.write(
        "crates/clock/Cargo.toml",
        "[package]\nname = \"our-clock\"\npublish = false\n[lib]\nname = \"clock\"\n[dependencies]\nstorage.workspace = true\n",
    );
    expect_only(&tree, "crates/clock/Cargo.toml:7: arrow: clock may not depend on storage");
    check(
        "crates/newcomer/Cargo.toml",
        "package.name = \"newcomer\"\npackage.publish = false\n",
        "crates/newcomer/Cargo.toml:1: arrow: crate newcomer is not in the drawing",
    );
}

#[test]
fn an_arrow_that_is_drawn_and_not_there_is_found() {
    let tree = SmallTree::new();
    tree.write(
        "ARCHITECTURE.md",
        &tree.read("ARCHITECTURE.md").replace("storage      → clock", "storage → clock, login-type"),
    );
    expect_only(&tree, "ARCHITECTURE.md:6: arrow: storage does not depend on login-type: take the arrow away");
    let tree = SmallTree::new();
    tree.write(
        "ARCHITECTURE.md",
        &tree.read("ARCHITECTURE.md").replace("clock, migrations,", "clock, migrations, gone,"),
    );
    expect_only(&tree, "ARCHITECTURE.md:8: arrow: there is no crate gone");
}

#[test]
fn a_larger_circle_of_files_that_import_each_other_is_found() {
    let circle = |files: usize| {
        let tree = SmallTree::new();
        for file in 0..files {
            let next = (file + 1) % files;
            let text = format!("//! A file.\nuse crate::f{next}::Next;\npub struct Next;\n");
            tree.write(&format!("crates/storage/src/f{file}.rs"), &text);
        }
        tree
    };
    assert!(circle(3).tidy().0, "{}", circle(3).tidy().1);
    expect_only(&circle(4), "crates/storage/src/f0.rs:1: circle: 4 files import each other, 3 are the limit: ");
}

#[test]
fn a_log_line_that_drops_the_causes_of_an_error_is_found() {
    let path = "crates/storage/src/row.rs";
    let log = |field: &str| format!("//! A row.\nfn log(error: Error) {{\n    tracing::warn!({field});\n}}\n");
    for field in ["error = %error, \"gone\"", "error = ?error, \"gone\"", "\"gone: {error}\""] {
        let tree = SmallTree::new();
        tree.write(path, &log(field));
        expect_only(&tree, "crates/storage/src/row.rs:3: cause: the causes are dropped: write `%error.chain()`");
    }
    let tree = SmallTree::new();
    tree.write(path, &log("error = %error.chain(), \"gone\""));
    assert!(tree.tidy().0, "{}", tree.tidy().1);
}

#[test]
fn a_login_type_that_reaches_other_tables_than_those_about_wecom_is_found() {
    let with = |text: &str| {
        let tree = SmallTree::new();
        tree.draw("qywx-proxy   → storage");
        let manifest = "[package]\nname = \"qywx-proxy\"\npublish = false\n[dependencies]\nstorage.workspace = true\n";
        tree.write("crates/qywx-proxy/Cargo.toml", manifest);
        tree.write("crates/qywx-proxy/src/lib.rs", &format!("//! A login type.\n{text}\n"));
        tree
    };
    for text in ["use storage::{Database, wecom::CorpAuth};", "fn open(_: storage::Database) {}"] {
        let expected = "crates/qywx-proxy/src/lib.rs:2: door: a login type gets no other tables than those of";
        expect_only(&with(text), expected);
    }
    let right = with("use storage::wecom::{CorpAuth, WecomTables};");
    assert!(right.tidy().0, "{}", right.tidy().1);
}

#[test]
fn a_login_type_that_is_not_drawn_may_have_its_own_client_and_tables_and_the_server_composes_it() {
    let manifest = "crates/my-login/Cargo.toml";
    let login_type = "[package]\nname = \"my-login\"\npublish = false\n[dependencies]\nlogin-type.workspace = true\n\
                      wecom-client.workspace = true\nreqwest.workspace = true\nsea-orm.workspace = true\n";
    let tree = SmallTree::new();
    tree.write(manifest, login_type);
    tree.append("crates/server/Cargo.toml", "my-login.workspace = true\n");
    let (clean, printed) = tree.tidy();
    assert!(clean, "{printed}");

    tree.append("crates/storage/Cargo.toml", "my-login.workspace = true\n");
    expect_only(&tree, "crates/storage/Cargo.toml:8: arrow: storage may not depend on my-login");
    for (forbidden, rule) in [("storage", "arrow"), ("server", "arrow"), ("actix-web", "foreign")] {
        let tree = SmallTree::new();
        tree.write(manifest, &format!("{login_type}{forbidden}.workspace = true\n"));
        expect_only(&tree, &format!("{manifest}:9: {rule}: my-login may not "));
    }
}

#[test]
fn a_crate_within_the_folder_of_another_is_a_crate_of_its_own() {
    let tree = SmallTree::new();
    tree.write(
        "tests/my-login/Cargo.toml",
        "[package]\nname = \"my-login\"\npublish = false\n[dependencies]\nlogin-type.workspace = true\n",
    );
    tree.write("tests/my-login/src/lib.rs", "//! Mine.\nuse std::env;\n");
    expect_only(&tree, "tests/my-login/src/lib.rs:2: outside: my-login may not use std::env");
}

#[test]
fn http_database_and_web_framework_are_found_outside_their_crates() {
    let manifest = "crates/login-type/Cargo.toml";
    for name in ["reqwest", "ureq", "sea-orm", "sqlx", "actix-web"] {
        let expected = format!("{manifest}:5: foreign: login-type may not use {name}: only ");
        check(manifest, &format!("{name}.workspace = true\n"), &expected);
    }
    check(
        "crates/login-type/src/lib.rs",
        "use storage::sea_orm::Value;\n",
        "crates/login-type/src/lib.rs:2: foreign: login-type may not use sea-orm",
    );
}

#[test]
fn what_only_the_server_may_read_is_found_below_it() {
    let path = "crates/login-type/src/lib.rs";
    let cases = [
        ("use std::fs;\n", "std::fs"),
        ("use std::{fmt, fs::File};\n", "std::fs::File"),
        ("fn home() -> bool { std::env::var(\"HOME\").is_ok() }\n", "std::env::var"),
        ("fn text() -> String { format!(\"{:?}\", tokio::fs::read(\"x\")) }\n", "tokio::fs::read"),
        ("fn clock() -> bool { drop(clock::SystemClock); true }\n", "clock::SystemClock"),
        ("use clock::{Clock, OsEntropy};\n", "clock::OsEntropy"),
    ];
    for (line, used) in cases {
        check(path, line, &format!("{path}:2: outside: login-type may not use {used}: only the server"));
    }
    check(
        "crates/clock/src/lib.rs",
        "#[cfg(not(test))]\nuse std::env;\n",
        "crates/clock/src/lib.rs:7: outside: clock may not use std::env",
    );
}

#[test]
fn a_file_that_does_not_say_what_it_is_for_is_found() {
    let path = "crates/clock/src/silent.rs";
    for text in ["use std::fmt;\n", "// A remark.\n", "//!\n", "\n//! Too late.\n"] {
        check(path, text, "crates/clock/src/silent.rs:1: first-line: ");
    }
}

#[test]
fn a_file_over_400_lines_is_found_and_its_tests_do_not_count() {
    let path = "crates/clock/src/long.rs";
    let lines = |count| "const _: () = ();\n".repeat(count);
    let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", lines(500));
    check(
        path,
        &format!("//! Long.\n{}{tests}", lines(400)),
        "crates/clock/src/long.rs:904: size: 401 lines without tests",
    );

    let tree = SmallTree::new();
    tree.write(path, &format!("//! Long.\n{}{tests}", lines(399)));
    assert!(tree.tidy().0, "399 lines and the first are 400");
}

#[test]
fn empty_names_are_found() {
    let path = "crates/clock/src/lib.rs";
    let kinds = [("struct", ";"), ("enum", " {}"), ("trait", " {}")];
    for ((kind, end), word) in kinds.into_iter().zip(["Manager", "Util", "Helper"]) {
        let expected = format!("{path}:6: name: type Clock{word}: `{word}` says nothing");
        check(path, &format!("{kind} Clock{word}{end}\n"), &expected);
    }
    check(path, "type ClockInfo = u8;\n", "crates/clock/src/lib.rs:6: name: type ClockInfo");
    check("crates/clock/src/real/mod.rs", "//! Real.\n", "crates/clock/src/real/mod.rs:1: name: no `mod.rs`");
}

#[test]
fn leftovers_are_found() {
    let path = "crates/clock/src/lib.rs";
    check(path, "fn later() {\n    todo!()\n}\n", "crates/clock/src/lib.rs:7: leftover: `todo!`");
    check(path, "fn never() -> u8 { unimplemented!() }\n", "crates/clock/src/lib.rs:6: leftover: `unimplemented!`");
    check(path, "#[test]\n#[ignore = \"slow\"]\nfn slow() {}\n", "crates/clock/src/lib.rs:7: leftover: `#[ignore]`");
    check(path, concat!("// FIX", "ME: soon\n"), concat!("crates/clock/src/lib.rs:6: leftover: FIX", "ME"));
    check("LICENSE", concat!("XX", "X\n"), concat!("LICENSE:2: leftover: XX", "X"));
}

#[test]
fn a_chinese_text_on_a_page_outside_the_table_is_found() {
    let inline = "//! A page, 页面.\n\n/// 登录\nfn title() -> &'static str {\n    \"登录\"\n}\n";
    for file in ["crates/server/src/pages/hello.rs", "crates/server/src/http/docs.rs"] {
        let tree = SmallTree::new();
        tree.write(file, inline);
        let message = "a text for people stands in both languages in the crate's `texts.rs`";
        expect_only(&tree, &format!("{file}:5: text: {message}"));
    }
}

#[test]
fn a_comment_that_begins_with_a_pronoun_is_found() {
    let path = "crates/clock/src/lib.rs";
    for (comment, opening) in [
        ("/// What a clock says.", "What"),
        ("// The same, later.", "The same"),
        ("/// - Those of before.", "Those"),
        ("// Whoever reads it.", "Whoever"),
    ] {
        let expected = format!(
            "crates/clock/src/lib.rs:6: subject: a comment begins with its subject: a noun in the place of \"{opening}\""
        );
        check(path, &format!("{comment}\nfn read() {{}}\n"), &expected);
    }
}

#[test]
fn a_version_outside_the_workspaces_manifest_is_found() {
    let path = "crates/login-type/Cargo.toml";
    for value in ["\"1.0\"", "{ version = \"1.0\", features = [\"derive\"] }", "{ path = \"../serde\" }"] {
        check(
            path,
            &format!("serde = {value}\n"),
            "crates/login-type/Cargo.toml:5: version: write `serde.workspace = true`",
        );
    }
}

#[test]
fn readmes_that_differ_and_dead_links_are_found() {
    let (english, chinese) = ("README.md", "README.zh-CN.md");
    let block = "```sh\ncargo xtask test\n```\n";
    check(english, block, "README.zh-CN.md:1: readme: differs from README.md in the command `cargo xtask test`");
    check(chinese, block, "README.zh-CN.md:9: readme: differs from README.md in the command `cargo xtask test`");
    check(
        "crates/clock/README.md",
        "\nSee [more](docs/more.md).\n",
        "crates/clock/README.md:2: readme: the link to docs/more.md",
    );

    let tree = SmallTree::new();
    tree.remove(chinese);
    expect_only(&tree, "README.zh-CN.md:1: readme: is missing");
}

#[test]
fn folders_and_package_hosts_of_one_machine_are_found() {
    let folder = concat!("/", "tmp/x");
    check("LICENSE", &format!("See {folder}.\n"), "LICENSE:2: machine: ");
    let lock = "[[package]]\nname = \"serde\"\nsource = \"sparse+https://mirror.example/index/\"\n";
    check("Cargo.lock", lock, "Cargo.lock:3: machine: a package from elsewhere than registry+https://github.com/");

    let tree = SmallTree::new();
    tree.append("LICENSE", concat!("https://open.work.weixin.qq.com", "/", "work/1 and target", "/", "tmp/x\n"));
    assert!(tree.tidy().0, "a part of a URL or of a relative path is no folder of a machine");
}
