//! A login from a client over two hosts: the server's own, and the one of the company.

use serde_json::json;
use tests::{SERVICE, World};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::{
    browser::{Browser, Device},
    site::{CODE, LOGIN, ME, QR_PAGE, Site},
};

const HOSTS: &str = "services/HostSvc";

/// A client's pages, all alike; answers their origin.
async fn client() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 8_192];
            _ = stream.read(&mut request).await;
            let page = "<!doctype html><title>client</title><p>back at the client";
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length";
            _ = stream.write_all(format!("{head}: {}\r\n\r\n{page}", page.len()).as_bytes()).await;
        }
    });
    origin
}

/// A server whose company logs in under `localhost`, with one client.
async fn site(redirect_uri: &str) -> (Site, String) {
    let world = World::start_with(|folder| {
        let element = json!({ "title": "Wiki", "type": "oidc.clients.ClientType" });
        folder.write("acme.portal/clients/Wiki/e.json", &element);
        let config = json!({
            "clientId": "wiki", "clientSecrets": ["s3cret_of-the_clients"], "trusted": true, "redirectUris": [redirect_uri],
        });
        folder.write("acme.portal/clients/Wiki/Wiki.json", &config);
    })
    .await;
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": CODE })).await.ok();
    let company = world.server.url.replace("127.0.0.1", "localhost");
    world.administrator().call(HOSTS, "setLoginHost", json!({ "corpId": corp.id, "url": company })).await.ok();
    let domains = json!({ "domains": [company.trim_start_matches("http://")] });
    world.sim.app(&world.suite, &corp, "trusted-domains", domains).await;
    (Site { world, corp }, company)
}

#[tokio::test]
async fn organisation_code_wecom_and_the_company_s_own_host_lead_back_to_the_client() {
    let origin = client().await;
    let redirect_uri = format!("{origin}/cb");
    let (site, company) = site(&redirect_uri).await;
    let browser = Browser::open(Device::Desk).await;
    let mut authorize = reqwest::Url::parse(&site.url("/acme/portal/oidc/authorize")).unwrap();
    authorize.query_pairs_mut().extend_pairs([
        ("client_id", "wiki"),
        ("response_type", "code"),
        ("scope", "openid"),
        ("redirect_uri", &redirect_uri),
        ("state", "s"),
    ]);
    browser.goto(authorize.as_str()).await;
    browser.arrive(LOGIN).await;
    // The form's answer leads over both hosts to WeCom: `form-action` must let it.
    site.type_code(&browser).await;
    assert_eq!(browser.path().await, QR_PAGE);
    let at = browser.url().await;
    let back = at.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    assert_eq!(back, format!("{company}{LOGIN}/callback"), "WeCom leads to the company's own host");
    browser.click(&site.pick(1)).await;
    browser.arrive("/cb").await;
    assert!(browser.text().await.contains("back at the client"));
    let at = browser.url().await;
    assert!(at.as_str().starts_with(&redirect_uri) && at.query().unwrap().contains("code="), "{at}");
    // The session is the server's own host's; under the company's the browser is led there.
    browser.goto(&format!("{company}{ME}")).await;
    browser.arrive(ME).await;
    assert!(browser.url().await.as_str().starts_with(&site.world.server.url));
    assert!(browser.folded_text().await.contains(&site.corp.members[1]));
}
