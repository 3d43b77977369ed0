//! `CookieJar`: a browser whose cookies a test holds in its own hand, to lose an answer or send what it had before.

use std::collections::BTreeMap;

use reqwest::{Response, StatusCode, header};

use super::relying_party::{RelyingParty, location};
use crate::login_page::{browser, scan};

/// The cookies of a browser; a copy is the browser as it was.
#[derive(Clone, Debug, Default)]
pub(super) struct CookieJar(BTreeMap<String, String>);

impl CookieJar {
    pub(super) async fn get(&mut self, url: &str) -> Response {
        let answer = browser("Mozilla/5.0").get(url).header(header::COOKIE, self.sent()).send().await.unwrap();
        self.keep(&answer);
        answer
    }

    pub(super) async fn post(&mut self, url: &str) -> Response {
        let answer = browser("Mozilla/5.0").post(url).header(header::COOKIE, self.sent()).send().await.unwrap();
        self.keep(&answer);
        answer
    }

    fn sent(&self) -> String {
        self.0.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, answer: &Response) {
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.0.remove(name);
            } else {
                self.0.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Follows redirects of the server itself; answers what leads away.
    pub(super) async fn follow(&mut self, party: &RelyingParty, url: &str) -> String {
        let mut url = url.to_owned();
        for _ in 0..10 {
            let answer = self.get(&url).await;
            assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{url}");
            let next = location(&answer);
            if !next.starts_with('/') {
                return next;
            }
            url = format!("{}{next}", party.world.server.url);
        }
        panic!("the redirects do not end");
    }

    /// Begins a login and has WeCom recognise the first member; answers where it sends the browser back to.
    pub(super) async fn recognised(&mut self, party: &RelyingParty, changes: &[(&str, &str)]) -> String {
        let wecom = self.follow(party, &party.request(changes)).await;
        scan(&party.world, &browser("Mozilla/5.0"), &wecom, &party.corp.members[0]).await
    }
}
