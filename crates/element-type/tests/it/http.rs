//! The HTTP client that elements are lent, over real HTTP.

use std::{sync::Arc, time::Duration};

use element_type::{
    CallError, ErrorKind, HttpClient, HttpError, HttpSettings, SecretText,
    testing::{host, new_clock},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A host that tells each caller what it was asked: its address.
async fn a_host() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream));
        }
    });
    format!("http://{address}")
}

async fn answer(mut stream: TcpStream) {
    let asked = read(&mut stream).await;
    let (head, body) = match asked.split_whitespace().nth(1).unwrap_or_default() {
        path if path.ends_with("/away") => ("302 Found\r\nLocation: /here", String::new()),
        path if path.ends_with("/round") => ("307 Temporary Redirect\r\nLocation: /round", String::new()),
        path if path.contains("/to/") => return send_on(&mut stream, path).await,
        path if path.ends_with("/long") => ("200 OK", "x".repeat(HttpClient::LONGEST_ANSWER + 1)),
        path if path.ends_with("/never") => return drop(stream.read(&mut [0]).await),
        path if path.ends_with("/secret") => ("200 OK", "\"sesame\"".to_owned()),
        _ => ("200 OK\r\nX-Seen: yes", json!({ "asked": asked }).to_string()),
    };
    let answer = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    let _ = stream.write_all(answer.as_bytes()).await;
}

