//! The authorization endpoint: who is told of what, and when a member is asked.

use reqwest::StatusCode;
use serde_json::json;

use super::relying_party::{REDIRECT_URI, RelyingParty, client, get, location, parameters, web};

#[tokio::test]
async fn an_error_goes_to_the_client_with_its_state_and_the_issuer() {
    let party = RelyingParty::start().await;
    let long = "s".repeat(2049);
    let cases: [(&[(&str, &str)], &str); 14] = [
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_type", "code id_token")], "unsupported_response_type"),
        (&[("request", "eyJ")], "request_not_supported"),
        (&[("request_uri", "https://grafana.example/r")], "request_uri_not_supported"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "none")], "login_required"),
        (&[("max_age", "soon")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("nonce", "1"), ("nonce", "2")], "invalid_request"),
        (&[("scope", "unknown")], "invalid_scope"),
    ];
    for (changes, error) in cases {
        let answer = location(&party.authorize(changes).await);
        assert!(answer.starts_with(&format!("{REDIRECT_URI}?")), "{answer}");
        let told = parameters(&answer);
        assert_eq!(get(&told, "error").as_deref(), Some(error), "{changes:?}: {answer}");
        assert_eq!(get(&told, "state").as_deref(), Some("the state"), "{changes:?}");
        assert_eq!(get(&told, "iss"), Some(party.issuer()), "{changes:?}");
        assert!(get(&told, "code").is_none());
    }
    let too_long = parameters(&location(&party.authorize(&[("state", &long)]).await));
    assert_eq!((get(&too_long, "error").as_deref(), get(&too_long, "state")), (Some("invalid_request"), None));
}

#[tokio::test]
async fn a_wrong_client_or_address_is_shown_on_a_page_and_leads_nowhere() {
    let party = RelyingParty::start().await;
    let cases: [&[(&str, &str)]; 9] = [
        &[("client_id", "")],
        &[("client_id", "nobody")],
        &[("client_id", "grafana"), ("client_id", "grafana")],
        &[("redirect_uri", "")],
        &[("redirect_uri", "https://evil.example/")],
        &[("redirect_uri", "https://grafana.example/login/generic_oauth/")],
        &[("redirect_uri", "https://grafana.example/login/generic_oauth?x")],
        &[("redirect_uri", "https://grafana.example.evil.example/login/generic_oauth")],
        &[("redirect_uri", REDIRECT_URI), ("redirect_uri", "https://evil.example/")],
    ];
    for changes in cases {
        let answer = party.authorize(changes).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{changes:?}");
        assert!(answer.headers().get("location").is_none());
        let page = answer.text().await.unwrap();
        if changes[0].0 == "redirect_uri" && changes.len() == 1 {
            assert!(page.contains(REDIRECT_URI) && page.contains(changes[0].1), "{page}");
        }
    }
}

