//! The character U+0000, which no PostgreSQL text holds: it is refused before anything is asked or spent, wherever it stands.

use reqwest::{StatusCode, header};
use serde_json::json;
use tests::{AUTH_SVC, ErrorKind, INSTANCE, SERVICE, World};

use crate::openid::relying_party::{RelyingParty, exchange, get, location, parameters};

/// A request without a body, or with this form.
async fn status(world: &World, path: &str, form: Option<&[(&str, &str)]>) -> StatusCode {
    let url = format!("{}{path}", world.server.url);
    let request = match form {
        None => world.http.get(url),
        Some(form) => world.http.post(url).form(form),
    };
    let answer = request.header(header::ACCEPT, "text/html").send().await.unwrap();
    answer.status()
}

#[tokio::test]
async fn no_page_and_no_callback_takes_a_text_with_u0000_to_the_database() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    for path in [
        "/acme/portal/login?code=a%00".to_owned(),
        "/acme/portal/login?corpId=wp%00".to_owned(),
        format!("/acme/portal/login?corpId={}%00", corp.id),
        "/acme/portal/login?instance=auths.Own%00".to_owned(),
        "/acme/portal/login?request=a%00".to_owned(),
        "/acme/portal/login/callback?code=a%00&state=b".to_owned(),
        "/acme/portal/login/callback?code=a&state=b%00".to_owned(),
        "/acme%00/portal/login".to_owned(),
        "/acme/portal%00/me".to_owned(),
        format!("/api/acme/portal/{SERVICE}/getLoginConfigByCode?code=a%00"),
        format!("/api/acme/portal/{SERVICE}%00/getLoginConfigByCode?code=a"),
        format!("/api/acme/portal/{SERVICE}/notify?msg_signature=a%00&timestamp=1&nonce=b%00&echostr=c%00"),
    ] {
        let answered = status(&world, &path, None).await;
        assert!(!answered.is_server_error(), "{path}: {answered}");
    }
    for field in ["code", "name", "password", "corpId", "instance", "request"] {
        let form = [("code", "acme"), ("corpId", corp.id.as_str())];
        let form = form.into_iter().filter(|(name, _)| *name != field).chain([(field, "a\0")]).collect::<Vec<_>>();
        let answered = status(&world, "/acme/portal/login", Some(&form)).await;
        assert!(!answered.is_server_error(), "{field}: {answered}");
    }
    for event in ["<Event>a&#0;b</Event>", "<Event>a\0b</Event>", "<Event>a</Event><UserID>u&#0;</UserID>"] {
        let message = format!("<xml><MsgType>event</MsgType>{event}</xml>");
        let (answered, text) = world.sender().post(&corp.id, &corp.id, &message).await;
        assert!(!answered.is_server_error(), "{event}: {answered} {text}");
    }
    assert_no_trouble();
}

#[tokio::test]
async fn no_function_takes_a_text_with_u0000_to_the_database() {
    let world = World::start().await;
    let nul = "a\0";
    for (element, function, args) in [
        (AUTH_SVC, "loginByCode", json!({ "loginCode": nul, "corpId": "wp1" })),
        (AUTH_SVC, "loginByCode", json!({ "loginCode": "a", "corpId": nul })),
        (AUTH_SVC, "refreshToken", json!({ "refreshToken": nul })),
        (SERVICE, "loginByWorkbench", json!({ "corpId": "wp1", "code": nul })),
        (SERVICE, "setCode", json!({ "corpId": "wp1", "code": nul })),
        (INSTANCE, "bind", json!({ "userId": "u", "corpId": "wp1", "code": nul })),
        ("services/UserSvc", "list", json!({ "member": nul })),
        ("services/UserSvc", "disable", json!({ "userId": nul })),
        ("services/SessionSvc", "list", json!({ "corpId": nul })),
        ("services/SessionSvc", "end", json!({ "sessionId": nul })),
        ("services/TokenSvc", "revoke", json!({ "tokenId": nul })),
        ("services/CompanySvc", "show", json!({ "corpId": nul })),
        (
            "services/ElementSvc",
            "createInstance",
            json!({ "fullName": "auths.A", "type": "b", "title": nul, "config": {} }),
        ),
        (
            "services/ElementSvc",
            "updateInstance",
            json!({ "fullName": "auths.QywxProxyTemp", "config": { "corpId": nul } }),
        ),
    ] {
        let message = world.administrator().call(element, function, args).await.refused(ErrorKind::ValueNotAllowed);
        assert!(message.contains("U+0000"), "{function}: {message}");
    }
    for command in [&["session", "end", "--corp", "a"][..], &["user", "show", "nobody"], &["company", "show", "nobody"]]
    {
        // A command's arguments cannot have one; a company's name is looked for, and nothing else.
        world.failing_command(command).await;
    }
    assert_no_trouble();
}

#[tokio::test]
async fn no_endpoint_of_the_openid_provider_takes_a_text_with_u0000_to_the_database() {
    let party = RelyingParty::start().await;
    let answer = party.authorize(&[("state", "a\0")]).await;
    assert!(location(&answer).starts_with('/'), "a state is kept as it is: {answer:?}");
    for name in ["nonce", "login_hint"] {
        let answer = party.authorize(&[(name, "a\0")]).await;
        let told = parameters(&location(&answer));
        assert_eq!(get(&told, "error").as_deref(), Some("invalid_request"), "{name}: {told:?}");
        assert!(get(&told, "error_description").unwrap().contains(name), "{name}: {told:?}");
    }
    for name in ["client_id", "redirect_uri"] {
        let answer = party.authorize(&[(name, "a\0")]).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{name}");
    }
    let other = |name: &'static str| -> Vec<(&str, &str)> {
        exchange("a").into_iter().filter(|(own, _)| *own != name).chain([(name, "a\0")]).collect()
    };
    for name in ["grant_type", "code", "redirect_uri", "code_verifier", "client_id", "client_secret", "scope"] {
        let (status, answer) = party.token(&other(name)).await;
        assert!(status.is_client_error(), "{name}: {status} {answer}");
    }
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "a\0")];
    assert_eq!(party.token(&refresh).await.1["error"], "invalid_grant");
    for (endpoint, form) in [
        ("revoke", [("token", "a\0"), ("token_type_hint", "refresh_token")]),
        ("introspect", [("token", "a\0"), ("token_type_hint", "\0")]),
        ("userinfo", [("access_token", "a\0"), ("x", "\0")]),
        ("end_session", [("id_token_hint", "a\0"), ("logout_hint", "\0")]),
        ("end_session", [("client_id", "grafana\0"), ("post_logout_redirect_uri", "\0")]),
    ] {
        let request = party.world.http.post(party.endpoint(endpoint));
        let request = if ["revoke", "introspect"].contains(&endpoint) {
            request.basic_auth("grafana", Some(crate::openid::relying_party::SECRET))
        } else {
            request
        };
        let answer = request.form(&form).send().await.unwrap();
        assert!(!answer.status().is_server_error(), "{endpoint}: {}", answer.status());
    }
    assert_no_trouble();
}

/// Nothing that the database refused is in the log.
fn assert_no_trouble() {
    let log = tests::captured_logs();
    let trouble: Vec<&str> = log.lines().filter(|line| line.contains(" ERROR ") || line.contains("0x00")).collect();
    assert!(trouble.is_empty(), "{trouble:#?}");
}
