//! `Endpoints` and `Timeouts`: where WeCom is, and how long to wait for it.

use std::time::Duration;

use url::Url;

/// The hosts of WeCom; a simulator, a proxy or a private gateway may stand in, below a path of its own if it likes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// The API, `https://qyapi.weixin.qq.com`.
    pub api_url: Url,
    /// The OAuth page inside WeCom, `https://open.weixin.qq.com`.
    pub open_url: Url,
    /// The login page in a browser, `https://login.work.weixin.qq.com`.
    pub login_url: Url,
}

impl Endpoints {
    /// The first URL that is not http or https, by its field's name.
    pub(crate) fn unusable(&self) -> Option<&'static str> {
        let urls = [("api_url", &self.api_url), ("open_url", &self.open_url), ("login_url", &self.login_url)];
        urls.into_iter().find(|(_, url)| !matches!(url.scheme(), "http" | "https")).map(|(field, _)| field)
    }
}

impl Default for Endpoints {
    /// WeCom's own hosts.
    #[expect(clippy::expect_used, reason = "the texts are constants, and a test parses them")]
    fn default() -> Self {
        let parse = |text: &str| Url::parse(text).expect("a valid URL");
        Self {
            api_url: parse("https://qyapi.weixin.qq.com"),
            open_url: parse("https://open.weixin.qq.com"),
            login_url: parse("https://login.work.weixin.qq.com"),
        }
    }
}

/// `base` with `path` behind its own path, without query and fragment.
pub(crate) fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url
}

/// How long to wait for WeCom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For a whole call, from the connection to the last byte of the answer.
    pub request: Duration,
}

impl Default for Timeouts {
    /// 3 s for a connection, 8 s for a call.
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), request: Duration::from_secs(8) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_goes_below_that_of_a_gateway() {
        let cases = [
            ("https://qyapi.weixin.qq.com", "https://qyapi.weixin.qq.com/cgi-bin/gettoken"),
            ("http://gateway:8080/wecom/?x=1#y", "http://gateway:8080/wecom/cgi-bin/gettoken"),
        ];
        for (base, expected) in cases {
            assert_eq!(below(&Url::parse(base).unwrap(), "/cgi-bin/gettoken").as_str(), expected);
        }
    }

    #[test]
    fn only_http_and_https_are_hosts_of_wecom() {
        assert_eq!(Endpoints::default().unusable(), None);
        let open_url = Url::parse("mailto:a@b").unwrap();
        assert_eq!(Endpoints { open_url, ..Endpoints::default() }.unusable(), Some("open_url"));
    }
}
