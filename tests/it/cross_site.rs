//! Web pages of other origins can do nothing here, unless an app allows its functions to them.

use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde_json::json;
use tests::{Answer, AppFolder, ErrorKind, SERVICE, World};

const SHOP: &str = "https://shop.example";
const EVIL: &str = "https://evil.example";

/// A world whose app `acme.portal` allows [`SHOP`] to call its functions, and `acme.other` nobody.
async fn world() -> World {
    World::start_with(|folder: &mut AppFolder| {
        let mut manifest = folder.read("acme.portal/app.json");
        manifest["allowedOrigins"] = json!(["HTTPS://Shop.example:443"]);
        folder.write("acme.portal/app.json", &manifest);
        folder.write("acme.other/app.json", &json!({ "appId": "acme.other" }));
        folder.set("limits.wrong_guesses_per_minute_per_address", "3");
    })
    .await
}

fn marked(request: RequestBuilder, marks: &[(&str, &str)]) -> RequestBuilder {
    marks.iter().fold(request, |request, (name, value)| request.header(*name, *value))
}

/// A guess as a page of another origin can send it without asking first.
fn guess(world: &World, app: &str, marks: &[(&str, &str)]) -> RequestBuilder {
    let url = format!("{}/api/acme/{app}/{SERVICE}/getLoginConfigByCode", world.server.url);
    let request = world.http.post(url).header(header::CONTENT_TYPE, "text/plain").body(r#"{"code": "guess"}"#);
    marked(request, marks)
}

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}

fn header_of<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn what_a_page_of_another_origin_sends_is_refused_before_it_counts() {
    let world = world().await;
    let marks: [&[(&str, &str)]; 7] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")],
        &[("sec-fetch-site", "cross-site"), ("origin", "null")],
        &[("origin", EVIL)],
        &[("origin", "null")],
        &[("origin", &world.server.url.replace("127.0.0.1", "localhost"))],
    ];
    for marks in marks {
        let form = world.http.post(format!("{}/acme/portal/login", world.server.url)).form(&[("code", "guess")]);
        assert_eq!(status(marked(form, marks)).await, StatusCode::FORBIDDEN, "{marks:?}");
        let out = world.http.post(format!("{}/acme/portal/logout", world.server.url));
        assert_eq!(status(marked(out, marks)).await, StatusCode::FORBIDDEN, "{marks:?}");
        for app in ["portal", "other"] {
            assert_eq!(status(guess(&world, app, marks)).await, StatusCode::FORBIDDEN, "{marks:?}");
        }
    }
    let image = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")];
    let frame = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
    for marks in [image, frame] {
        let page = world.http.get(format!("{}/acme/portal/login?code=guess", world.server.url));
        assert_eq!(status(marked(page, &marks)).await, StatusCode::FORBIDDEN, "{marks:?}");
    }
    let link = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    for number in 0..5 {
        let function = format!("{}/api/acme/portal/{SERVICE}/getLoginConfigByCode?code=w{number}", world.server.url);
        assert_eq!(status(marked(world.http.get(function), &link)).await, StatusCode::FORBIDDEN);
    }
    world
        .nobody()
        .call(SERVICE, "getLoginConfigByCode", json!({ "code": "guess" }))
        .await
        .refused(ErrorKind::UnknownCompany);
    let admin = json!({ "corpId": "wpNobody", "code": "acme" });
    world.administrator().call(SERVICE, "setCode", admin).await.refused(ErrorKind::CorpNotAuthorised);
}

