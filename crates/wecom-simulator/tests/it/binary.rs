//! The program itself: its first line, its options, its end.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use serde_json::Value;

#[tokio::test]
async fn the_first_line_says_where_it_listens_and_sigterm_ends_it() {
    // An error means that another test has chosen one already.
    rustls::crypto::ring::default_provider().install_default().ok();
    let mut child = Command::new(env!("CARGO_BIN_EXE_wecom-simulator"))
        .args(["--listen", "127.0.0.1:0", "--seed", "5", "--provider-corpid", "wwMine", "--provider-secret", "mine"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let origin = line.trim_end().strip_prefix("listening on ").unwrap().to_owned();
    let provider: Value = reqwest::get(format!("{origin}/_sim/provider")).await.unwrap().json().await.unwrap();
    assert_eq!((&provider["corpId"], &provider["secret"]), (&"wwMine".into(), &"mine".into()));
    let terminated = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(terminated.success());
    assert!(child.wait().unwrap().success());
}
