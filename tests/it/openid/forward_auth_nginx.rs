//! Forward auth through a real nginx, with what the recipe says.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
};

use reqwest::{StatusCode, header};
use serde_json::json;
use tempfile::TempDir;

use super::{
    forward_auth::location,
    relying_party::{RelyingParty, client},
};

/// A running nginx, which ends with the value.
struct Nginx {
    process: Child,
    _dir: TempDir,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its worker ends with it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn is_there() -> bool {
    let asked = Command::new("nginx").arg("-v").stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn start(app: &RelyingParty, port: u16) -> Nginx {
    let dir = tempfile::tempdir().unwrap();
    let config = include_str!("nginx.conf").replace("{dir}", dir.path().to_str().unwrap());
    let config = config.replace("{port}", &port.to_string()).replace("{app}", &free_port().to_string());
    let config = config.replace("{server}", &app.world.server.url);
    let file = dir.path().join("nginx.conf");
    fs::write(&file, config).unwrap();
    let process =
        Command::new("nginx").arg("-c").arg(&file).arg("-e").arg(dir.path().join("error.log")).spawn().unwrap();
    let nginx = Nginx { process, _dir: dir };
    app.world.until("nginx listens", async || TcpStream::connect(("127.0.0.1", port)).is_ok()).await;
    nginx
}

#[tokio::test]
async fn an_app_behind_nginx_is_told_who_asks_and_nobody_tells_it_otherwise() {
    if !is_there() {
        eprintln!("left out: nginx is not there; Debian's package nginx-light has it");
        return;
    }
    let port = free_port();
    let site = format!("http://localhost:{port}");
    let app = RelyingParty::with(|folder| {
        folder.set("server.trusted_proxies", "[\"127.0.0.1\"]");
        let redirect_uri = format!("{site}/.wecom-login/callback");
        client(folder, "Wiki", &json!({ "clientId": "wiki", "trusted": true, "redirectUris": [redirect_uri] }));
    })
    .await;
    let _nginx = start(&app, port).await;
    let get = |url: String| app.browser.get(url).header(header::ACCEPT, "text/html");
    let led = get(format!("{site}/page?x=1")).send().await.unwrap();
    assert_eq!(led.status(), StatusCode::FOUND);
    let login = get(location(&led)).send().await.unwrap();
    let authorize = format!("{}&login_hint={}", location(&login), app.corp.id);
    let back = app.go_on(app.browser.get(authorize).send().await.unwrap(), 0).await;
    let entered = get(location(&back)).send().await.unwrap();
    assert_eq!(location(&entered), format!("{site}/page?x=1"));
    // A client's own word is overwritten.
    let forged = get(location(&entered)).header("x-auth-user", "root").header("x-forwarded-uri", "/");
    let shown = forged.send().await.unwrap().text().await.unwrap();
    let corp = &app.corp.id;
    let user = format!("{}@{corp}", app.corp.members[0]);
    assert!(shown.starts_with(&format!("GET /page?x=1 user={user} corp={corp} email=")), "{shown}");
    let posted = app.browser.post(format!("{site}/save")).form(&[("a", "b")]).send().await.unwrap();
    assert!(posted.text().await.unwrap().starts_with(&format!("POST /save user={user}")));
    app.world.command(&["session", "end", "--corp", corp]).await;
    assert_eq!(get(format!("{site}/page")).send().await.unwrap().status(), StatusCode::FOUND);
    let program = app.browser.get(format!("{site}/api")).header(header::ACCEPT, "application/json");
    assert_eq!(program.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}
