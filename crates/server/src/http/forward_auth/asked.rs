//! `Asked`: the request that a proxy asks about, as the proxy tells it.

use actix_web::http::header::{self, HeaderMap};
use oidc::clients::ForwardSite;
use url::Url;

/// The longest way back that is kept: it travels in `state`, of 2048 bytes at most.
const LONGEST_WAY_BACK: usize = 1_200;

/// The use that a proxy makes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// It passes on whatever is not a success (Traefik, Caddy).
    OfAnswer,
    /// It reads the status and the headers (nginx).
    OfStatus,
}

/// The request that a proxy asks about.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Its address.
    pub(super) url: Url,
    /// The use that the proxy makes of the answer.
    pub(super) reader: Reader,
    /// Whether a browser asks for a page, which may be led elsewhere.
    pub(super) is_page: bool,
    /// Whether it reads, so that the browser may come back to it.
    reads: bool,
}

impl Asked {
    /// Reads the headers of a trusted proxy.
    pub(super) fn read(headers: &HeaderMap) -> Result<Self, &'static str> {
        // Of several the client may have sent the first.
        const NAMES: [&str; 5] =
            ["x-forwarded-uri", "x-original-url", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-method"];
        if NAMES.iter().any(|name| headers.get_all(*name).count() > 1) {
            return Err(
                "an X-Forwarded-… or X-Original-URL header came twice: have the proxy set each of them, not add to it",
            );
        }
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let given = |name: &str| text(name).filter(|value| !value.is_empty());
        let single = |name: &str| given(name).filter(|value| !value.contains(','));
        let (reader, url) = match (given("x-forwarded-uri"), given("x-original-url")) {
            // A client may send either; the proxy sets its own and clears the other one.
            (Some(_), Some(_)) => {
                return Err(
                    "X-Forwarded-Uri and X-Original-URL came both: have the proxy clear the one that it does not set",
                );
            }
            (Some(uri), None) => {
                let (proto, host) = (single("x-forwarded-proto"), single("x-forwarded-host"));
                let whole = proto.zip(host).map(|(proto, host)| format!("{proto}://{host}{uri}"));
                (Reader::OfAnswer, whole.filter(|_| uri.starts_with('/')))
            }
            (None, original) => (Reader::OfStatus, original.map(str::to_owned)),
        };
        let right = "the proxy must send X-Forwarded-Proto, -Host and -Uri, or X-Original-URL with the whole address";
        let url = url.as_deref().filter(|url| is_plain(url)).and_then(|url| Url::parse(url).ok());
        let url =
            url.filter(|url| matches!(url.scheme(), "http" | "https") && url.username().is_empty()).ok_or(right)?;
        let method = given("x-forwarded-method").unwrap_or("GET");
        let reads = matches!(method, "GET" | "HEAD");
        Ok(Self { url, reader, is_page: is_page(headers), reads })
    }

    /// The path and query that a browser comes back to after a login: where it is, or the begin of the app after a request
    /// that changes something.
    pub(super) fn way_back(&self, app: &ForwardSite) -> String {
        let query = self.url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let here = format!("{}{query}", self.url.path());
        if self.reads && here.len() <= LONGEST_WAY_BACK { here } else { begin(app) }
    }
}

/// The path at which an app begins.
pub(super) fn begin(app: &ForwardSite) -> String {
    Url::parse(&app.base).map_or_else(|_| "/".to_owned(), |url| url.path().to_owned())
}

/// Whether an address means one path alone: encoded slashes and dots mean another one to some programs, and backslashes too.
fn is_plain(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let is_clear = !["%2f", "%5c", "\\", "/../", "/./"].iter().any(|doubt| path.contains(doubt));
    let below = path.split_once("://").map_or("", |(_, rest)| rest);
    let authority = below.split('/').next().unwrap_or_default();
    is_clear
        // A parser of addresses drops blanks, tabs and their like.
        && url.bytes().all(|byte| byte.is_ascii_graphic())
        && !below.contains("//")
        && !encodes_plain_letters(&path)
        && !path.ends_with("/..")
        && !path.ends_with("/.")
        && !authority.contains('@')
}

/// Whether a letter that needs no encoding is encoded (RFC 3986, section 2.3): proxies decode it before they choose the app.
fn encodes_plain_letters(path: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let codes = path.split('%').skip(1).filter_map(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok());
    codes.into_iter().any(is_unreserved)
}

/// Whether a browser asks for a page; of one that does not say so, whether it wants HTML.
fn is_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => text(header::ACCEPT.as_str()).is_some_and(|accept| accept.contains("text/html")),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn read(given: &[(&'static str, &str)]) -> Result<Asked, &'static str> {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        Asked::read(&headers)
    }

    #[test]
    fn a_proxy_names_the_request_in_one_of_two_ways() {
        let forwarded =
            [("x-forwarded-proto", "https"), ("x-forwarded-host", "wiki.example"), ("x-forwarded-uri", "/a?b")];
        let asked = read(&forwarded).unwrap();
        assert_eq!((asked.url.as_str(), asked.reader), ("https://wiki.example/a?b", Reader::OfAnswer));
        let asked = read(&[("x-original-url", "https://wiki.example/a?b")]).unwrap();
        assert_eq!((asked.url.as_str(), asked.reader), ("https://wiki.example/a?b", Reader::OfStatus));
        let asked = read(&[("x-original-url", "https://wiki.example/@alice")]).unwrap();
        assert_eq!(asked.url.path(), "/@alice", "many an app has such pages");
        for name in ["x-forwarded-uri", "x-forwarded-host", "x-forwarded-method"] {
            let twice = [&forwarded[..], &[("x-forwarded-method", "GET"), (name, "GET")]].concat();
            assert!(read(&twice).unwrap_err().contains("came twice"), "{name}");
        }
        let both = [&forwarded[..], &[("x-original-url", "https://wiki.example/")]].concat();
        assert!(read(&both).unwrap_err().contains("came both"));
        for wrong in [
            &[][..],
            &forwarded[..2],
            &forwarded[1..],
            &[("x-original-url", "wiki.example/a")],
            &[("x-original-url", "https://wiki.example/open/..%2fsecret")],
            &[("x-original-url", "https://wiki.example/open/../secret")],
            &[("x-original-url", "https://wiki.example/open/%2E%2e/secret")],
            &[("x-original-url", "https://wiki.example//other/secret")],
            &[("x-original-url", "https://wiki.example/%6fther/secret")],
            &[
                ("x-forwarded-proto", "https"),
                ("x-forwarded-host", "open.example, wiki.example"),
                ("x-forwarded-uri", "/a"),
            ],
            &[("x-original-url", "https://wiki.example\\@evil.example/")],
            &[("x-original-url", "https://wiki.example/wi\tki/")],
            &[("x-original-url", "https://wiki.example@evil.example/")],
        ] {
            assert!(read(wrong).unwrap_err().contains("must send"), "{wrong:?}");
        }
    }
}
