//! Functions over HTTP: the envelope, and each way to call wrongly.

use std::time::Duration;

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use tests::{AUTH_SVC, Answer, ErrorKind, INSTANCE, SERVICE, World};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn the_envelope_has_its_six_fields() {
    let world = World::start().await;
    let Answer(envelope) = world.nobody().call(INSTANCE, "getLoginConfig", json!({})).await;
    let mut fields: Vec<&str> = envelope.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["data", "duration", "errcode", "errmsg", "requestId", "sysTime"]);
    let id = envelope["requestId"].as_str().unwrap();
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    assert_eq!(envelope["errmsg"], Value::Null);
}

#[tokio::test]
async fn each_wrong_call_is_refused_by_name_and_changes_nothing() {
    let world = World::start().await;
    let cases = [
        ("auths/QywxProxyTmp", "getLoginConfig", json!({}), ErrorKind::UnknownElement, "QywxProxyTemp"),
        (INSTANCE, "getLoginCfg", json!({}), ErrorKind::UnknownFunction, "getLoginConfig"),
        (
            "auths/loginTypes/QywxProxyType",
            "getLoginConfig",
            json!({}),
            ErrorKind::UnknownElement,
            "there is auths.QywxProxyTemp",
        ),
        ("auths/loginTypes/Meta", "getLoginConfig", json!({}), ErrorKind::UnknownElement, "is a Meta"),
        (INSTANCE, "getLoginConfig", json!({ "extra": 1 }), ErrorKind::UndeclaredArgument, "extra"),
        (INSTANCE, "getLoginCode", json!({ "corpId": "wp1" }), ErrorKind::MissingArgument, "code"),
        (INSTANCE, "getLoginCode", json!({ "corpId": 1, "code": "a" }), ErrorKind::WrongType, "corpId"),
        (
            INSTANCE,
            "getLoginCode",
            json!({ "corpId": "a", "code": "a", "loginType": "fax" }),
            ErrorKind::ValueNotAllowed,
            "loginType",
        ),
        (
            SERVICE,
            "loginByWorkbench",
            json!({ "corpId": "a", "code": "a", "platform": "tv" }),
            ErrorKind::ValueNotAllowed,
            "platform",
        ),
        (
            SERVICE,
            "loginByWorkbench",
            json!({ "corpId": "wpUnknown", "code": "a" }),
            ErrorKind::CorpNotAuthorised,
            "wpUnknown",
        ),
        (SERVICE, "setCode", json!({ "corpId": "a", "code": "a" }), ErrorKind::LoginRequired, "setCode"),
    ];
    for (element, function, args, refusal, named) in cases {
        let message = world.nobody().call(element, function, args.clone()).await.refused(refusal);
        assert!(message.contains(named), "{element}/{function} {args}: {message}");
    }
    assert_eq!(world.sim.calls("auth/getuserinfo").await, 0);
}

#[tokio::test]
async fn an_id_that_is_none_is_refused_by_name_and_not_sent_back() {
    let world = World::start().await;
    let long = "x".repeat(60_000);
    let cases = [
        ("services/UserSvc", "show", json!({ "userId": long }), "userId"),
        ("services/UserSvc", "list", json!({ "after": long }), "after"),
        ("services/UserSvc", "list", json!({ "member": long }), "member"),
        ("services/CompanySvc", "show", json!({ "corpId": long }), "corpId"),
        ("services/TokenSvc", "revoke", json!({ "tokenId": long }), "tokenId"),
        ("services/ElementSvc", "describe", json!({ "fullName": long }), "fullName"),
        (INSTANCE, "unbind", json!({ "userId": long, "corpId": "wp1" }), "userId"),
        (INSTANCE, "unbind", json!({ "userId": "u1", "corpId": long }), "corpId"),
    ];
    for (element, function, args, name) in cases {
        let message = world.administrator().call(element, function, args).await.refused(ErrorKind::ValueNotAllowed);
        assert!(message.contains(&format!("`{name}` of {function} is longer than 256")), "{function}: {message}");
    }
}

#[tokio::test]
async fn an_unknown_app_and_a_body_that_is_no_object_are_refused() {
    let world = World::start().await;
    let post = async |path: &str, body: String| {
        let answer = world.http.post(format!("{}{path}", world.server.url)).body(body).send().await.unwrap();
        Answer::read(answer).await
    };
    post("/api/acme/elsewhere/auths/X/f", String::new()).await.refused(ErrorKind::UnknownApp);
    post("/api/nothing", String::new()).await.refused(ErrorKind::UnknownElement);
    let path = format!("/api/acme/portal/{INSTANCE}/getLoginConfig");
    post(&path, "[1]".to_owned()).await.refused(ErrorKind::Malformed);
    post(&path, "{".to_owned()).await.refused(ErrorKind::Malformed);
    post(&path, " ".repeat(2_000_000)).await.refused(ErrorKind::TooLarge);
    post(&path, String::new()).await.ok();
}

