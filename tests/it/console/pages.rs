//! The rules that hold for every page of the console.

use reqwest::StatusCode;
use tests::World;

use super::staff::Staff;

const PAGES: [&str; 13] = [
    "/console",
    "/console/companies",
    "/console/records",
    "/console/records/1",
    "/console/users",
    "/console/sessions",
    "/console/audit",
    "/console/audit/export?format=csv",
    "/console/settings",
    "/console/administrators",
    "/console/tokens",
    "/console/keys",
    "/console/find?q=回调",
];
/// The forms with the least role that they need.
const FORMS: [(&str, &str); 9] = [
    ("/console/records/1/retry", "operator"),
    ("/console/records/retry", "operator"),
    ("/console/records/retry-all", "operator"),
    ("/console/users/1/disable", "operator"),
    ("/console/sessions/end", "operator"),
    ("/console/administrators", "owner"),
    ("/console/tokens", "owner"),
    ("/console/keys/rotate", "owner"),
    ("/console/keys/reseal", "owner"),
];

#[tokio::test]
async fn nobody_sees_or_does_anything_without_being_signed_in() {
    let world = World::start().await;
    world.authorised_corp().await;
    let nobody = Staff::nobody(&world);
    for path in PAGES {
        assert!(nobody.get(path).await.leads_to().starts_with("/console/sign-in?next="), "{path}");
    }
    for (path, _) in FORMS {
        assert!(nobody.post(path, &[("id", "1")]).await.leads_to().starts_with("/console/sign-in"), "{path}");
    }
}

#[tokio::test]
async fn a_role_reaches_as_far_as_it_says() {
    let world = World::start().await;
    world.authorised_corp().await;
    for role in ["auditor", "operator"] {
        let one = Staff::new(&world, role, role).await;
        for path in PAGES {
            let page = one.get(path).await;
            assert!(
                page.status == StatusCode::OK || page.status == StatusCode::SEE_OTHER,
                "{role} {path}: {}",
                page.text
            );
        }
        for (path, needed) in FORMS {
            let may = needed == role;
            let refused = one.post(path, &[("hours", "x")]).await.status == StatusCode::FORBIDDEN;
            assert_eq!(refused, !may, "{role} {path}");
        }
    }
}

#[tokio::test]
async fn every_page_is_in_one_language_has_the_strict_policy_and_nothing_inline() {
    let world = World::start().await;
    world.authorised_corp().await;
    let kim = Staff::new(&world, "kim", "owner").await;
    for language in ["zh-CN", "en"] {
        kim.post("/console/preferences", &[("language", language)]).await.leads_to();
        for path in PAGES {
            let page = kim.get(path).await;
            if page.status != StatusCode::OK || path.contains("export") {
                continue;
            }
            let policy = page.policy.clone().unwrap();
            for rule in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'"] {
                assert!(policy.contains(rule), "{path}: {policy}");
            }
            assert!(!policy.contains("unsafe"), "{path}: {policy}");
            let text = page.shown();
            assert!(text.contains(&format!("<html lang=\"{language}\"")), "{path}: {text}");
            for inline in [" style=", "<style", " onclick=", " onload=", "javascript:"] {
                assert!(!text.contains(inline), "{path} has {inline}");
            }
            let other = if language == "en" { "概览" } else { "Overview" };
            assert!(!text.contains(other), "{path} in {language} says {other}");
        }
    }
}

#[tokio::test]
async fn an_address_that_is_none_says_so_and_the_palette_leads_on() {
    let world = World::start().await;
    let kim = Staff::new(&world, "kim", "auditor").await;
    assert_eq!(kim.get("/console/records/4711").await.status, StatusCode::NOT_FOUND);
    assert_eq!(kim.get("/console/records/x").await.status, StatusCode::NOT_FOUND);
    assert_eq!(kim.get("/console/find?q=4711").await.leads_to(), "/console/records/4711");
    assert_eq!(kim.get("/console/find?q=aud").await.leads_to(), "/console/audit");
    assert_eq!(kim.get("/console/find?q=Aurora").await.leads_to(), "/console/companies?q=Aurora");
}

#[tokio::test]
async fn the_overview_says_what_is_wrong_and_what_happened() {
    let world = World::start().await;
    world.authorised_corp().await;
    let kim = Staff::new(&world, "kim", "auditor").await;
    let message = format!(
        "<xml><SuiteId>{}</SuiteId><InfoType>create_auth</InfoType><TimeStamp>{}</TimeStamp></xml>",
        world.suite.id,
        world.sender().now()
    );
    world.sender().post(&world.suite.id, &world.suite.id, &message).await;
    world.until("the record is dead", async || world.records().await[0]["state"] == "dead").await;
    kim.post("/console/findings/again", &[]).await.leads_to();
    let shows = async || kim.get("/console").await.shown().contains("callback record");
    world.until("the overview names the record", shows).await;
    let page = kim.get("/console").await.shown();
    assert!(page.contains("/console/records?state=dead") && page.contains("<svg class=\"chart\""), "{page}");
    assert!(page.contains("create_auth"), "the last events: {page}");
}