/// Sends on to the host whose port stands at the end, with the status that stands before it.
async fn send_on(stream: &mut TcpStream, path: &str) {
    let (rest, port) = path.rsplit_once('/').unwrap();
    let status = rest.rsplit('/').next().unwrap();
    let head = format!("{status} Elsewhere\r\nLocation: http://127.0.0.1:{port}/there");
    let answer = format!("HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(answer.as_bytes()).await;
}

/// A request: its head, and a body as long as the head says.
async fn read(stream: &mut TcpStream) -> String {
    let (mut asked, mut part) = (String::new(), [0; 1024]);
    loop {
        let got = stream.read(&mut part).await.unwrap();
        asked.push_str(std::str::from_utf8(&part[..got]).unwrap());
        if got == 0 || is_whole(&asked) {
            return asked;
        }
    }
}

fn is_whole(asked: &str) -> bool {
    let Some((head, body)) = asked.split_once("\r\n\r\n") else { return false };
    let head = head.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    body.len() >= length.unwrap_or(0)
}

fn client(settings: HttpSettings) -> HttpClient {
    HttpClient::new(settings, Arc::new(new_clock()))
}

#[tokio::test]
async fn a_bench_lends_a_client_that_needs_no_set_up() {
    let (url, host) = (a_host().await, host(Arc::new(new_clock())));
    let form = [("code", "a&b"), ("redirect_uri", "https://x/y?z")];
    let answer = host.http().post(format!("{url}/token?a=b")).query(&[("c", "d e")]).basic("us:er", "p/w").form(&form);
    let answer = answer.send().await.unwrap();
    assert_eq!((answer.status(), answer.header("x-seen")), (200, Some("yes")));
    let asked = answer.json::<Value>().unwrap()["asked"].as_str().unwrap().to_owned();
    assert!(asked.starts_with("POST /token?a=b&c=d+e HTTP/1.1"), "{asked}");
    assert!(asked.contains("Basic dXMlM0FlcjpwJTJGdw=="), "{asked}");
    assert!(asked.ends_with("code=a%26b&redirect_uri=https%3A%2F%2Fx%2Fy%3Fz"), "{asked}");

    // TLS needs no set-up either: that host has none, and that is all that is wrong.
    let refused = host.http().get(url.replace("http:", "https:")).send().await.unwrap_err();
    assert!(matches!(refused, HttpError::Transport { .. }), "{refused:?}");
}

#[tokio::test]
async fn a_redirect_is_followed_where_it_is_asked_for_and_an_endless_answer_nowhere() {
    let (url, client) = (a_host().await, client(HttpSettings::default()));
    assert_eq!(client.get(format!("{url}/away")).send().await.unwrap().status(), 302);
    let followed = client.get(format!("{url}/away")).following_redirects().send().await.unwrap();
    assert!(followed.json::<Value>().unwrap()["asked"].as_str().unwrap().starts_with("GET /here"));
    let long = client.get(format!("{url}/long")).send().await.unwrap_err();
    assert!(matches!(long, HttpError::TooLong { .. }), "{long:?}");
}

/// The request that the last host of a way saw, with headers of the sender's own at its beginning; `None` for one that
/// ended before.
async fn seen_at_the_end(from: &str, status: u16, to: &str) -> Option<String> {
    let port = to.rsplit(':').next().unwrap();
    let client = client(HttpSettings::default());
    let sent = client.post(format!("{from}/to/{status}/{port}")).bearer("sesame").header("X-Api-Key", "sesame");
    let sent = sent.header("Cookie", "sesame").header("Accept", "text/plain").form(&[("code", "sesame")]);
    let answer = sent.following_redirects().send().await.unwrap();
    Some(answer.json::<Value>().ok()?["asked"].as_str()?.to_lowercase())
}

#[tokio::test]
async fn no_header_and_no_body_of_a_request_goes_along_to_another_host() {
    let (one, other) = (a_host().await, a_host().await);
    for status in [301, 302, 303] {
        let seen = seen_at_the_end(&one, status, &other).await.unwrap();
        assert!(seen.starts_with("get /there") && seen.contains("accept: text/plain"), "{seen}");
        assert!(!seen.contains("sesame") && !seen.contains("content-type"), "{seen}");
        let same = seen_at_the_end(&one, status, &one).await.unwrap();
        assert!(same.starts_with("get /there") && !same.contains("code="), "{same}");
        for own in ["authorization: bearer sesame", "x-api-key: sesame", "cookie: sesame"] {
            assert!(same.contains(own), "{own}: {same}");
        }
    }
    for status in [307, 308] {
        assert_eq!(seen_at_the_end(&one, status, &other).await, None, "a body goes to the host that it is for");
        let same = seen_at_the_end(&one, status, &one).await.unwrap();
        assert!(same.starts_with("post /there") && same.ends_with("code=sesame"), "{same}");
    }
}

#[tokio::test]
async fn a_way_round_in_circles_ends_after_five() {
    let (url, client) = (a_host().await, client(HttpSettings::default()));
    let answer = client.get(format!("{url}/round")).following_redirects().send().await.unwrap();
    assert_eq!(answer.status(), 307);
}

#[tokio::test]
async fn a_host_that_does_not_answer_is_given_up_and_a_person_is_told_to_try_again() {
    let mut settings = HttpSettings::default();
    settings.request_timeout = Duration::from_millis(50);
    let late = client(settings).get(format!("{}/never", a_host().await)).send().await.unwrap_err();
    assert!(matches!(late, HttpError::Timeout { .. }), "{late:?}");
    let told = CallError::from(late);
    assert_eq!(told.kind(), ErrorKind::UpstreamUnavailable);
    assert!(told.to_string().contains("try again"), "{told}");
}

#[tokio::test]
async fn requests_go_through_the_forward_proxy_with_its_password() {
    let proxy = a_host().await.replace("http://", "http://agent:s%40same@");
    let mut settings = HttpSettings::default();
    settings.proxy_url = Some(SecretText::new(proxy));
    let client = client(settings);
    assert!(!format!("{client:?}").contains("same"), "{client:?}");
    let answer = client.get("http://provider.example/keys").send().await.unwrap();
    let asked = answer.json::<Value>().unwrap()["asked"].as_str().unwrap().to_lowercase();
    assert!(asked.starts_with("get http://provider.example/keys"), "{asked}");
    assert!(asked.contains("proxy-authorization: basic ywdlbnq6c0bzyw1l"), "{asked}");
}

#[tokio::test]
async fn no_error_repeats_what_was_sent_or_answered() {
    let (url, client) = (a_host().await, client(HttpSettings::default()));
    let answer = client.get(format!("{url}/secret")).send().await.unwrap();
    let no_number = answer.json::<u8>().unwrap_err();
    let unreachable = client.get("http://127.0.0.1:1/?key=sesame").bearer("sesame").send().await.unwrap_err();
    let unsendable = client.get(&url).header("X-Key", "sesame\n").send().await.unwrap_err();
    let no_address = client.get("ftp://sesame").send().await.unwrap_err();
    for error in [no_number, unreachable, unsendable, no_address] {
        let told = CallError::from(error.clone());
        assert!(!format!("{error} {error:?} {told} {told:?} {answer:?}").contains("sesame"), "{error:?}");
    }
}
