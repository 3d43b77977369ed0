//! Redirects of a request that follows them: the next request, with no more of the first one than its host may have.
//!
//! reqwest leaves out `Authorization` and `Cookie` towards another host, and sends every other header along: an API key in a
//! header of the provider's own would go to whichever host it names.

use reqwest::{
    Method, Url,
    header::{ACCEPT, CONTENT_TYPE},
};

use super::{HttpAnswer, request::Parts};

/// The most redirects that a request follows.
pub(super) const MOST: usize = 5;

/// The request that an answer leads to; `None` where it is no redirect, or one that is not followed.
pub(super) fn next(asked: &Parts, answer: &HttpAnswer) -> Option<Parts> {
    let url = asked.url.join(answer.header("location")?).ok()?;
    if !may_follow(&asked.url, &url) {
        return None;
    }
    let is_other = url.origin() != asked.url.origin();
    let mut next = match answer.status() {
        301..=303 => {
            let method = if asked.method == Method::HEAD { Method::HEAD } else { Method::GET };
            asked.to(url, method, Vec::new())
        }
        307 | 308 if !is_other || asked.body.is_empty() => asked.to(url, asked.method.clone(), asked.body.clone()),
        _ => return None,
    };
    let has_body = !next.body.is_empty();
    next.headers.retain(|(name, _)| match name {
        name if name == ACCEPT => true,
        name if name == CONTENT_TYPE => has_body,
        _ => !is_other,
    });
    Some(next)
}

/// Whether a redirect leads on by the web, and not from https to http.
fn may_follow(from: &Url, to: &Url) -> bool {
    let is_web = matches!(to.scheme(), "http" | "https") && to.has_host();
    is_web && (from.scheme() != "https" || to.scheme() == "https")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_from_https_to_http_or_away_from_the_web() {
        let leads = |from: &str, to: &str| may_follow(&from.parse().unwrap(), &to.parse().unwrap());
        assert!(leads("https://a.example/", "https://b.example/") && leads("http://a.example/", "https://a.example/"));
        assert!(!leads("https://a.example/", "http://a.example/"));
        assert!(!leads("http://a.example/", "ftp://a.example/") && !leads("http://a.example/", "data:text/plain,a"));
    }
}