#[tokio::test]
async fn functions_that_read_answer_get_too_and_others_do_not() {
    let world = World::start().await;
    let get = async |path: String| {
        Answer::read(world.http.get(format!("{}/api/acme/portal/{path}", world.server.url)).send().await.unwrap()).await
    };
    get(format!("{INSTANCE}/getLoginConfig")).await.ok();
    get(format!("{SERVICE}/getLoginConfigByCode?code=nobody")).await.refused(ErrorKind::UnknownCompany);
    get(format!("{SERVICE}/loginByWorkbench?corpId=a&code=b")).await.refused(ErrorKind::UnknownFunction);
}

#[tokio::test]
async fn a_users_token_is_no_administrators_token() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let args = json!({ "corpId": corp.id, "code": "mine" });
    let answer = world.member(&login).call(SERVICE, "setCode", args.clone()).await;
    answer.refused(ErrorKind::AdminRequired);
    world
        .nobody()
        .with_token("wlp_none_nothing")
        .call(SERVICE, "setCode", args)
        .await
        .refused(ErrorKind::LoginRequired);
    world
        .nobody()
        .call(SERVICE, "getLoginConfigByCode", json!({ "code": "mine" }))
        .await
        .refused(ErrorKind::UnknownCompany);
}

#[tokio::test]
async fn the_openapi_document_names_every_function_of_the_app() {
    let world = World::start().await;
    let document: Value =
        world.http.get(format!("{}/openapi.json", world.server.url)).send().await.unwrap().json().await.unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    for path in [
        "/api/acme/portal/auths/QywxProxyTemp/getLoginCode",
        "/api/acme/portal/auths/loginTypes/QywxProxyType/services/QywxProxyAuthService/retryCallBack",
        "/api/acme/portal/auths/loginTypes/services/AuthSvc/getCurrUser",
    ] {
        assert!(document["paths"][path]["post"].is_object(), "{path} is missing");
    }
    let docs = world.http.get(format!("{}/docs", world.server.url)).header("Accept-Language", "en");
    let page = docs.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("retryCallBack"));
    let of_the_type = "/api/acme/portal/auths/loginTypes/QywxProxyType/getLoginConfig";
    assert!(document["paths"][of_the_type].is_null() && !page.contains(of_the_type), "a Type cannot be called");
}

async fn document(world: &World) -> Value {
    world.http.get(format!("{}/openapi.json", world.server.url)).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn the_document_says_of_each_function_what_data_is_and_shows_it() {
    let world = World::start().await;
    let document = document(&world).await;
    let paths = document["paths"].as_object().unwrap().iter().filter(|(path, _)| path.starts_with("/api/"));
    for (path, item) in paths.filter(|(path, _)| !path.ends_with("/notify")) {
        let responses = &item["post"]["responses"];
        let statuses: Vec<_> = responses.as_object().unwrap().keys().collect();
        assert_eq!(statuses, ["200", "403"], "{path}: a failure is 200, but for a page of another origin");
        let answer = &responses["200"]["content"]["application/json"];
        let data = &answer["schema"]["oneOf"][0]["allOf"][1]["properties"]["data"];
        assert!(data["$ref"].is_string() || data["type"].is_string(), "{path}: {data}");
        assert!(data["type"] == "null" || answer["example"]["data"].is_object(), "{path}: {answer}");
        assert!(answer["example"]["errmsg"].is_null());
    }
    let envelope = &document["components"]["schemas"]["Envelope"]["properties"];
    assert_eq!(envelope["errmsg"]["type"], json!(["string", "null"]), "errmsg is null in every success");
    let introduction = document["info"]["description"].as_str().unwrap();
    assert!(introduction.contains("`org.app` is `/org/app`") && introduction.contains("Stext is a line of text"));
    let docs = world.http.get(format!("{}/docs", world.server.url)).header("Accept-Language", "en");
    let page = docs.send().await.unwrap().text().await.unwrap();
    for text in ["corpList[].corpName", "userInfo.corpUserId", "eyJhbGciOiJFUzI1NiIs…", "a line of text", "/org/app"]
    {
        assert!(page.contains(text), "{text}");
    }
}

#[tokio::test]
async fn the_page_of_the_functions_says_how_a_failure_is_known_and_what_each_scope_allows() {
    let world = World::start().await;
    let docs = world.http.get(format!("{}/docs", world.server.url)).header("Accept-Language", "en");
    let page = docs.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("A failed call is answered HTTP 200 too, with an errcode other than 0"));
    for scope in ["<code>read</code>", "<code>edit</code>", "<code>login</code>"] {
        assert!(page.contains(scope), "{scope}");
    }
    assert!(page.contains("changing who may be logged in: bindings, users, sessions"));
}

