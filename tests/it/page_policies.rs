//! The Content-Security-Policy of each kind of page.

use reqwest::header::CONTENT_SECURITY_POLICY;
use tests::World;

use crate::login_page::browser;

/// Where the forms of a page may end.
const HERE: Option<&str> = Some("form-action 'self'");
const ANYWHERE: Option<&str> = None;

#[tokio::test]
async fn forms_end_at_this_server_but_for_those_that_lead_on_to_wecom() {
    let world = World::start().await;
    let browser = browser("Mozilla/5.0");
    let pages = [
        ("/acme/portal/login", ANYWHERE),
        ("/acme/portal/login?code=unknown", ANYWHERE),
        ("/acme/portal/login?corpId=unknown", HERE),
        ("/acme/portal/login?code=1&code=2", HERE),
        ("/acme/portal/login/callback?state=unknown", HERE),
        ("/", HERE),
        ("/docs", HERE),
        ("/no/such/page", HERE),
    ];
    for (path, expected) in pages {
        let answer = browser.get(format!("{}{path}", world.server.url)).send().await.unwrap();
        let policy = answer.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        let rules: Vec<&str> = policy.split("; ").collect();
        assert_eq!(rules.iter().find(|rule| rule.starts_with("form-action")).copied(), expected, "{path}: {policy}");
        for always in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(rules.contains(&always), "{path}: {policy}");
        }
    }
}
