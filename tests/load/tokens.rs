//! A run of the endpoints that clients of OpenID Connect ask most: tokens, claims and introspection, each beside `/healthz`.

use std::{fmt, io::Write, net::SocketAddr, process::Stdio};

use anyhow::{Context, Error, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::Client;
use serde_json::{Value, json};
use tests::{AppFolder, Caller, Process};

use crate::{Arguments, client, events, figures::Figures};

const CLIENT: &str = "bench";
const SECRET: &str = "a_secret-of-the-bench";
const PASSWORD: &str = "a password of the bench";
/// A turn of `/healthz` has so many times the requests of one of an endpoint, so that both take about as long.
const QUICKER: usize = 4;

/// The results of a run.
pub(crate) struct Outcome {
    healthz: Figures,
    endpoints: Vec<(&'static str, Figures)>,
}

impl Outcome {
    /// The rate of the slowest endpoint in percent of that of `/healthz`.
    pub(crate) fn percent(&self) -> f64 {
        let rates = self.endpoints.iter().map(|(_, figures)| figures.rate());
        rates.fold(f64::INFINITY, f64::min) / self.healthz.rate() * 100.0
    }
}

/// An endpoint, and the request that is sent to it again and again.
struct Endpoint {
    name: &'static str,
    request: Vec<u8>,
    turns: Vec<client::Turn>,
}

/// Measures: a machine's tokens by `client_credentials`, a user's claims, and whether that user's token is good.
///
/// # Errors
/// When the server does not start, or an answer is not 200.
pub(crate) async fn run(arguments: &Arguments) -> Result<Outcome> {
    let mut folder = AppFolder::new("http://127.0.0.1:9").await;
    folder.unset("server.workers").set("log.level", "\"warn\"").set("login.access_token_seconds", "86400");
    if let Some(url) = &arguments.database_url {
        folder.set("database.url", &format!("{url:?}"));
    }
    furnish(&folder)?;
    let server = Process::start(&folder, "127.0.0.1:0", "server.log").await.map_err(Error::msg)?;
    let address: SocketAddr = server.url().trim_start_matches("http://").parse()?;
    let token = user_token(&server.url()).await?;
    let mut endpoints = endpoints(address, &token);
    let mut healthz = Vec::new();
    for turn in 0..=arguments.turns {
        let asking = events::healthz(address, arguments.requests * QUICKER);
        let asked = client::send_all(address, arguments.connections, &asking, br#"{"status":"ok"}"#).await;
        healthz.extend((turn > 0).then_some(asked.with_context(|| server.log())?));
        for endpoint in &mut endpoints {
            let requests = vec![endpoint.request.clone(); arguments.requests];
            let told = client::send_all(address, arguments.connections, &requests, b"}").await;
            endpoint.turns.extend((turn > 0).then_some(told.with_context(|| server.log())?));
        }
    }
    let endpoints = endpoints.into_iter().map(|endpoint| (endpoint.name, Figures::of(endpoint.turns)));
    Ok(Outcome { healthz: Figures::of(healthz), endpoints: endpoints.collect() })
}

/// A machine client that may ask about any token, and a user with a password.
fn furnish(folder: &AppFolder) -> Result<()> {
    let client = json!({
        "clientId": CLIENT, "applicationType": "machine", "clientSecrets": [SECRET], "scopes": ["introspect"],
    });
    folder.write("acme.portal/clients/Bench/e.json", &json!({ "title": "Bench", "type": "oidc.clients.ClientType" }));
    folder.write("acme.portal/clients/Bench/Bench.json", &client);
    let local = json!({ "title": "Local", "type": "auths.loginTypes.PasswordType" });
    folder.write("acme.portal/auths/Local/e.json", &local);
    folder.write("acme.portal/auths/Local/Local.json", &json!({ "users_file": "users.txt" }));
    let mut program = folder.program();
    let mut hashing = program.args(["password", "hash"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    hashing.stdin.take().context("no standard input")?.write_all(PASSWORD.as_bytes())?;
    let hash = String::from_utf8(hashing.wait_with_output()?.stdout)?;
    folder.write_text("acme.portal/users.txt", &format!("ann:{}\n", hash.trim()));
    Ok(())
}

/// The access token of a user, which the introspection endpoint calls good.
async fn user_token(server: &str) -> Result<String> {
    // An error means that there is one already.
    rustls::crypto::ring::default_provider().install_default().ok();
    let http = Client::builder().no_proxy().build()?;
    let arguments = json!({ "name": "ann", "password": PASSWORD, "platform": "web" });
    let login = Caller::new(&http, server).call("auths/Local", "loginByPassword", arguments).await.ok();
    let token = login["token"].as_str().context("there is no token")?.to_owned();
    let url = format!("{server}/acme/portal/oidc/introspect");
    let asked = http.post(url).basic_auth(CLIENT, Some(SECRET)).form(&[("token", &token)]).send().await?;
    let told: Value = serde_json::from_str(&asked.text().await?)?;
    ensure!(told["active"] == true, "the token is not good: {told}");
    Ok(token)
}

fn endpoints(server: SocketAddr, token: &str) -> Vec<Endpoint> {
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
    let post = |name: &str, authorization: &str, form: &str| {
        let (kind, length) = ("application/x-www-form-urlencoded", form.len());
        format!(
            "POST /acme/portal/oidc/{name} HTTP/1.1\r\nHost: {server}\r\nAuthorization: {authorization}\r\n\
             Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{form}"
        )
    };
    let get =
        format!("GET /acme/portal/oidc/userinfo HTTP/1.1\r\nHost: {server}\r\nAuthorization: Bearer {token}\r\n\r\n");
    let endpoint = |name, request: String| Endpoint { name, request: request.into_bytes(), turns: Vec::new() };
    vec![
        endpoint("token", post("token", &basic, "grant_type=client_credentials")),
        endpoint("userinfo", get),
        endpoint("introspect", post("introspect", &basic, &format!("token={token}"))),
    ]
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "token: by client_credentials, signed anew for each request; userinfo and introspect: of one user"
        )?;
        writeln!(f, "server: the default configuration, but log.level = \"warn\"; the client is on the same machine")?;
        writeln!(f, "{:>10}: {}", "/healthz", self.healthz)?;
        for (name, figures) in &self.endpoints {
            let share = figures.rate() / self.healthz.rate() * 100.0;
            writeln!(f, "{name:>10}: {figures}   {share:.1} % of /healthz")?;
        }
        write!(f, "the slowest / healthz = {:.1} %", self.percent())
    }
}