#[tokio::test]
async fn programs_our_own_pages_and_links_from_elsewhere_are_let_through() {
    let world = world().await;
    let own = world.server.url.clone();
    let link = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    let marks: [&[(&str, &str)]; 4] = [
        &[],
        &[("sec-fetch-site", "same-origin"), ("origin", &own)],
        &[("sec-fetch-site", "none")],
        &[("origin", &own)],
    ];
    for marks in marks {
        let form = world.http.post(format!("{own}/acme/portal/login")).form(&[("code", " ")]);
        assert_eq!(status(marked(form, marks)).await, StatusCode::UNPROCESSABLE_ENTITY, "{marks:?}");
    }
    for path in ["/acme/portal/login", "/acme/portal/login/callback?code=1&state=2", "/healthz"] {
        let answer = marked(world.http.get(format!("{own}{path}")), &link).send().await.unwrap();
        assert_ne!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        assert_eq!(header_of(&answer, "referrer-policy"), "same-origin", "forms of ours say where they come from");
    }
}

#[tokio::test]
async fn a_link_of_another_site_with_an_organisation_code_shows_the_form_and_guesses_nothing() {
    let world = world().await;
    let page = |code: &str| {
        let page = world.http.get(format!("{}/acme/portal/login?code={code}", world.server.url));
        page.header(header::USER_AGENT, "Mobile wxwork/4.1.0")
    };
    for site in ["cross-site", "same-site"] {
        for number in 0..5 {
            let link = [("sec-fetch-site", site), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
            let answer = marked(page(&format!("w{number}")), &link).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{site}");
            assert!(answer.text().await.unwrap().contains(&format!("value=\"w{number}\"")), "{site}");
        }
    }
    for marks in [&[][..], &[("sec-fetch-site", "none")], &[("sec-fetch-site", "same-origin")]] {
        assert_eq!(status(marked(page("guess"), marks)).await, StatusCode::UNPROCESSABLE_ENTITY, "{marks:?}");
    }
    assert_eq!(status(page("guess")).await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_origins_that_an_app_allows_may_call_its_functions_and_nothing_else() {
    let world = world().await;
    let url = |app: &str| format!("{}/api/acme/{app}/{SERVICE}/getLoginConfigByCode", world.server.url);
    let preflight = |url: String, origin: &str| {
        let request = world.http.request(Method::OPTIONS, url).header(header::ORIGIN, origin);
        let request = request.header("sec-fetch-site", "cross-site").header("access-control-request-method", "POST");
        request.header("access-control-request-headers", "authorization,content-type").send()
    };
    let answer = preflight(url("portal"), SHOP).await.unwrap();
    assert_eq!((answer.status(), header_of(&answer, "access-control-allow-origin")), (StatusCode::NO_CONTENT, SHOP));
    assert!(header_of(&answer, "access-control-allow-methods").contains("POST"));
    let headers = header_of(&answer, "access-control-allow-headers");
    assert!(headers.contains("authorization") && headers.contains("content-type"), "{headers}");
    assert_eq!(header_of(&answer, "access-control-allow-credentials"), "", "no cookie says who calls a function");

    let marks = [("sec-fetch-site", "cross-site"), ("origin", SHOP)];
    let answer = guess(&world, "portal", &marks).send().await.unwrap();
    assert_eq!(header_of(&answer, "access-control-allow-origin"), SHOP);
    assert_eq!(header_of(&answer, "vary"), "origin");
    Answer::read(answer).await.refused(ErrorKind::UnknownCompany);

    let page = format!("{}/acme/portal/login", world.server.url);
    for (url, origin) in [(url("portal"), EVIL), (url("other"), SHOP), (page, SHOP)] {
        let answer = preflight(url.clone(), origin).await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{url} {origin}");
        assert_eq!(header_of(&answer, "access-control-allow-origin"), "", "{url} {origin}");
    }
    for method in [Method::GET, Method::HEAD] {
        let keys = world.http.request(method.clone(), format!("{}/.well-known/jwks.json", world.server.url));
        let keys = marked(keys, &[("origin", EVIL)]).send().await.unwrap();
        let read = (keys.status(), header_of(&keys, "access-control-allow-origin"));
        assert_eq!(read, (StatusCode::OK, "*"), "{method}");
    }
}
