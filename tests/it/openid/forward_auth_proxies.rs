//! Forward auth through real proxies, each with the sample of `deploy/` as it is but for hosts and ports.

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
};

use reqwest::{StatusCode, header};
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{
    forward_auth::location,
    relying_party::{RelyingParty, client},
};

/// A program that stands in front of an app.
struct Proxy {
    program: &'static str,
    /// The argument that has it say its version.
    version: &'static str,
    /// The sample of `deploy/`.
    sample: &'static str,
    /// The sample as a whole configuration for this machine, in a folder.
    adapt: fn(&str, u16, &Path) -> String,
    /// The arguments for a configuration file.
    arguments: fn(&str, u16) -> Vec<String>,
}

const NGINX: Proxy = Proxy {
    program: "nginx",
    version: "-v",
    sample: include_str!("../../../deploy/nginx/forward-auth.conf"),
    adapt: |sample, port, folder| {
        let lines = sample.lines().filter(|line| !line.contains("ssl_"));
        let site = lines.map(|line| line.replace("443 ssl http2", &format!("127.0.0.1:{port}"))).collect::<Vec<_>>();
        let site = site.join("\n").replace("wiki.example.com", "localhost");
        let here = folder.display();
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temporary = temporary.map(|kind| format!("{kind}_temp_path {here}/{kind};")).join(" ");
        format!(
            "daemon off; master_process off; pid {here}/pid; error_log {here}/error.log; events {{}}\n\
             http {{ access_log off; {temporary}\n{site}\n}}\n"
        )
    },
    arguments: |file, _| ["-c", file, "-e", "stderr"].map(str::to_owned).to_vec(),
};

const CADDY: Proxy = Proxy {
    program: "caddy",
    version: "version",
    sample: include_str!("../../../deploy/caddy/forward-auth.Caddyfile"),
    adapt: |sample, port, _| {
        format!("{{\n\tadmin off\n}}\n{}", sample.replace("wiki.example.com {", &format!("http://localhost:{port} {{")))
    },
    arguments: |file, _| ["run", "--adapter", "caddyfile", "--config", file].map(str::to_owned).to_vec(),
};

const TRAEFIK: Proxy = Proxy {
    program: "traefik",
    version: "version",
    sample: include_str!("../../../deploy/traefik/forward-auth.yml"),
    adapt: |sample, _, _| {
        let lines = sample.lines().filter(|line| line.trim() != "tls: {}").collect::<Vec<_>>().join("\n");
        lines.replace("Host(`wiki.example.com`)", "Host(`localhost`)")
    },
    arguments: |file, port| {
        vec![
            format!("--entryPoints.websecure.address=127.0.0.1:{port}"),
            "--entryPoints.websecure.http.aliasHeadersStrategy=delete".to_owned(),
            format!("--providers.file.filename={file}"),
            "--providers.file.watch=false".to_owned(),
            "--global.checkNewVersion=false".to_owned(),
            "--global.sendAnonymousUsage=false".to_owned(),
        ]
    },
};

/// A running proxy, which ends with the value.
struct Running {
    process: Child,
    _folder: TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        // None of the three has other processes.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Proxy {
    fn is_there(&self) -> bool {
        let mut asked = Command::new(self.program);
        asked.arg(self.version).stdout(Stdio::null()).stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    }

    /// Starts it in front of an app at another port of this machine.
    async fn start(&self, party: &RelyingParty, (port, app): (u16, u16)) -> Running {
        let folder = tempfile::tempdir().unwrap();
        let server = party.world.server.url.trim_start_matches("http://").to_owned();
        let config = (self.adapt)(self.sample, port, folder.path());
        let config = config.replace("127.0.0.1:8080", &server).replace("127.0.0.1:3000", &format!("127.0.0.1:{app}"));
        let file = folder.path().join("config.yml");
        fs::write(&file, config).unwrap();
        let mut command = Command::new(self.program);
        command.args((self.arguments)(file.to_str().unwrap(), port));
        command.env("HOME", folder.path()).env("XDG_DATA_HOME", folder.path()).env("XDG_CONFIG_HOME", folder.path());
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let running = Running { process, _folder: folder };
        let site = format!("http://localhost:{port}/");
        let answers = async || {
            let asked = party.world.http.get(&site).send().await;
            asked.is_ok_and(|answer| answer.status() == StatusCode::UNAUTHORIZED)
        };
        party.world.until("the proxy is in front of the app", answers).await;
        running
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// An app that shows the request as it came; answers its port.
async fn app() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 16_384];
            let read = stream.read(&mut request).await.unwrap_or_default();
            let head = String::from_utf8_lossy(&request[..read]).to_lowercase();
            let head = head.split("\r\n\r\n").next().unwrap_or_default();
            let answer =
                format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{head}", head.len());
            _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    port
}