#[tokio::test]
async fn the_document_has_the_statuses_of_the_callback_url() {
    let world = World::start().await;
    let document = document(&world).await;
    for element in [SERVICE, "auths/QywxProxyTemp"] {
        let path = format!("/api/acme/portal/{element}/notify");
        for method in ["get", "post"] {
            let responses = document["paths"][&path][method]["responses"].as_object().unwrap();
            let statuses: Vec<_> = responses.keys().map(String::as_str).collect();
            assert_eq!(statuses, ["200", "400", "403", "404", "408", "413", "503"], "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_login_answers_what_the_document_says() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let schemas = document(&world).await["components"]["schemas"].take();
    let fits = |name: &str, answer: &Value| {
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(answer), keys(&schemas[name]["properties"]), "{name}");
        assert_eq!(keys(answer), keys(&schemas[name]["examples"][0]), "{name}");
    };
    let login = world.log_in(&corp, 0).await.ok();
    fits("Login", &login);
    fits("User", &login["userInfo"]);
    fits("User", &world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.ok());
}

#[tokio::test]
async fn a_login_to_one_app_is_none_in_another() {
    let world = World::start_with(|folder| {
        folder.write("acme.other/app.json", &json!({ "appId": "acme.other", "name": "other", "title": "O", "version": "1.0.0" }));
        for app in ["acme.portal", "acme.other"] {
            folder.write(
                &format!("{app}/services/Notes/e.json"),
                &json!({ "title": "Notes", "type": "services.NormalType", "functionList": [{ "name": "list", "title": "List", "loginRequired": true }] }),
            );
        }
    })
    .await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let call = |app, element, function| world.member(&login).in_app(app).call(element, function, json!({}));
    // No code answers for `Notes`: getting that far means the token was let in.
    call("portal", "services/Notes", "list").await.refused(ErrorKind::UnknownFunction);
    let message = call("other", "services/Notes", "list").await.refused(ErrorKind::LoginRequired);
    assert!(message.contains("acme.portal") && message.contains("acme.other"), "{message}");
    call("other", AUTH_SVC, "getCurrUser").await.refused(ErrorKind::LoginRequired);
    call("portal", AUTH_SVC, "getCurrUser").await.ok();
}

#[tokio::test]
async fn a_callback_url_that_leads_nowhere_is_not_found_in_plain_text() {
    let world = World::start().await;
    for path in [
        "acme/portal/auths/QywxProxyTmp/notify",
        "acme/portle/auths/QywxProxyTemp/notify",
        "acme/portal/auths/loginTypes/QywxProxyType/notify",
        "acme/portal/auths/loginTypes/services/AuthSvc/notify",
        "notify",
    ] {
        for method in [Method::GET, Method::POST] {
            let url = format!("{}/api/{path}", world.server.url);
            let answer = world.http.request(method.clone(), url).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{method} {path}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn other_methods_are_refused_with_those_that_are_allowed() {
    let world = World::start().await;
    let cases = [
        (Method::PUT, format!("/api/acme/portal/{INSTANCE}/getLoginConfig"), "GET, POST"),
        (Method::OPTIONS, format!("/api/acme/portal/{SERVICE}/loginByWorkbench"), "POST"),
        (Method::HEAD, format!("/api/acme/portal/{SERVICE}/notify"), "GET, POST"),
        (Method::DELETE, "/api/nothing".to_owned(), "GET, POST"),
        (Method::from_bytes(b"FANCY").unwrap(), "/healthz".to_owned(), "GET, HEAD"),
        (Method::PUT, "/acme/portal/login/callback".to_owned(), "GET, HEAD"),
        (Method::GET, "/acme/portal/logout".to_owned(), "POST"),
        (Method::PUT, "/acme/portal/login".to_owned(), "GET, HEAD, POST"),
    ];
    for (method, path, allowed) in cases {
        let answer = world.http.request(method.clone(), format!("{}{path}", world.server.url)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        assert_eq!(answer.headers()[header::ALLOW], allowed, "{method} {path}");
    }
    for path in ["/healthz", "/readyz", "/openapi.json", "/"] {
        let answer = world.http.head(format!("{}{path}", world.server.url)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "HEAD {path}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_given_up() {
    let world = World::start().await;
    let cases = [
        (format!("/api/acme/portal/{INSTANCE}/getLoginConfig"), "HTTP/1.1 200", "\"errcode\":20021"),
        (format!("/api/acme/portal/{SERVICE}/notify"), "HTTP/1.1 408", "did not arrive in time"),
        ("/acme/portal/login".to_owned(), "HTTP/1.1 408", "表单没有完整送达"),
    ];
    for (path, status, said) in cases {
        let mut peer = TcpStream::connect(world.server.url.trim_start_matches("http://")).await.unwrap();
        let head = format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{{");
        peer.write_all(head.as_bytes()).await.unwrap();
        let answer = tokio::spawn(async move {
            let mut answer = String::new();
            peer.read_to_string(&mut answer).await.unwrap();
            answer
        });
        world
            .until("the server gives up", async || {
                world.clock.advance(Duration::from_secs(1));
                answer.is_finished()
            })
            .await;
        let answer = answer.await.unwrap();
        assert!(answer.starts_with(status) && answer.contains(said), "{path}: {answer}");
    }
}
