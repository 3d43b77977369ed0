//! Which commands change the database's schema.

use std::{fs, net::TcpListener};

use crate::{folder::Folder, stderr, stdout};

#[test]
fn commands_refuse_a_database_that_is_not_migrated_and_make_none() {
    let folder = Folder::new();
    let commands: [&[&str]; 4] =
        [&["callback", "list"], &["token", "create", "--name", "x"], &["token", "list"], &["key", "rotate"]];
    for command in commands {
        let refused = folder.run(command);
        assert_eq!(refused.status.code(), Some(1), "{command:?}");
        assert!(stderr(&refused).contains("run wecom-login migrate"), "{command:?}: {}", stderr(&refused));
    }
    assert!(!folder.path("data").exists(), "nothing was made");

    std::fs::create_dir(folder.path("data")).unwrap();
    std::fs::write(folder.path("data/d.sqlite"), "").unwrap();
    let refused = folder.run(&["token", "list"]);
    assert!(stderr(&refused).contains("steps of the schema; bring it up to date"), "{}", stderr(&refused));

    let migrated = folder.run(&["migrate", "--json"]);
    assert!(stdout(&migrated).contains("m0001"), "{} {}", stdout(&migrated), stderr(&migrated));
    for command in commands {
        let done = folder.run(command);
        assert_eq!(done.status.code(), Some(0), "{command:?}: {}", stderr(&done));
    }
}

#[test]
fn a_blank_in_the_name_of_the_file_is_written_as_the_url_asks() {
    let folder = Folder::new();
    let url = folder.database_url().replace("/data/d.sqlite", "/my%20data/d%231.sqlite");
    let migrated = folder.command(&["migrate"]).env("WECOM_LOGIN__DATABASE__URL", url).output().unwrap();
    assert!(migrated.status.success(), "{}", stderr(&migrated));
    let made: Vec<_> = fs::read_dir(folder.path("my data")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(made, ["d#1.sqlite"]);
    assert!(!folder.path("my%20data").exists());
}

#[test]
fn a_database_in_memory_is_refused_and_leaves_no_file_of_that_name() {
    let folder = Folder::new();
    for url in ["sqlite::memory:", "sqlite://:memory:", "sqlite://x.db?mode=memory", "sqlite:%3Amemory%3A"] {
        for command in [&["migrate"], &["serve"], &["doctor"]] {
            let mut refused = folder.command(command);
            let refused = refused.env("WECOM_LOGIN__DATABASE__URL", url).current_dir(folder.path("")).output().unwrap();
            assert!(!refused.status.success(), "{command:?} {url}");
            let said = format!("{}{}", stdout(&refused), stderr(&refused));
            assert!(said.contains("database.url") && said.contains("name a file"), "{command:?} {url}: {said}");
        }
    }
    let mut left: Vec<_> = fs::read_dir(folder.path("")).unwrap().map(|file| file.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["apps", "c.toml"]);
}

#[test]
fn a_server_that_is_not_there_is_named_with_port_and_cause_by_every_command() {
    let folder = Folder::new();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for scheme in ["postgres", "mysql"] {
        for command in [&["migrate"][..], &["serve"], &["doctor"], &["token", "list"]] {
            let url = format!("{scheme}://user:sesame@{address}/db");
            let failed = folder.command(command).env("WECOM_LOGIN__DATABASE__URL", url).output().unwrap();
            let said = format!("{}{}", stdout(&failed), stderr(&failed));
            assert!(!failed.status.success() && said.contains(&address.to_string()), "{command:?}: {said}");
            assert!(said.contains("refused") && !said.contains("sesame"), "{command:?}: {said}");
            assert!(!said.contains("run wecom-login migrate\n"), "{command:?}: {said}");
        }
    }
    let url = "postgres://user:se/same@host/db";
    let failed = folder.command(&["migrate"]).env("WECOM_LOGIN__DATABASE__URL", url).output().unwrap();
    assert!(stderr(&failed).contains("percent-encoding") && !stderr(&failed).contains("same"), "{}", stderr(&failed));
}
