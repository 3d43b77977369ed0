//! OpenID Connect and logins by another provider, for a company with a login host.

use std::sync::Arc;

use clock::SystemClock;
use openid_simulator::{CLIENT_ID, CLIENT_SECRET, NAME, OpenIdProvider};
use reqwest::Client;
use serde_json::json;
use tests::World;

use super::login_hosts::{HOSTS, company_url, location, trust};
use crate::{
    login_page::{browser, scan},
    openid::relying_party::{REDIRECT_URI, RelyingParty, get as parameter, parameters},
};

async fn step(browser: &Client, url: &str) -> String {
    location(&browser.get(url).send().await.unwrap())
}

/// A relying party whose company logs in at a host of its own.
async fn party_with_host() -> RelyingParty {
    let party = RelyingParty::start().await;
    let url = company_url(&party.world);
    let args = json!({ "corpId": party.corp.id, "url": url });
    party.world.administrator().call(HOSTS, "setLoginHost", args).await.ok();
    trust(&party.world, &party.corp, &url).await;
    party
}

#[tokio::test]
async fn a_request_of_a_client_waits_while_the_login_goes_by_the_login_host() {
    let party = party_with_host().await;
    let (own, company) = (&party.world.server.url, company_url(&party.world));
    let login = location(&party.authorize(&[]).await);
    let relay = step(&party.browser, &format!("{own}{login}")).await;
    assert!(relay.starts_with(&format!("{company}/acme/portal/login/relay?")), "{relay}");
    let wecom = step(&party.browser, &relay).await;
    let back = scan(&party.world, &party.browser, &wecom, &party.corp.members[0]).await;
    assert!(back.starts_with(&company), "{back}");
    let home = step(&party.browser, &back).await;
    let resume = step(&party.browser, &home).await;
    let came = step(&party.browser, &format!("{own}{resume}")).await;
    assert!(came.starts_with(REDIRECT_URI), "{came}");
    let came = parameters(&came);
    assert_eq!(parameter(&came, "state").as_deref(), Some("the state"));
    assert_eq!(parameter(&came, "iss"), Some(party.issuer()), "the issuer stays the server's own");
    let (status, tokens) = party.exchange(&parameter(&came, "code").unwrap()).await;
    assert_eq!(status, 200, "{tokens}");
}

#[tokio::test]
async fn a_request_of_a_client_that_begins_under_the_login_host_ends_at_the_client() {
    let party = party_with_host().await;
    let (own, company) = (party.world.server.url.clone(), company_url(&party.world));
    let begin = party.request(&[("login_hint", "")]).replace(&own, &company);
    let mut at = step(&party.browser, &begin).await;
    assert!(at.starts_with(&own), "{at}");
    // The login page asks for the company, which the login host names.
    let login = step(&party.browser, &at).await;
    at = step(&party.browser, &format!("{company}{login}")).await;
    assert!(at.contains("corpId="), "{at}");
    for _ in 0..8 {
        at = if at.starts_with(&format!("{}/wwlogin", party.world.sim.url)) {
            scan(&party.world, &party.browser, &at, &party.corp.members[0]).await
        } else if at.starts_with('/') {
            step(&party.browser, &format!("{own}{at}")).await
        } else if at.starts_with(&own) || at.starts_with(&company) {
            step(&party.browser, &at).await
        } else {
            break;
        };
    }
    assert!(at.starts_with(REDIRECT_URI) && at.contains("code="), "{at}");
}

#[tokio::test]
async fn a_login_by_another_provider_goes_by_the_login_host_of_its_instance() {
    let provider = OpenIdProvider::start(Arc::new(SystemClock)).await;
    let config = json!({ "issuer": provider.issuer(), "clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET });
    let world = World::start_with(|folder| {
        folder.instance_of("auths.loginTypes.OidcType", "公司账号 Company account", "auths.Sso", &config);
    })
    .await;
    let (own, company) = (&world.server.url, company_url(&world));
    let args = json!({ "instance": "auths.Sso", "url": company });
    world.administrator().call(HOSTS, "setLoginHost", args).await.ok();
    let member = browser("Mozilla/5.0");
    let relay = step(&member, &format!("{own}/acme/portal/login?instance=auths.Sso")).await;
    assert!(relay.starts_with(&format!("{company}/acme/portal/login/relay?")), "{relay}");
    let link = step(&member, &relay).await;
    assert!(link.starts_with(provider.issuer()), "{link}");
    let back = step(&member, &link).await;
    assert!(back.starts_with(&format!("{company}/acme/portal/login/callback?")), "{back}");
    let home = step(&member, &back).await;
    assert_eq!(step(&member, &home).await, "/acme/portal/me");
    let me = member.get(format!("{own}/acme/portal/me")).send().await.unwrap();
    assert!(me.text().await.unwrap().contains(NAME));
}
