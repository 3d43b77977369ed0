//! `RelyingParty`: an app whose members come through the server, with the browser of one of them.

use reqwest::{Client, Response, StatusCode, header};
use serde_json::{Value, json};
use tests::{AppFolder, Corp, SERVICE, World};
use url::Url;

use crate::login_page::{browser, scan};

/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// The secret of all clients that have one.
pub(crate) const SECRET: &str = "s3cret_of-the_clients";
pub(crate) const REDIRECT_URI: &str = "https://grafana.example/login/generic_oauth";

/// A world with clients, one company and the browser of its first member.
pub(crate) struct RelyingParty {
    pub(crate) world: World,
    pub(crate) corp: Corp,
    pub(crate) browser: Client,
}

/// Writes a client of the app.
pub(crate) fn client(folder: &AppFolder, name: &str, config: &Value) {
    let path = format!("acme.portal/clients/{name}");
    folder.write(&format!("{path}/e.json"), &json!({ "title": name, "type": "oidc.clients.ClientType" }));
    folder.write(&format!("{path}/{name}.json"), config);
}

/// A trusted client on a server, with changes.
pub(crate) fn web(id: &str, changes: Value) -> Value {
    let mut config = json!({
        "clientId": id, "clientSecrets": [SECRET], "redirectUris": [REDIRECT_URI], "trusted": true,
        "postLogoutRedirectUris": ["https://grafana.example/bye"],
    });
    let Value::Object(changes) = changes else { panic!("the changes are no object: {changes}") };
    for (field, value) in changes {
        config[field] = value;
    }
    config
}

impl RelyingParty {
    /// With the client `grafana`, and others that `change` writes.
    pub(crate) async fn with(change: impl FnOnce(&mut AppFolder)) -> Self {
        let world = World::start_with(|folder| {
            client(folder, "Grafana", &web("grafana", json!({})));
            change(folder);
        })
        .await;
        let corp = world.authorised_corp().await;
        world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
        Self { world, corp, browser: browser("Mozilla/5.0") }
    }

    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) fn issuer(&self) -> String {
        format!("{}/acme/portal", self.world.server.url)
    }

    pub(crate) fn endpoint(&self, name: &str) -> String {
        format!("{}/oidc/{name}", self.issuer())
    }

    /// The usual request of `grafana`, with changes: an empty value takes a parameter away.
    pub(crate) fn request(&self, changes: &[(&str, &str)]) -> String {
        let usual = [
            ("client_id", "grafana"),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "openid profile email groups offline_access"),
            ("state", "the state"),
            ("nonce", "the nonce"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("login_hint", &self.corp.id),
        ];
        let mut url = Url::parse(&self.endpoint("authorize")).unwrap();
        let unchanged = usual.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        let given = changes.iter().filter(|(_, value)| !value.is_empty());
        url.query_pairs_mut().extend_pairs(unchanged.chain(given).map(|(name, value)| (*name, *value)));
        url.into()
    }

    /// Sends the browser with a request.
    pub(crate) async fn authorize(&self, changes: &[(&str, &str)]) -> Response {
        self.browser.get(self.request(changes)).send().await.unwrap()
    }

    /// Follows redirects of the server itself, and scans the QR code of WeCom as a member where it comes to that; answers
    /// what leads to the client, or the page that it ends on.
    pub(crate) async fn go_on(&self, mut answer: Response, member: usize) -> Response {
        for _ in 0..10 {
            if answer.status() != StatusCode::SEE_OTHER {
                return answer;
            }
            let location = location(&answer);
            let next = if location.starts_with(&format!("{}/wwlogin", self.world.sim.url)) {
                scan(&self.world, &self.browser, &location, &self.corp.members[member]).await
            } else if location.starts_with('/') {
                format!("{}{location}", self.world.server.url)
            } else {
                return answer;
            };
            answer = self.browser.get(next).send().await.unwrap();
        }
        panic!("the redirects do not end");
    }

    /// The parameters that come back to the client for a request.
    pub(crate) async fn answer(&self, changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let answer = self.go_on(self.authorize(changes).await, 0).await;
        parameters(&location(&answer))
    }

    /// A code for a request.
    pub(crate) async fn code(&self, changes: &[(&str, &str)]) -> String {
        get(&self.answer(changes).await, "code").unwrap()
    }

    /// Asks the token endpoint as `grafana`.
    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> (StatusCode, Value) {
        self.token_as("grafana", form).await
    }

    /// Asks the token endpoint as a client with the usual secret.
    pub(crate) async fn token_as(&self, client: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let request = self.world.http.post(self.endpoint("token")).basic_auth(client, Some(SECRET)).form(form);
        read(request.send().await.unwrap()).await
    }

    /// Exchanges a code.
    pub(crate) async fn exchange(&self, code: &str) -> (StatusCode, Value) {
        self.token(&exchange(code)).await
    }

    /// Logs in and gets tokens.
    pub(crate) async fn tokens(&self, changes: &[(&str, &str)]) -> Value {
        let code = self.code(changes).await;
        let (status, tokens) = self.exchange(&code).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        tokens
    }

    /// Asks the UserInfo endpoint.
    pub(crate) async fn userinfo(&self, token: &Value) -> (StatusCode, Value) {
        let request = self.world.http.get(self.endpoint("userinfo")).bearer_auth(token.as_str().unwrap());
        read(request.send().await.unwrap()).await
    }
}

/// The usual exchange of a code.
pub(crate) fn exchange(code: &str) -> Vec<(&str, &str)> {
    let grant = ("grant_type", "authorization_code");
    vec![grant, ("code", code), ("redirect_uri", REDIRECT_URI), ("code_verifier", VERIFIER)]
}

pub(crate) async fn read(answer: Response) -> (StatusCode, Value) {
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

pub(crate) fn location(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "expected a redirect");
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

pub(crate) fn parameters(url: &str) -> Vec<(String, String)> {
    Url::parse(url).unwrap().query_pairs().into_owned().collect()
}

pub(crate) fn get(parameters: &[(String, String)], name: &str) -> Option<String> {
    parameters.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone())
}
