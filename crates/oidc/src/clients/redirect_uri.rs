//! Redirect URIs: which may be registered, and which of a request is one that is (RFC 9700, section 2.1).

use std::net::{Ipv4Addr, Ipv6Addr};

use element_type::is_private_address;
use url::{Host, Url};

use super::ApplicationType;

/// The rules of a client for the addresses that it registers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) application_type: ApplicationType,
    pub(super) allow_http: bool,
}

impl Rules {
    /// The fault of an address that a client registers.
    pub(super) fn fault(self, uri: &str) -> Option<&'static str> {
        if uri.contains('*') {
            return Some("must be exact: `*` stands for nothing");
        }
        // The text goes into a header as it is (RFC 3986, section 2).
        if !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Some("must be of ASCII letters without blanks: write any other as %E5%9B%9E");
        }
        let Ok(url) = Url::parse(uri) else {
            return Some("must be an absolute URI such as https://app.example/callback");
        };
        if uri.contains('#') {
            return Some("must have no fragment");
        }
        if !url.username().is_empty() || url.password().is_some() || has_userinfo(uri) {
            return Some("must name no user and no password");
        }
        match url.scheme() {
            "https" if url.has_host() => None,
            "http" if is_loopback(&url) || (self.allow_http && url.has_host()) => None,
            "http" => Some("must begin with https://; http:// is for this machine (127.0.0.1, [::1], localhost) alone"),
            scheme if self.application_type == ApplicationType::Native && scheme.contains('.') => None,
            _ if self.application_type == ApplicationType::Native => Some(
                "must begin with https://, http://127.0.0.1, http://[::1] or a scheme in reverse domain order such as com.example.app:",
            ),
            _ => Some("must begin with https://"),
        }
    }

    /// The fault of an address that the server itself calls: a client's pages may be anywhere, but nobody has the server ask
    /// the machines around it. Where a name leads is looked at when it is called.
    pub(super) fn fault_of_target(self, uri: &str) -> Option<&'static str> {
        let fault = Self { application_type: ApplicationType::Web, ..self }.fault(uri);
        let is_inside = || Url::parse(uri).is_ok_and(|url| !is_loopback(&url) && is_private(&url));
        let told = "must name no address of a private network, unless allowHttp says that the client is in an intranet";
        fault.or_else(|| (!self.allow_http && is_inside()).then_some(told))
    }

    /// Whether the address of a request is one that was registered: letter for letter, but for the port of a native
    /// program's loopback address (RFC 8252, section 7.3).
    pub(super) fn matches(self, registered: &str, came: &str) -> bool {
        registered == came || (self.application_type == ApplicationType::Native && same_but_for_port(registered, came))
    }
}

fn same_but_for_port(registered: &str, came: &str) -> bool {
    let without_port = |uri: &str| {
        let mut url = Url::parse(uri).ok().filter(|url| url.scheme() == "http" && is_loopback(url))?;
        if has_userinfo(uri) || uri.contains('#') {
            return None;
        }
        url.set_port(None).ok()?;
        Some(url)
    };
    without_port(registered).is_some_and(|registered| without_port(came) == Some(registered))
}

/// Whether an address is this machine's own.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address == Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == Ipv6Addr::LOCALHOST,
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Whether a host is an address that only a network's own machines reach.
fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => is_private_address(address.into()),
        Some(Host::Ipv6(address)) => is_private_address(address.into()),
        _ => false,
    }
}

/// Whether the text names a user: an empty one too, which a parser drops.
fn has_userinfo(uri: &str) -> bool {
    let authority = uri.split_once("://").map_or("", |(_, rest)| rest);
    authority.split(['/', '?', '#', '\\']).next().is_some_and(|authority| authority.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: Rules = Rules { application_type: ApplicationType::Web, allow_http: false };
    const NATIVE: Rules = Rules { application_type: ApplicationType::Native, allow_http: false };

    #[test]
    fn an_address_is_exact_and_https_or_of_this_machine() {
        for good in
            ["https://app.example/cb", "https://app.example/cb?x=1", "http://localhost:3000/cb", "http://[::1]/cb"]
        {
            assert_eq!(WEB.fault(good), None, "{good}");
        }
        let bad = [
            "http://app.example/cb",
            "https://*.app.example/cb",
            "https://app.example/cb#x",
            "https://app.example/cb#",
            "https://alice@app.example/cb",
            "https://@app.example/cb",
            "/cb",
            "",
            "javascript:alert(1)",
            "data:text/html,x",
            "com.example.app:/cb",
            "http://127.0.0.2/cb",
            "http://localhost.evil.example/cb",
            "https://app.example/回调",
            "https://app.example/a b",
        ];
        for bad in bad {
            assert!(WEB.fault(bad).is_some(), "{bad}");
        }
        assert_eq!(Rules { allow_http: true, ..WEB }.fault("http://portal.intranet/cb"), None);
    }

    #[test]
    fn the_server_asks_no_machine_of_a_private_network_unless_the_client_is_in_one() {
        let inside = [
            "https://10.1.2.3/jwks",
            "https://192.168.0.1/",
            "https://169.254.169.254/latest",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://127.0.0.2/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[::ffff:10.0.0.1]/",
        ];
        for uri in inside {
            assert!(WEB.fault_of_target(uri).is_some(), "{uri}");
            assert_eq!(Rules { allow_http: true, ..WEB }.fault_of_target(uri), None, "{uri}");
        }
        for uri in ["https://app.example/jwks", "https://8.8.8.8/", "http://127.0.0.1:8080/", "https://[2606:4700::1]/"]
        {
            assert_eq!(WEB.fault_of_target(uri), None, "{uri}");
        }
        assert!(NATIVE.fault_of_target("com.example.app:/out").is_some());
    }

    #[test]
    fn a_native_program_has_any_port_of_this_machine_or_a_scheme_of_its_own() {
        assert_eq!(NATIVE.fault("com.example.app:/cb"), None);
        assert_eq!(NATIVE.fault("http://127.0.0.1/cb"), None);
        for bad in ["app:/cb", "javascript:alert(1)", "http://app.example/cb"] {
            assert!(NATIVE.fault(bad).is_some(), "{bad}");
        }
        assert!(NATIVE.matches("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb"));
        let others = [
            "http://127.0.0.1:51004/other",
            "http://localhost:51004/cb",
            "https://127.0.0.1/cb",
            "http://127.0.0.1:1@evil.example/cb",
            "http://x@127.0.0.1:1/cb",
            "http://127.0.0.1:51004/cb?x",
        ];
        for other in others {
            assert!(!NATIVE.matches("http://127.0.0.1/cb", other), "{other}");
        }
        assert!(!WEB.matches("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb"));
        assert!(!WEB.matches("https://app.example/cb", "https://app.example/cb/"));
    }
}
