//! The keys that clients publish at an address of their own (`jwksUri`): read when they are needed, never by anybody's wish.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use clock::Clock as _;
use reqwest::StatusCode;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
};

use super::relying_party::{RelyingParty, SECRET, client, read, web};

/// A part of a JWT.
pub(super) fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A client's own key.
pub(super) struct Key {
    pair: EcdsaKeyPair,
    id: &'static str,
}

impl Key {
    pub(super) fn new(id: &'static str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
        Self { pair, id }
    }

    pub(super) fn public(&self) -> Value {
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "kid": self.id, "x": number(x), "y": number(y) })
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        let message = format!("{}.{}", part(&json!({ "alg": "ES256", "kid": self.id })), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// The text at the address of a client's keys, and how often it was asked for; it may be held back for a while.
#[derive(Clone, Default)]
struct Published(Arc<Mutex<(String, u32)>>, Arc<watch::Sender<bool>>);

impl Published {
    async fn start() -> (Self, String) {
        let (published, listener) = (Self::default(), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let address = format!("http://{}/jwks", listener.local_addr().unwrap());
        let own = published.clone();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                own.asked();
                let mut piece = [0; 4096];
                let _ = stream.read(&mut piece).await;
                let _ = own.1.subscribe().wait_for(|is_held| !is_held).await;
                let answer = own.text();
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        (published, address)
    }

    fn asked(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1 += 1;
    }

    fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Holds answers back, or lets them go.
    fn hold(&self, is_held: bool) {
        self.1.send_replace(is_held);
    }

    fn times(&self) -> u32 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    fn says(&self, status: &str, body: &str) {
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0 = format!("{head}{body}");
    }

    fn has(&self, keys: &[&Key]) {
        let keys: Vec<_> = keys.iter().map(|key| key.public()).collect();
        self.says("200 OK", &json!({ "keys": keys }).to_string());
    }
}

/// A world with the client `keyed`, whose keys are at this address.
async fn keyed(address: &str, is_in_an_intranet: bool) -> RelyingParty {
    RelyingParty::with(|folder| {
        let changes = json!({
            "clientSecrets": [], "tokenEndpointAuthMethod": "private_key_jwt", "jwksUri": address,
            "allowHttp": is_in_an_intranet,
        });
        client(folder, "Keyed", &web("keyed", changes));
    })
    .await
}

/// The form of a client that proves itself by a key.
fn assertion(party: &RelyingParty, key: &Key) -> Vec<(&'static str, String)> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let (id, now) = (NUMBER.fetch_add(1, Ordering::Relaxed), party.world.clock.now().as_secs());
    let claims = json!({
        "iss": "keyed", "sub": "keyed", "aud": party.issuer(), "jti": format!("{id}"), "iat": now, "exp": now + 60,
    });
    vec![
        ("grant_type", "refresh_token".to_owned()),
        ("refresh_token", "x".to_owned()),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned()),
        ("client_assertion", key.sign(&claims)),
    ]
}

/// Whether the key proves the client: then it is the refresh token that is refused.
async fn proves(party: &RelyingParty, key: &Key) -> bool {
    let request = party.world.http.post(party.endpoint("token")).form(&assertion(party, key));
    read(request.send().await.unwrap()).await.1["error"] == "invalid_grant"
}

#[tokio::test]
async fn a_client_that_proves_itself_by_a_key_is_not_proved_by_a_secret_that_it_has_too() {
    let key = Key::new("1");
    let party = RelyingParty::with(|folder| {
        let by_key = json!({ "tokenEndpointAuthMethod": "private_key_jwt", "jwks": { "keys": [key.public()] } });
        client(folder, "Keyed", &web("keyed", by_key));
    })
    .await;
    assert!(proves(&party, &key).await);
    let form = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let (status, told) = party.token_as("keyed", &form).await;
    assert_eq!((status, told["error"].as_str()), (StatusCode::UNAUTHORIZED, Some("invalid_client")));
    let in_body = [form[0], form[1], ("client_id", "keyed"), ("client_secret", SECRET)];
    let told = read(party.world.http.post(party.endpoint("token")).form(&in_body).send().await.unwrap()).await.1;
    assert_eq!(told["error"], json!("invalid_client"));
}

#[tokio::test]
async fn a_key_that_nobody_has_keeps_nobody_waiting_whose_key_is_known() {
    let (published, address) = Published::start().await;
    let party = keyed(&address, false).await;
    let (known, unknown) = (Key::new("1"), Key::new("9"));
    published.has(&[&known]);
    assert!(proves(&party, &known).await);
    party.world.advance(Duration::from_secs(11)).await;
    published.hold(true);
    let is_over = AtomicBool::new(false);
    let junk = async {
        assert!(!proves(&party, &unknown).await);
        is_over.store(true, Ordering::Relaxed);
    };
    let member = async {
        party.world.until("the address is asked", async || published.times() == 2).await;
        assert!(proves(&party, &known).await);
        assert!(!is_over.load(Ordering::Relaxed), "it did not wait for the answer");
        published.hold(false);
    };
    tokio::join!(junk, member);
}

#[tokio::test]
async fn who_asks_for_an_unknown_key_and_hangs_up_takes_no_new_key_from_the_client() {
    let (published, address) = Published::start().await;
    let party = keyed(&address, false).await;
    let (old, new, unknown) = (Key::new("1"), Key::new("2"), Key::new("9"));
    published.has(&[&old]);
    assert!(proves(&party, &old).await);
    party.world.advance(Duration::from_secs(11)).await;
    published.hold(true);
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(assertion(&party, &unknown)).finish();
    let host = party.world.server.url.trim_start_matches("http://");
    let head = format!(
        "POST /acme/portal/oidc/token HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    party.world.until("the address is asked", async || published.times() == 2).await;
    drop(stream);
    // The server notices that it is gone before the answer comes.
    party.world.advance(Duration::from_millis(1)).await;
    for _ in 0..3 {
        assert!(proves(&party, &old).await);
    }
    published.has(&[&new]);
    published.hold(false);
    assert!(proves(&party, &new).await, "the one answer that was asked for counts");
    assert_eq!(published.times(), 2);
}

#[tokio::test]
async fn a_name_that_leads_into_a_private_network_is_asked_only_for_a_client_that_is_in_one() {
    // This machine's own name, which leads to an address of its own wherever it is known at all.
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_lowercase();
    let (published, address) = Published::start().await;
    let key = Key::new("1");
    published.has(&[&key]);
    let named = address.replace("127.0.0.1", if name.is_empty() { "nobody.invalid" } else { &name });
    let party = keyed(&named.replace("http://", "https://"), false).await;
    assert!(!proves(&party, &key).await);
    assert_eq!(published.times(), 0, "nothing comes to {named}");
    let is_of_this_machine =
        std::net::ToSocketAddrs::to_socket_addrs(named.trim_start_matches("http://").trim_end_matches("/jwks"))
            .is_ok_and(|mut found| found.any(|address| address.ip() == std::net::Ipv4Addr::LOCALHOST));
    if is_of_this_machine {
        let party = keyed(&named, true).await;
        assert!(proves(&party, &key).await && published.times() == 1, "{named}");
    }
}

#[tokio::test]
async fn published_keys_are_kept_looked_up_anew_for_a_new_one_and_outlast_a_failure() {
    let (published, address) = Published::start().await;
    let party = keyed(&address, false).await;
    let proves = async |key: &Key| proves(&party, key).await;
    let (first, second, unknown) = (Key::new("1"), Key::new("2"), Key::new("3"));
    published.has(&[&first]);
    for _ in 0..3 {
        assert!(proves(&first).await);
    }
    assert_eq!(published.times(), 1, "they are kept");
    for _ in 0..4 {
        assert!(!proves(&unknown).await);
    }
    assert_eq!(published.times(), 1, "nobody makes the server ask again and again");

    published.has(&[&second]);
    party.world.advance(Duration::from_secs(11)).await;
    assert!(proves(&second).await, "a new key is looked up");
    assert!(!proves(&first).await, "one that was taken away is gone");

    for (status, body) in [("500 Oops", "{}"), ("200 OK", "{}"), ("200 OK", "no JSON"), ("302 Found", "")] {
        published.says(status, body);
        party.world.advance(Duration::from_mins(6)).await;
        assert!(proves(&second).await, "{status} {body}");
    }
    published.says("200 OK", &format!("{{\"keys\":[],\"x\":\"{}\"}}", "x".repeat(2 * 1024 * 1024)));
    party.world.advance(Duration::from_mins(6)).await;
    assert!(proves(&second).await, "an answer without end is not read");
    party.world.advance(Duration::from_hours(25)).await;
    assert!(!proves(&second).await, "after a day they are not trusted any more");
}