#[tokio::test]
async fn a_login_at_one_client_is_one_at_the_next_and_prompt_and_max_age_ask_anew() {
    let party = RelyingParty::with(|folder| client(folder, "Gitlab", &web("gitlab", json!({})))).await;
    party.code(&[]).await;
    let direct: [&[(&str, &str)]; 5] = [
        &[],
        &[("client_id", "gitlab")],
        &[("prompt", "none")],
        &[("max_age", "100")],
        &[("unknown", "x"), ("acr_values", "1"), ("ui_locales", "zh"), ("display", "page"), ("claims_locales", "en")],
    ];
    for changes in direct {
        let answer = location(&party.authorize(changes).await);
        assert!(get(&parameters(&answer), "code").is_some(), "{changes:?}: {answer}");
    }
    party.world.advance(std::time::Duration::from_secs(2)).await;
    for changes in [("prompt", "login"), ("prompt", "select_account"), ("max_age", "1")] {
        let answer = party.authorize(&[changes]).await;
        assert!(location(&answer).starts_with("/acme/portal/login?"), "{changes:?}");
        let answer = party.go_on(answer, 0).await;
        assert!(get(&parameters(&location(&answer)), "code").is_some(), "{changes:?}");
        party.world.advance(std::time::Duration::from_secs(2)).await;
    }
    let silent = parameters(&location(&party.authorize(&[("prompt", "none"), ("max_age", "1")]).await));
    assert_eq!(get(&silent, "error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn state_comes_back_as_it_was_of_any_length_or_not_at_all() {
    let party = RelyingParty::start().await;
    let long = "状态 &=+%".repeat(100);
    for state in [long.as_str(), "x", ""] {
        let answer = party.answer(&[("state", state)]).await;
        assert_eq!(get(&answer, "state").unwrap_or_default(), state);
        assert_eq!(get(&answer, "iss"), Some(party.issuer()));
    }
}

#[tokio::test]
async fn a_request_in_a_form_is_led_on_and_an_answer_may_be_a_form() {
    let party = RelyingParty::start().await;
    party.code(&[]).await;
    let url = party.request(&[("response_mode", "form_post")]);
    let (address, query) = url.split_once('?').unwrap();
    let post = party.browser.post(address).header("content-type", "application/x-www-form-urlencoded");
    let foreign = post.header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "navigate");
    let led_on = foreign.body(query.to_owned()).send().await.unwrap();
    let place = location(&led_on);
    assert!(
        place.starts_with("/acme/portal/oidc/resume?request=") && place.len() < 120,
        "no parameter stands in {place}"
    );
    let answer = party.go_on(led_on, 0).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(!policy.contains("form-action"), "{policy}");
    let page = answer.text().await.unwrap();
    for part in [&format!("action=\"{REDIRECT_URI}\""), "name=\"code\"", "name=\"iss\"", "submit.js", "the state"] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_get_a_page_that_names_the_parameter_and_lead_nowhere() {
    let party = RelyingParty::start().await;
    for parameter in ["state", "nonce", "redirect_uri", "login_hint"] {
        let url = format!("{}&{parameter}=%FF%FE", party.request(&[(parameter, "")]));
        let (address, query) = url.split_once('?').unwrap();
        let post = party.browser.post(address).header("content-type", "application/x-www-form-urlencoded");
        for answer in [party.browser.get(&url).send().await, post.body(query.to_owned()).send().await] {
            let answer = answer.unwrap();
            assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{parameter}");
            assert!(answer.text().await.unwrap().contains(parameter));
        }
    }
    for endpoint in ["authorize", "end_session"] {
        let post = party.browser.post(party.endpoint(endpoint));
        let post = post.header("content-type", "application/x-www-form-urlencoded");
        let raw = post.body(b"client_id=\xff\xfe&state=\x00".to_vec()).send().await.unwrap();
        assert_eq!(raw.status(), StatusCode::BAD_REQUEST, "{endpoint}");
    }
}

#[tokio::test]
async fn a_double_click_gives_one_code_and_an_error_is_told_once() {
    let party = RelyingParty::with(|folder| client(folder, "Wiki", &web("wiki", json!({ "trusted": false })))).await;
    let page = party.go_on(party.authorize(&[("client_id", "wiki")]).await, 0).await;
    let ticket = ticket(&page.text().await.unwrap());
    let click = || {
        let form = [("request", ticket.clone()), ("answer", "yes".to_owned())];
        party.browser.post(party.endpoint("consent")).form(&form).send()
    };
    let answers = futures::future::join_all((0..6).map(|_| click())).await;
    let led_on = answers.iter().filter(|answer| answer.as_ref().unwrap().status() == StatusCode::SEE_OTHER).count();
    assert_eq!(led_on, 1, "{answers:?}");

    let url = party.request(&[("client_id", "wiki"), ("prompt", "none"), ("max_age", "0"), ("scope", "openid phone")]);
    let (address, query) = url.split_once('?').unwrap();
    let post = party.browser.post(address).header("content-type", "application/x-www-form-urlencoded");
    let kept = location(&post.body(query.to_owned()).send().await.unwrap());
    let resume = || party.browser.get(format!("{}{kept}", party.world.server.url)).send();
    let told = parameters(&location(&resume().await.unwrap()));
    assert!(get(&told, "error").is_some(), "{told:?}");
    assert_eq!(resume().await.unwrap().status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_client_that_is_not_trusted_is_consented_to_once_for_what_it_asks() {
    let party = RelyingParty::with(|folder| client(folder, "Wiki", &web("wiki", json!({ "trusted": false })))).await;
    let asked = [("client_id", "wiki"), ("scope", "openid profile")];
    let silent = [asked[0], asked[1], ("prompt", "none")];
    let page = party.go_on(party.authorize(&asked).await, 0).await;
    assert_eq!(page.status(), StatusCode::OK);
    let ticket = ticket(&page.text().await.unwrap());
    let told = parameters(&location(&party.authorize(&silent).await));
    assert_eq!(get(&told, "error").as_deref(), Some("consent_required"));
    let answer = |ticket: String, answer: &'static str| {
        let url = party.endpoint("consent");
        party.browser.post(url).form(&[("request", ticket), ("answer", answer.to_owned())]).send()
    };
    let yes = answer(ticket.clone(), "yes").await.unwrap();
    assert!(get(&parameters(&location(&yes)), "code").is_some());
    assert_eq!(answer(ticket, "yes").await.unwrap().status(), StatusCode::BAD_REQUEST, "it is spent");
    assert!(get(&parameters(&location(&party.authorize(&silent).await)), "code").is_some(), "it is remembered");

    for more in [[asked[0], ("scope", "openid email")], [asked[0], ("prompt", "consent")]] {
        let page = party.authorize(&more).await;
        assert_eq!(page.status(), StatusCode::OK, "{more:?}");
        let no = answer(self::ticket(&page.text().await.unwrap()), "no").await.unwrap();
        assert_eq!(get(&parameters(&location(&no)), "error").as_deref(), Some("access_denied"));
    }
}

/// The name of the request that a page of ours carries.
fn ticket(page: &str) -> String {
    page.split("name=\"request\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
}

#[tokio::test]
async fn members_of_other_companies_are_refused_by_a_client_that_names_its_own() {
    let party = RelyingParty::with(|folder| {
        client(folder, "Inner", &web("inner", json!({ "allowedCorps": ["ww0000000000000000"] })));
    })
    .await;
    let answer = party.answer(&[("client_id", "inner")]).await;
    assert_eq!(get(&answer, "error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn a_login_hint_may_be_an_organisation_code_and_two_tabs_each_go_back_where_they_began() {
    let party = RelyingParty::start().await;
    let first = location(&party.authorize(&[("login_hint", "acme"), ("state", "first")]).await);
    let page = party.browser.get(format!("{}{first}", party.world.server.url)).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let page = page.text().await.unwrap();
    let action = page.split("action=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    assert!(page.contains("value=\"acme\"") && action.contains("request="), "{page}");
    let second = party.authorize(&[("state", "second")]).await;
    let form = party.browser.post(format!("{}{action}", party.world.server.url)).form(&[("code", "acme")]);
    let first = party.go_on(form.send().await.unwrap(), 0).await;
    assert_eq!(get(&parameters(&location(&first)), "state").as_deref(), Some("first"));
    let second = party.go_on(second, 0).await;
    assert_eq!(get(&parameters(&location(&second)), "state").as_deref(), Some("second"));
}

#[tokio::test]
async fn an_id_token_hint_of_somebody_else_or_of_nobody_gives_no_code() {
    let party = RelyingParty::with(|folder| client(folder, "Gitlab", &web("gitlab", json!({})))).await;
    let tokens = party.tokens(&[]).await;
    let hint = tokens["id_token"].as_str().unwrap();
    let own = party.answer(&[("id_token_hint", hint), ("prompt", "none")]).await;
    assert!(get(&own, "code").is_some());
    for (client, hint) in
        [("gitlab", hint), ("grafana", "no.id.token"), ("grafana", tokens["access_token"].as_str().unwrap())]
    {
        let foreign = party.answer(&[("client_id", client), ("id_token_hint", hint)]).await;
        assert_eq!(get(&foreign, "error").as_deref(), Some("invalid_request"));
    }
    // Another member logs in at the browser.
    let other = party.go_on(party.authorize(&[("prompt", "login")]).await, 1).await;
    assert!(get(&parameters(&location(&other)), "code").is_some());
    let silent = party.answer(&[("id_token_hint", hint), ("prompt", "none")]).await;
    assert_eq!(get(&silent, "error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_look_at_the_pages_of_the_provider_begins_nothing_and_a_slash_at_the_end_changes_nothing() {
    let party = RelyingParty::start().await;
    let (_, query) = party.request(&[]).split_once('?').map(|(url, query)| (url.to_owned(), query.to_owned())).unwrap();
    for page in ["authorize", "authorize/", "resume", "end_session", "end_session/"] {
        let looked = party.browser.head(format!("{}?{query}", party.endpoint(page))).send().await.unwrap();
        assert_eq!(looked.status(), StatusCode::OK, "{page}");
        assert!(!looked.headers().contains_key("location") && !looked.headers().contains_key("set-cookie"), "{page}");
    }
    let slashed = party.browser.get(format!("{}/?{query}", party.endpoint("authorize"))).send().await.unwrap();
    assert!(location(&slashed).starts_with("/acme/portal/login?"), "{slashed:?}");
    let elsewhere = party.world.http.get(party.request(&[])).header("host", "localhost").send().await.unwrap();
    assert_eq!(elsewhere.status(), StatusCode::TEMPORARY_REDIRECT, "the page is led to the public URL");
}
