//! The faults of login hosts and verification files that `doctor` names, each at a host that has it.

use serde_json::json;
use tests::{Corp, Diagnosis, World};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use super::login_hosts::HOSTS;

const NAME: &str = "WW_verify_a1B2c3D4e5F6g7H8.txt";

/// A world with a company, whose doctor gives up after a second.
async fn world() -> (World, Corp) {
    let mut world = World::start().await;
    world.folder.set("server.public_url", &format!("{:?}", world.server.url));
    world.folder.set("http_client.connect_timeout_seconds", "1").set("http_client.request_timeout_seconds", "1");
    let corp = world.authorised_corp().await;
    (world, corp)
}

/// The diagnosis with a login host that has a file.
async fn diagnosis(world: &World, corp: &Corp, url: &str) -> Diagnosis {
    let args = json!({ "corpId": corp.id, "url": url, "allowHttp": true });
    world.administrator().call(HOSTS, "setLoginHost", args).await.ok();
    let host = url::Url::parse(url).unwrap().host_str().unwrap().to_owned();
    let file = json!({ "host": host, "name": NAME, "content": "a1B2c3D4" });
    world.administrator().call(HOSTS, "putVerificationFile", file).await.ok();
    Diagnosis::of(&world.folder).await
}

/// A host that gives this answer to everything; an empty one never comes.
async fn host_that_answers(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            _ = stream.read(&mut request).await;
            _ = stream.write_all(answer.as_bytes()).await;
            if answer.is_empty() {
                kept.push(stream);
            }
        }
    });
    url
}

#[tokio::test]
async fn doctor_names_each_way_in_which_a_file_does_not_come_back() {
    let (world, corp) = world().await;
    let faults = [
        (
            "HTTP/1.1 301 Moved\r\nlocation: https://www.company.example/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            "redirects to https://www.company.example/",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nother",
            "gives other bytes: 5, and 8 were put",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\na1B2c3D4\n",
            "gives other bytes: 9, and 8 were put",
        ),
        ("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", "is not found"),
        ("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", "answers HTTP 502"),
        ("", "cannot be reached from here"),
    ];
    for (answer, words) in faults {
        let url = host_that_answers(answer).await;
        diagnosis(&world, &corp, &url).await.says("error", "verification file", &[&url, words, "have the proxy pass"]);
    }
}

#[tokio::test]
async fn doctor_names_a_login_host_that_redirects_is_late_or_does_not_resolve() {
    let (world, corp) = world().await;
    let moved =
        "HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let url = host_that_answers(moved).await;
    let found = diagnosis(&world, &corp, &url).await;
    found.says("error", "login host", &["redirects to https://elsewhere.example/", "DNS"]);
    let url = host_that_answers("").await;
    let late = diagnosis(&world, &corp, &url).await;
    late.says("error", "login host", &["cannot be reached from here", "gave no answer in time"]);
    late.says("error", "verification file", &["gave no answer in time"]);
    // Nobody ever has a name below `invalid` (RFC 2606).
    let nowhere = diagnosis(&world, &corp, "https://login.company.invalid").await;
    nowhere.says("error", "login host", &["login.company.invalid cannot be reached from here", "DNS"]);
    nowhere.says("error", "verification file", &["login.company.invalid", "cannot be reached from here"]);
}

#[tokio::test]
async fn doctor_warns_of_a_login_host_and_a_file_that_come_by_http() {
    let (world, corp) = world().await;
    // This machine by a name that others may have too.
    let url = world.server.url.replace("127.0.0.1", "0.0.0.0");
    let found = diagnosis(&world, &corp, &url).await;
    found.says("warning", "login host", &["leads here, but is not https", "set it to https"]);
    found.says("warning", "verification file", &["gives it back, but not by https", "set the host to https"]);
}
