//! `wecom-login crypto`: the published vectors through the command line.

use serde_json::{Value, json};

use crate::{stdout, wecom_login};

const VECTORS: &str = include_str!("../../../wecom-callback-crypto/tests/data/vectors.json");

fn vectors(group: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(VECTORS).unwrap();
    all[group].as_array().unwrap().clone()
}

/// The arguments of a vector, for `verify` and `decrypt`.
fn arguments(vector: &Value) -> Vec<String> {
    let mut arguments = Vec::new();
    for (option, field) in [
        ("--token", "token"),
        ("--aes-key", "encoding_aes_key"),
        ("--receive-id", "receive_id"),
        ("--timestamp", "timestamp"),
        ("--nonce", "nonce"),
        ("--msg-signature", "msg_signature"),
        ("--encrypt", "encrypt"),
    ] {
        if let Some(value) = vector[field].as_str() {
            arguments.extend([format!("{option}={value}")]);
        }
    }
    arguments
}

fn run(command: &str, vector: &Value) -> (Option<i32>, Value) {
    let arguments = arguments(vector);
    let mut line = vec!["crypto", command, "--json"];
    line.extend(arguments.iter().map(String::as_str));
    let output = wecom_login(&line);
    (output.status.code(), serde_json::from_str(&stdout(&output)).unwrap())
}

#[test]
fn every_good_vector_is_decrypted() {
    for vector in vectors("published").iter().chain(&vectors("derived")) {
        let (code, result) = run("decrypt", vector);
        let expected = json!({ "message": vector["plaintext"], "receive_id": vector["receive_id"] });
        assert_eq!((code, result), (Some(0), expected), "{}", vector["id"]);
    }
}

#[test]
fn every_bad_vector_has_its_official_code() {
    for vector in vectors("negative") {
        for command in ["decrypt", "verify"] {
            let (code, result) = run(command, &vector);
            assert_eq!((code, &result["code"]), (Some(1), &vector["official_code"]), "{}", vector["id"]);
            assert!(result["error"].is_string());
        }
    }
}

#[test]
fn what_encrypt_makes_decrypt_reads() {
    let key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    let options = ["--token", "t", "--aes-key", key, "--receive-id", "dk1"];
    let made = wecom_login(&[&["crypto", "encrypt", "--json", "--message", "你好"], &options[..]].concat());
    let made: Value = serde_json::from_str(&stdout(&made)).unwrap();
    let text = |field: &str| made[field].as_str().unwrap();
    let signed = [
        "--timestamp",
        text("timestamp"),
        "--nonce",
        text("nonce"),
        "--msg-signature",
        text("msg_signature"),
        "--encrypt",
        text("encrypt"),
    ];
    let read = wecom_login(&[&["crypto", "verify", "--json"], &options[..], &signed[..]].concat());
    assert_eq!(stdout(&read).trim(), r#"{"message":"你好","receive_id":"dk1"}"#);
}
