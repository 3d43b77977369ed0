//! The right to see the state of the server.

use reqwest::{RequestBuilder, StatusCode, header};
use serde_json::{Value, json};
use tests::World;

const MANAGEMENT: [&str; 4] = ["/metrics", "/readyz", "/docs", "/openapi.json"];

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn from_elsewhere_the_state_of_the_server_is_for_administrators() {
    let world = World::start_with(|folder| {
        folder.set("limits.wrong_guesses_per_minute_per_address", "3");
    })
    .await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let forwarded = [
        ("x-forwarded-for", "203.0.113.7"),
        ("forwarded", "for=203.0.113.7"),
        ("x-forwarded-proto", "https"),
        ("via", "1.1 a"),
    ];
    for path in MANAGEMENT {
        let url = format!("{}{path}", world.server.url);
        assert_eq!(status(world.http.get(&url)).await, StatusCode::OK, "{path}: from this machine");
        for (name, value) in forwarded {
            let answer = world.http.get(&url).header(name, value).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path} {name}");
            assert_eq!(answer.headers()[header::WWW_AUTHENTICATE], "Bearer");
            let text = answer.text().await.unwrap();
            assert!(text.contains("administrator's token") && text.contains("management_listen"), "{text}");
        }
        let request = || world.http.get(&url).header("x-forwarded-for", "203.0.113.7");
        assert_eq!(status(request().bearer_auth(world.admin_token())).await, StatusCode::OK, "{path}");
        let user = login["token"].as_str().unwrap();
        assert_eq!(status(request().bearer_auth(user)).await, StatusCode::FORBIDDEN, "{path}: a user's token");
    }
    let port = world.server.url.rsplit_once(':').unwrap().1;
    for path in MANAGEMENT {
        let by_host = |host: String| world.http.get(format!("{}{path}", world.server.url)).header(header::HOST, host);
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.0.0.2", "[::1]"] {
            assert_eq!(status(by_host(format!("{host}:{port}"))).await, StatusCode::OK, "{path} {host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "203.0.113.7"] {
            let answer = status(by_host(format!("{host}:{port}"))).await;
            assert_eq!(answer, StatusCode::UNAUTHORIZED, "{path} {host}: a name that leads here");
        }
    }
    let health = world.http.get(format!("{}/healthz", world.server.url)).header("x-forwarded-for", "203.0.113.7");
    assert_eq!(status(health).await, StatusCode::OK);
    let metrics = format!("{}/metrics", world.server.url);
    let guess = || world.http.get(&metrics).header("x-forwarded-for", "203.0.113.7").bearer_auth("wlp_no_token");
    for _ in 0..3 {
        assert_eq!(status(guess()).await, StatusCode::UNAUTHORIZED);
    }
    let refused = guess().send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS, "guesses are counted here too");
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn a_management_listener_has_the_state_of_the_server_to_itself_and_nothing_else() {
    let world = World::start_with(|folder| {
        folder.set("server.management_listen", "\"127.0.0.1:0\"");
    })
    .await;
    let management = world.server.management.clone().expect("it has a listener of its own");
    for path in MANAGEMENT {
        let forwarded = world.http.get(format!("{management}{path}")).header("x-forwarded-for", "203.0.113.7");
        assert_eq!(status(forwarded).await, StatusCode::OK, "{path}");
        let main = world.http.get(format!("{}{path}", world.server.url)).bearer_auth(world.admin_token());
        assert_eq!(status(main).await, StatusCode::NOT_FOUND, "{path}");
    }
    for url in [&world.server.url, &management] {
        assert_eq!(status(world.http.get(format!("{url}/healthz"))).await, StatusCode::OK, "{url}");
    }
    let login = format!("{management}/acme/portal/login");
    assert_eq!(status(world.http.get(login)).await, StatusCode::NOT_FOUND);
    let function = format!("{management}/api/acme/portal/auths/QywxProxyTemp/getLoginConfig");
    let answer = world.http.post(function).json(&json!({})).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let ready: Value = world.http.get(format!("{management}/readyz")).send().await.unwrap().json().await.unwrap();
    assert_eq!(ready["status"], "ready");
}
