//! Floods, guesses and oversized or slow requests are refused, and WeCom's own callbacks are never turned away.

use clock::Clock as _;
use reqwest::{Response, StatusCode, header};
use serde_json::{Value, json};
use std::time::Duration;
use tests::{AUTH_SVC, Answer, AppFolder, Corp, ErrorKind, INSTANCE, SERVICE, TOO_MANY_REQUESTS, World, wecom_refused};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use wecom_callback_crypto::{CallbackToken, Crypto, Envelope, Message, Query, xml};

const NOBODY_SIGNED: &str = "0000000000000000000000000000000000000000";

/// A world with these limits.
async fn world(limits: &[(&str, u32)]) -> World {
    World::start_with(|folder: &mut AppFolder| {
        for (key, value) in limits {
            folder.set(&format!("limits.{key}"), &value.to_string());
        }
    })
    .await
}

async fn post(world: &World, element: &str, function: &str, args: Value, forwarded: Option<&str>) -> Response {
    let url = format!("{}/api/acme/portal/{element}/{function}", world.server.url);
    let request = world.http.post(url).json(&args);
    let request = forwarded.into_iter().fold(request, |request, client| request.header("x-forwarded-for", client));
    request.send().await.unwrap()
}

fn wait_of(answer: &Response) -> Duration {
    Duration::from_secs(answer.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap())
}

/// Sends an event as WeCom would, signed so many seconds from now and with this nonce.
async fn push(world: &World, message: &str, seconds: u64, nonce: &str) -> (StatusCode, String) {
    let key = world.suite.encoding_aes_key.parse().unwrap();
    let crypto = Crypto::new(CallbackToken::new(world.suite.token.as_str()).unwrap(), key);
    let timestamp = (world.clock.now() + Duration::from_secs(seconds)).as_secs().to_string();
    let random = [nonce.as_bytes()[0]; 16];
    let query = Query { timestamp: timestamp.as_str(), nonce, ..Query::default() };
    let message = Message { text: message, receive_id: &world.suite.id };
    let sealed = crypto.seal_with_random_bytes(&query, message, random).unwrap();
    send(world, &world.suite.id, &sealed.encrypt, (&sealed.msg_signature, &timestamp, nonce)).await
}

async fn send(world: &World, to: &str, encrypt: &str, signed: (&str, &str, &str)) -> (StatusCode, String) {
    let body = xml::write_envelope(&Envelope::new(encrypt).with_to_user_name(to));
    let url = format!("{}/api/acme/portal/{SERVICE}/notify", world.server.url);
    let query = [("msg_signature", signed.0), ("timestamp", signed.1), ("nonce", signed.2)];
    let answer = world.http.post(url).query(&query).body(body).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

fn event(world: &World, info_type: &str, corp: &str) -> String {
    let (suite, now) = (&world.suite.id, world.clock.now().as_secs());
    format!(
        "<xml><SuiteId>{suite}</SuiteId><InfoType>{info_type}</InfoType><TimeStamp>{now}</TimeStamp><AuthCorpId>{corp}</AuthCorpId></xml>"
    )
}

#[tokio::test]
async fn what_is_not_signed_is_refused_without_asking_the_database() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    migrations::down(world.folder.database().url()).await.unwrap();
    let signed = push(&world, &event(&world, "change_auth", &corp.id), 0, "a").await;
    assert_eq!(signed.0, StatusCode::SERVICE_UNAVAILABLE, "the database is gone, or this proves nothing: {}", signed.1);
    let unsigned = (NOBODY_SIGNED, "1700000000", "a");
    for to in [world.suite.id.as_str(), corp.id.as_str(), "wpSomebodyElse", "wwSomebodyElse"] {
        let (status, text) = send(&world, to, "QUJD", unsigned).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{to}: {text}");
        assert!(text.contains("-40001"), "{to}: {text}");
    }
    assert_eq!(send(&world, "dkNobody", "QUJD", unsigned).await.0, StatusCode::NOT_FOUND);
    let url = format!("{}/api/acme/portal/{SERVICE}/notify", world.server.url);
    let query = [("msg_signature", NOBODY_SIGNED), ("timestamp", "1"), ("nonce", "a"), ("echostr", "QUJD")];
    let answer = world.http.get(url).query(&query).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_flood_of_callbacks_that_are_not_signed_is_not_logged_line_by_line() {
    let world = World::start().await;
    for _ in 0..100 {
        let unsigned = (NOBODY_SIGNED, "1700000000", "a");
        assert_eq!(send(&world, &world.suite.id, "QUJD", unsigned).await.0, StatusCode::FORBIDDEN);
    }
    let log = tests::captured_logs();
    let lines = log.lines().filter(|line| line.contains(" INFO ") && line.contains("-40001")).count();
    assert!((1..=60).contains(&lines), "{lines} lines of 100 refusals are logged");
}

#[tokio::test]
async fn a_replayed_callback_is_answered_success_and_done_once_even_after_a_restart() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let before = world.records().await.len();
    for kind in ["cancel_auth", "something_else"] {
        let message = event(&world, kind, &corp.id);
        for (seconds, nonce) in [(0, "a"), (0, "a"), (99, "b")] {
            assert_eq!(push(&world, &message, seconds, nonce).await, (StatusCode::OK, "success".to_owned()));
        }
    }
    world.settled().await;
    assert_eq!(world.records().await.len(), before + 2);
    let world = world.restart().await;
    for (seconds, nonce) in [(0, "a"), (500, "c")] {
        let replay = push(&world, &event(&world, "something_else", &corp.id), seconds, nonce).await;
        assert_eq!(replay, (StatusCode::OK, "success".to_owned()));
    }
    world.settled().await;
    let records = world.records().await;
    assert_eq!(records.len(), before + 2);
    assert!(records.iter().all(|record| record["attempts"].as_i64().unwrap() <= 1), "{records:#?}");
}

