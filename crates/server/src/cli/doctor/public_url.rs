//! How the server is reached; that WeCom really reaches it, only its callbacks show.

use administration::hosts::is_loopback;
use login_type::Finding;
use url::Url;

use super::report::Report;
use crate::config::Config;

const CHECK: &str = "public URL";

/// Looks at the configured URL, or at the one that stands in for it.
pub(super) fn check(config: &Config, url: &Url, report: &mut Report) {
    report.add(&finding(config, url));
}

fn finding(config: &Config, url: &Url) -> Finding {
    let shown = url.as_str().trim_end_matches('/');
    let next = "set server.public_url to https:// and the host by which browsers and WeCom reach this server";
    if config.server.public_url.is_none() {
        if is_loopback(&config.wecom.api_url) {
            return Finding::ok(
                CHECK,
                format!("server.public_url is not set: {shown} does for a WeCom on this machine"),
            );
        }
        let found =
            format!("server.public_url is not set, and neither WeCom nor browsers reach {shown} from elsewhere");
        return Finding::error(CHECK, found, next);
    }
    if is_loopback(url) {
        if is_loopback(&config.wecom.api_url) {
            return Finding::ok(CHECK, format!("{shown}: does for a WeCom on this machine"));
        }
        return Finding::error(CHECK, format!("nobody reaches {shown} from another machine"), next);
    }
    if url.scheme() != "https" {
        let found = format!("{shown} is not https: logins would be unencrypted, and WeCom calls back over https only");
        return Finding::error(CHECK, found, next);
    }
    Finding::ok(CHECK, format!("{shown}; whether WeCom reaches it shows in the age of its callbacks"))
}

#[cfg(test)]
mod tests {
    use login_type::Severity;

    use super::*;

    #[test]
    fn only_https_reaches_beyond_this_machine() {
        let wecom = "https://qyapi.weixin.qq.com";
        let local = "http://127.0.0.1:9000";
        let cases = [
            (wecom, Some("https://login.example.com"), Severity::Ok),
            (local, Some("https://login.example.com"), Severity::Ok),
            (wecom, Some("http://login.example.com"), Severity::Error),
            (local, Some("http://login.example.com"), Severity::Error),
            (wecom, Some("http://localhost:8080"), Severity::Error),
            (local, Some("http://[::1]:8080"), Severity::Ok),
            (wecom, None, Severity::Error),
            (local, None, Severity::Ok),
        ];
        for (api_url, public_url, expected) in cases {
            let mut config = Config::load(None).unwrap();
            config.wecom.api_url = api_url.parse().unwrap();
            config.server.public_url = public_url.map(|url| url.parse().unwrap());
            let url = crate::application::public_url(&config, config.server.listen);
            assert_eq!(finding(&config, &url).severity, expected, "{api_url} {public_url:?}");
        }
    }
}
