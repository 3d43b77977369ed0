//! The log of `serve`, its forms, and the files that it reads anew.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::{folder::Folder, stderr};

/// Keeps a failure from becoming a hang.
const LIMIT: Duration = Duration::from_mins(1);

/// A server whose log is read line by line; it is killed with the test.
struct Logging {
    process: Child,
    lines: Receiver<String>,
}

impl Logging {
    fn start(folder: &Folder) -> Self {
        let mut command = folder.command(&["serve"]);
        command.env("WECOM_LOGIN__LOG__FORMAT", "json").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let log = BufReader::new(process.stderr.take().unwrap());
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || log.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { process, lines }
    }

    /// Reads on up to the line that has this text; every line is JSON.
    fn wait_for(&self, text: &str) -> Value {
        loop {
            let line = self.lines.recv_timeout(LIMIT).unwrap_or_else(|error| panic!("{text}: {error}"));
            let value = json_of(&line);
            if line.contains(text) {
                return value;
            }
        }
    }

    fn hang_up(&self) {
        kill_process(Pid::from_child(&self.process), Signal::HUP).unwrap();
    }
}

impl Drop for Logging {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The text of a line; a bare line fails.
fn json_of(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

#[test]
fn a_level_that_is_none_is_refused_with_those_that_are() {
    let folder = Folder::new();
    for level in ["warning", "verbose", "info,storage"] {
        let refused = folder.command(&["serve"]).env("WECOM_LOGIN__LOG__LEVEL", level).output().unwrap();
        assert_eq!(refused.status.code(), Some(1), "{level}");
        let said = stderr(&refused);
        assert!(said.contains("log.level") && said.contains("error, warn, info, debug, trace"), "{said}");
    }
}

#[test]
fn every_line_of_the_log_is_json_and_sighup_reads_apps_level_and_keys_anew() {
    let folder = Folder::new();
    let mut server = Logging::start(&folder);
    server.wait_for("listening");
    let config = fs::read_to_string(folder.path("c.toml")).unwrap();
    let key = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=";
    let two_keys = config.replace("active = \"k\", keys = {", &format!("active = \"new\", keys = {{ new = {key:?}, "));
    assert_ne!(two_keys, config);
    folder.write("c.toml", &format!("{two_keys}\nlog.level = \"loud\"\n"));
    server.hang_up();
    let refused = server.wait_for("log.level");
    assert_eq!(refused["level"], "ERROR", "{refused}");
    folder.write("c.toml", &format!("{two_keys}\nlog.level = \"info,server=debug\"\napps.reload_seconds = 3600\n"));
    fs::remove_dir_all(folder.path("apps/acme.portal/auths/Mine")).unwrap();
    server.hang_up();
    server.wait_for("auths.Mine");
    server.wait_for("read anew");
    server.hang_up();
    let mut said = vec![String::new()];
    while !said.last().unwrap().contains("read anew") {
        said.push(server.lines.recv_timeout(LIMIT).unwrap());
    }
    assert!(!said.iter().any(|line| line.contains("an edit of the apps")), "nothing changed: {said:?}");
    kill_process(Pid::from_child(&server.process), Signal::TERM).unwrap();
    server.wait_for("stopping");
    assert!(server.process.wait().unwrap().success());
    for line in &server.lines {
        json_of(&line);
    }
    let mut bare = String::new();
    server.process.stdout.take().unwrap().read_to_string(&mut bare).unwrap();
    assert_eq!(bare, "");
}

#[test]
fn in_json_an_early_error_is_a_line_of_json_too() {
    let folder = Folder::new();
    for (variable, value, named) in [
        ("WECOM_LOGIN__SERVER__WORKERS", "many", "server.workers"),
        ("WECOM_LOGIN__ENCRYPTION__ACTIVE", "gone", "encryption"),
        ("WECOM_LOGIN__LOG__LEVEL", "warning", "log.level"),
    ] {
        let mut command = folder.command(&["serve"]);
        let failed = command.env("WECOM_LOGIN__LOG__FORMAT", "json").env(variable, value).output().unwrap();
        assert_eq!(failed.status.code(), Some(1));
        let said = stderr(&failed);
        assert!(said.contains(named), "{said}");
        for line in said.lines() {
            json_of(line);
        }
    }
}