#[tokio::test]
async fn wecoms_callbacks_are_never_too_many() {
    let world = world(&[("requests_per_minute_per_address", 1), ("requests_per_minute_per_corp", 1)]).await;
    let before = world.records().await.len();
    for number in 0..20 {
        let message = event(&world, "something", &format!("wpCorp{number}"));
        assert_eq!(push(&world, &message, 0, "a").await.1, "success");
    }
    assert_eq!(world.records().await.len(), before + 20);
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_when_to_try_again() {
    let world = world(&[("requests_per_minute_per_address", 3)]).await;
    let ask = || post(&world, INSTANCE, "getLoginConfig", json!({}), None);
    for _ in 0..3 {
        Answer::read(ask().await).await.ok();
    }
    let refused = ask().await;
    let wait = wait_of(&refused);
    assert_eq!(wait, Duration::from_secs(20));
    let message = Answer::read(refused).await.refused(TOO_MANY_REQUESTS);
    assert!(message.contains("too many requests from this address") && message.contains("20 s"), "{message}");
    let page = world.http.get(format!("{}/acme/portal/login", world.server.url)).send().await.unwrap();
    assert_eq!((page.status(), wait_of(&page)), (StatusCode::TOO_MANY_REQUESTS, wait));
    let page = page.text().await.unwrap();
    assert!(page.contains("请求过于频繁，请在 20 秒后再试。") && page.contains("再试一次"), "{page}");
    for path in ["/healthz", "/readyz", "/metrics"] {
        let answer = world.http.get(format!("{}{path}", world.server.url)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
    }
    world.clock.advance(wait);
    Answer::read(ask().await).await.ok();
}

#[tokio::test]
async fn whoever_is_logged_in_is_not_counted() {
    let world = world(&[("requests_per_minute_per_address", 1)]).await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    for _ in 0..5 {
        world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
        world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    }
}

#[tokio::test]
async fn wrong_bearers_end_after_a_few_tries_and_are_not_looked_up_any_more() {
    let world = World::start_with(|folder| {
        folder.set("limits.wrong_guesses_per_minute_per_address", "3").set("server.trusted_proxies", "[\"127.0.0.1\"]");
    })
    .await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let ask = async |client: &str, bearer: &str| {
        let url = format!("{}/api/acme/portal/{AUTH_SVC}/getCurrUser", world.server.url);
        let request = world.http.post(url).header("x-forwarded-for", client).bearer_auth(bearer);
        request.send().await.unwrap()
    };
    let told = async |client: &str, bearer: &str| Answer::read(ask(client, bearer).await).await;
    let unknown = format!("wlp_{}_{}", "a".repeat(26), "b".repeat(43));
    let forged = format!("{}A", login["token"].as_str().unwrap());
    for (client, wrong) in [("203.0.113.1", unknown.as_str()), ("203.0.113.2", "garbage"), ("203.0.113.3", &forged)] {
        for _ in 0..3 {
            told(client, wrong).await.refused(ErrorKind::LoginRequired);
        }
        let refused = ask(client, wrong).await;
        assert_eq!(wait_of(&refused), Duration::from_secs(20));
        let message = Answer::read(refused).await.refused(TOO_MANY_REQUESTS);
        assert!(message.contains("wrong codes or tokens"), "{wrong}: {message}");
        let login = login["token"].as_str().unwrap();
        assert!(told(client, login).await.is_ok(), "one that we signed is no guess");
    }
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    migrations::down(world.folder.database().url()).await.unwrap();
    told("203.0.113.1", &unknown).await.refused(TOO_MANY_REQUESTS);
    told("203.0.113.4", "wlp_no_token").await.refused(ErrorKind::LoginRequired);
    let looked_up = told("203.0.113.4", &unknown).await;
    assert!(looked_up.is_refused(ErrorKind::Internal), "it is looked up, or this proves nothing");
}

#[tokio::test]
async fn what_the_database_tells_of_readiness_and_metrics_is_asked_once_a_second() {
    let world = World::start().await;
    let get = async |path: &str| world.http.get(format!("{}{path}", world.server.url)).send().await.unwrap();
    let is_up = async || get("/metrics").await.text().await.unwrap().contains("\nwecom_login_database_up 1\n");
    assert!(get("/readyz").await.status() == StatusCode::OK && is_up().await);
    migrations::down(world.folder.database().url()).await.unwrap();
    assert!(get("/readyz").await.status() == StatusCode::OK && is_up().await, "nobody has looked again");
    world.clock.advance(Duration::from_secs(1));
    assert_eq!((get("/readyz").await.status(), is_up().await), (StatusCode::SERVICE_UNAVAILABLE, false));
}

#[tokio::test]
async fn guessing_codes_and_tokens_ends_after_a_few_tries_and_then_even_the_right_one_waits() {
    let guesses = [
        (SERVICE, "getLoginConfigByCode", json!({ "code": "guess" }), ErrorKind::UnknownCompany),
        (AUTH_SVC, "loginByCode", json!({ "loginCode": "guess", "corpId": "wp1" }), ErrorKind::LoginCodeInvalid),
        (AUTH_SVC, "refreshToken", json!({ "refreshToken": "guess" }), ErrorKind::RefreshTokenInvalid),
    ];
    let world = world(&[("wrong_guesses_per_minute_per_address", 3)]).await;
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    let right = || world.nobody().call(SERVICE, "getLoginConfigByCode", json!({ "code": "acme" }));
    for (element, function, args, refusal) in guesses {
        for _ in 0..3 {
            right().await.ok();
            world.nobody().call(element, function, args.clone()).await.refused(refusal);
        }
        let message = right().await.refused(TOO_MANY_REQUESTS);
        assert!(message.contains("wrong codes or tokens"), "{function}: {message}");
        world.clock.advance(Duration::from_mins(1));
    }
}

#[tokio::test]
async fn guessing_organisation_codes_on_the_login_page_ends_too() {
    let world = world(&[("wrong_guesses_per_minute_per_address", 3)]).await;
    let guess = || {
        let form = [("code", "guess")];
        world.http.post(format!("{}/acme/portal/login", world.server.url)).form(&form).send()
    };
    for _ in 0..3 {
        assert_eq!(guess().await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let page = guess().await.unwrap();
    assert_eq!((page.status(), wait_of(&page)), (StatusCode::TOO_MANY_REQUESTS, Duration::from_secs(20)));
    assert!(page.text().await.unwrap().contains("错误次数过多"));
}

#[tokio::test]
async fn strangers_who_guess_are_kept_from_asking_wecom_for_a_company_and_its_members_are_not() {
    let world = World::start_with(|folder| {
        folder.set("limits.requests_per_minute_per_corp", "2").set("server.trusted_proxies", "[\"127.0.0.1\"]");
    })
    .await;
    let (busy, other) = (world.authorised_corp().await, world.authorised_corp().await);
    let stranger = Some("203.0.113.7");
    let try_in =
        |corp: &Corp| post(&world, SERVICE, "loginByWorkbench", json!({ "corpId": corp.id, "code": "x" }), stranger);
    for _ in 0..2 {
        Answer::read(try_in(&busy).await).await.refused(wecom_refused(40029));
    }
    let asked = world.sim.calls("auth/getuserinfo").await;
    let refused = try_in(&busy).await;
    assert_eq!(wait_of(&refused), Duration::from_secs(30));
    Answer::read(refused).await.refused(TOO_MANY_REQUESTS);
    assert_eq!(world.sim.calls("auth/getuserinfo").await, asked);
    let elsewhere = Answer::read(try_in(&other).await).await;
    assert!(elsewhere.is_refused(wecom_refused(40029)), "another company is another's");
    for member in 0..3 {
        world.log_in(&busy, member).await.ok();
    }
    let entry = format!("{}/acme/portal/login?corpId={}", world.server.url, busy.id);
    let page = world.http.get(entry).header("x-forwarded-for", "203.0.113.7").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::SEE_OTHER, "WeCom is asked nothing yet");
}

#[tokio::test]
async fn what_asks_wecom_nothing_does_not_count_for_the_company() {
    let world = world(&[("requests_per_minute_per_corp", 1)]).await;
    let corp = world.authorised_corp().await;
    let wrong = json!({ "loginCode": "guess", "corpId": corp.id });
    for _ in 0..5 {
        world.nobody().call(AUTH_SVC, "loginByCode", wrong.clone()).await.refused(ErrorKind::LoginCodeInvalid);
    }
    let code = json!({ "corpId": corp.id, "code": "x" });
    world.nobody().call(SERVICE, "loginByWorkbench", code.clone()).await.refused(wecom_refused(40029));
    world.nobody().call(SERVICE, "loginByWorkbench", code).await.refused(TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn who_the_client_is_is_believed_of_trusted_proxies_alone() {
    for (trusted, counted_apart) in [("[]", false), ("[\"127.0.0.0/8\", \"10.0.0.1\"]", true)] {
        let world = World::start_with(|folder| {
            folder.set("limits.requests_per_minute_per_address", "1").set("server.trusted_proxies", trusted);
        })
        .await;
        let ask =
            async |client| Answer::read(post(&world, INSTANCE, "getLoginConfig", json!({}), Some(client)).await).await;
        ask("203.0.113.1").await.ok();
        assert_eq!(ask("203.0.113.2, 10.0.0.1").await.is_ok(), counted_apart, "trusted: {trusted}");
        let spoofed = ask("198.51.100.1, 203.0.113.1").await;
        assert!(spoofed.is_refused(TOO_MANY_REQUESTS), "what a client says of itself does not count");
    }
}

#[tokio::test]
async fn an_exempt_address_is_not_counted() {
    let world = World::start_with(|folder| {
        let exempt = "\"203.0.113.0/24, ::ffff:127.0.0.0/104\"";
        folder.set("limits.requests_per_minute_per_address", "1").set("limits.exempt_addresses", exempt);
    })
    .await;
    for _ in 0..5 {
        world.nobody().call(INSTANCE, "getLoginConfig", json!({})).await.ok();
    }
}

#[tokio::test]
async fn an_address_or_headers_that_are_too_long_are_refused_with_the_limit() {
    let world = world(&[("url_bytes", 2000), ("header_bytes", 4000)]).await;
    let url = format!("{}/acme/portal/login", world.server.url);
    let fits = world.http.get(format!("{url}?code={}", "a".repeat(1500))).header("x-long", "a".repeat(3000));
    assert_eq!(fits.send().await.unwrap().status(), StatusCode::OK);
    let answer = world.http.get(format!("{url}?code={}", "a".repeat(2000))).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::URI_TOO_LONG);
    assert!(answer.text().await.unwrap().contains("2000 are allowed"));
    let answer = world.http.get(&url).header("x-long", "a".repeat(4000)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert!(answer.text().await.unwrap().contains("4000 are allowed"));
    let many = (0..100).fold(world.http.get(&url), |request, number| request.header(format!("x-{number}"), "a"));
    assert_eq!(many.send().await.unwrap().status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
}

/// Sends `head` and answers what comes back until the server closes.
async fn until_closed(world: &World, head: &str) -> String {
    let mut peer = TcpStream::connect(world.server.url.trim_start_matches("http://")).await.unwrap();
    peer.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    peer.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_head_that_does_not_end_is_given_up() {
    let world = World::start_with(|folder| {
        folder.set("server.request_timeout_seconds", "1");
    })
    .await;
    let answer = until_closed(&world, "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ").await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn when_half_of_the_connections_are_taken_none_is_kept() {
    let world = world(&[("connections", 16)]).await;
    let mut held = Vec::new();
    let mut closed = 0;
    for _ in 0..9 {
        let mut peer = TcpStream::connect(world.server.url.trim_start_matches("http://")).await.unwrap();
        peer.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"}") {
            peer.read_buf(&mut answer).await.unwrap();
        }
        closed += usize::from(String::from_utf8(answer).unwrap().to_lowercase().contains("connection: close"));
        held.push(peer);
    }
    assert!(closed > 0 && closed < 9, "{closed} of 9 answers end their connection");
    drop(held);
    world
        .until("connections are kept again", async || {
            let answer = world.http.get(format!("{}/healthz", world.server.url)).send().await.unwrap();
            !answer.headers().contains_key(header::CONNECTION)
        })
        .await;
}

/// A connection on which half a request was sent: the head as it is given, whatever was sent before answered.
async fn half_sent(world: &World, first: &str, half: &str) -> TcpStream {
    let mut peer = TcpStream::connect(world.server.url.trim_start_matches("http://")).await.unwrap();
    peer.write_all(first.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !first.is_empty() && !answer.ends_with(b"}") {
        if peer.read_buf(&mut answer).await.unwrap_or(0) == 0 {
            return peer;
        }
    }
    // A request that was ended already holds nothing.
    drop(peer.write_all(half.as_bytes()).await);
    peer
}

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

#[tokio::test]
async fn a_callback_is_answered_while_one_address_tries_to_hold_every_connection() {
    for (first, half) in [("", "GET /healthz HTTP/1.1\r\nX-Slow: "), (HEALTH, "GET /healthz HTTP/1.1\r\nX-Slow: ")] {
        let world = world(&[("connections", 32)]).await;
        let mut held = Vec::new();
        for _ in 0..64 {
            held.push(half_sent(&world, first, half).await);
        }
        let message = event(&world, "something", "wpCorp");
        let answer = push(&world, &message, 0, "a");
        // Without the bound it waits as long as they are held.
        let answer = tokio::time::timeout(Duration::from_secs(30), answer).await;
        assert_eq!(answer.unwrap(), (StatusCode::OK, "success".to_owned()), "after {first:?}");
    }
}

#[tokio::test]
async fn a_second_head_that_does_not_end_is_given_up() {
    let world = World::start().await;
    let mut peer = half_sent(&world, HEALTH, "GET /healthz HTTP/1.1\r\nX-Slow: ").await;
    let ended = async || {
        let mut buffer = [0; 16];
        matches!(tokio::time::timeout(Duration::from_millis(20), peer.read(&mut buffer)).await, Ok(Ok(0) | Err(_)))
    };
    let ended = tokio::sync::Mutex::new(ended);
    world
        .in_time(Duration::from_secs(20), "the connection ends", async || {
            let mut ended = ended.lock().await;
            (*ended)().await
        })
        .await;
}

#[tokio::test]
async fn a_body_that_says_it_is_too_long_is_refused_before_it_is_sent() {
    let world = World::start().await;
    for path in [
        format!("/api/acme/portal/{SERVICE}/notify?msg_signature=a&timestamp=1&nonce=1"),
        "/acme/portal/login".to_owned(),
    ] {
        let host = world.server.url.trim_start_matches("http://");
        let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1048577\r\n\r\n");
        let answer = until_closed(&world, &head).await;
        assert!(answer.starts_with("HTTP/1.1 413"), "{path}: {answer}");
        assert!(answer.contains("1048576"), "{path}: {answer}");
    }
}

/// The length of the bodies that do not end below.
const LONG: usize = 65_000;

/// Where bodies of [`LONG`] fit once for an address, and four times in all.
async fn world_for_four_bodies() -> World {
    World::start_with(|folder: &mut AppFolder| {
        folder
            .set("limits.unfinished_body_bytes_per_address", "65536")
            .set("server.trusted_proxies", "[\"127.0.0.1\"]");
        folder.set("limits.unfinished_body_bytes", &(4 * LONG).to_string());
        folder.set("server.body_limit_bytes", &LONG.to_string());
    })
    .await
}

/// All but the last byte of a long body.
async fn all_but_the_last_byte(world: &World, client: &str) -> TcpStream {
    let head = format!(
        "POST /api/acme/portal/{SERVICE}/notify?msg_signature=a&timestamp=1&nonce=1 HTTP/1.1\r\nHost: a\r\n\
         X-Forwarded-For: {client}\r\nContent-Length: {LONG}\r\n\r\n{}",
        "x".repeat(LONG - 1)
    );
    let mut peer = TcpStream::connect(world.server.url.trim_start_matches("http://")).await.unwrap();
    // A refusal may come before all of it is sent.
    drop(peer.write_all(head.as_bytes()).await);
    peer
}

/// Whether a body is refused for want of room.
async fn is_refused(peer: &mut TcpStream) -> bool {
    let mut answer = [0; 12];
    let answered = tokio::time::timeout(Duration::from_millis(300), peer.read_exact(&mut answer)).await;
    answered.is_ok_and(|read| read.is_ok()) && answer == *b"HTTP/1.1 503"
}

/// Waits until the address holds so much that another body of it has no room.
async fn is_full(world: &World, client: &str) {
    let refused = async || is_refused(&mut all_but_the_last_byte(world, client).await).await;
    world.until("one more of its address has no room", refused).await;
}

#[tokio::test]
async fn bodies_that_do_not_end_take_no_more_memory_than_they_may_and_make_room_for_callbacks() {
    let world = world_for_four_bodies().await;
    let mut held = Vec::new();
    for client in ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"] {
        held.push(all_but_the_last_byte(&world, client).await);
        is_full(&world, client).await;
    }
    let whole = push(&world, &event(&world, "something", "wpCorp"), 0, "a").await;
    assert_eq!(whole, (StatusCode::OK, "success".to_owned()));
    let mut ended = 0;
    for peer in &mut held {
        ended += usize::from(is_refused(peer).await);
    }
    assert_eq!(ended, 1, "one body made room for it");
    let mut fifth = all_but_the_last_byte(&world, "203.0.113.5").await;
    is_full(&world, "203.0.113.5").await;
    let mut sixth = all_but_the_last_byte(&world, "203.0.113.6").await;
    assert!(is_refused(&mut sixth).await && !is_refused(&mut fifth).await, "none is larger, no address holds more");
}

#[tokio::test]
async fn the_networks_of_one_56_hold_no_more_than_two_addresses() {
    let world = world_for_four_bodies().await;
    let mut held = Vec::new();
    for client in ["2001:db8::1", "2001:db8:0:1::1"] {
        held.push(all_but_the_last_byte(&world, client).await);
        is_full(&world, client).await;
    }
    let mut third = all_but_the_last_byte(&world, "2001:db8:0:2::1").await;
    assert!(is_refused(&mut third).await);
    let mut other = all_but_the_last_byte(&world, "2001:db8:0:100::1").await;
    assert!(!is_refused(&mut other).await, "another /56 is another's");
}