/// Headers of a client that wants to be taken for somebody else: an app by CGI, WSGI or PHP reads all of the first as one header.
const FORGED: [&str; 7] =
    ["x-auth-user", "x_auth_user", "x.auth.user", "x-auth_user", "x~auth~user", "x-auth-groups", "x!auth-groups"];

/// Walks through a proxy to the app behind it, as a member and as others.
async fn walk(proxy: &Proxy) {
    if !proxy.is_there() {
        eprintln!("left out: {} is not there", proxy.program);
        return;
    }
    let (port, behind) = (free_port(), app().await);
    let site = format!("http://localhost:{port}");
    let party = RelyingParty::with(|folder| {
        folder.set("server.trusted_proxies", "[\"127.0.0.1\"]");
        let redirect_uri = format!("{site}/.wecom-login/callback");
        client(folder, "Wiki", &json!({ "clientId": "wiki", "trusted": true, "redirectUris": [redirect_uri] }));
    })
    .await;
    let _running = proxy.start(&party, (port, behind)).await;
    let get = |url: String| party.browser.get(url).header(header::ACCEPT, "text/html");
    let led = get(format!("{site}/page?x=1")).send().await.unwrap();
    assert_eq!(led.status(), StatusCode::FOUND);
    let login = get(location(&led)).send().await.unwrap();
    let authorize = format!("{}&login_hint={}", location(&login), party.corp.id);
    let back = party.go_on(party.browser.get(authorize).send().await.unwrap(), 0).await;
    let entered = get(location(&back)).send().await.unwrap();
    assert_eq!(location(&entered), format!("{site}/page?x=1"));
    let session = entered.headers().get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    let session = session.filter_map(|cookie| cookie.split(';').next()).find(|pair| pair.contains("_session_"));
    // A client's own word is overwritten, and the cookies of the server stay with the proxy.
    let forged = party.world.http.get(location(&entered)).header(header::ACCEPT, "text/html");
    let forged = forged.header(header::COOKIE, format!("theme=dark; {}; lang=zh", session.unwrap()));
    let forged = FORGED.iter().fold(forged, |request, name| request.header(*name, "root"));
    let forged = forged.header("x-forwarded-uri", "/").header("x-forwarded-method", "HEAD");
    let shown = forged.send().await.unwrap().text().await.unwrap();
    let corp = party.corp.id.to_lowercase();
    let user = format!("{}@{corp}", party.corp.members[0].to_lowercase());
    assert!(shown.starts_with("get /page?x=1 "), "{shown}");
    assert!(shown.contains(&format!("x-auth-user: {user}")) && shown.contains(&format!("x-auth-corp-id: {corp}")));
    assert!(!shown.contains("root"), "{shown}");
    assert!(shown.contains("cookie: theme=dark; lang=zh\r\n") || shown.ends_with("cookie: theme=dark; lang=zh"));
    assert!(!shown.contains("wecom_login"), "{shown}");
    let shown = get(format!("{site}/page")).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains(&user) && !shown.contains("wecom_login"), "no cookie is left to the app: {shown}");
    let posted = party.browser.post(format!("{site}/save")).form(&[("a", "b")]).send().await.unwrap();
    assert!(posted.text().await.unwrap().starts_with("post /save "));
    party.world.command(&["session", "end", "--corp", &party.corp.id]).await;
    assert_eq!(get(format!("{site}/page")).send().await.unwrap().status(), StatusCode::FOUND);
    let program = party.browser.get(format!("{site}/api")).header(header::ACCEPT, "application/json");
    assert_eq!(program.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_app_behind_nginx_is_told_who_asks_and_nobody_tells_it_otherwise() {
    walk(&NGINX).await;
}

#[tokio::test]
async fn an_app_behind_caddy_is_told_who_asks_and_nobody_tells_it_otherwise() {
    walk(&CADDY).await;
}

#[tokio::test]
async fn an_app_behind_traefik_is_told_who_asks_and_nobody_tells_it_otherwise() {
    walk(&TRAEFIK).await;
}
