//! Whether WeCom's API answers.

use login_type::Finding;
use wecom_client::{Error, Reached};

use crate::deps::Deps;
use error_chain::ErrorChain;

const CHECK: &str = "WeCom";

/// The outcome of the one call that carries no credential.
pub(super) fn finding(deps: &Deps, reached: &Result<Reached, Error>) -> Finding {
    let api = &deps.wecom.endpoints().api_url;
    // The host alone: a URL may hold a password.
    let host = api.host_str().unwrap_or_default();
    let host = api.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    match reached {
        Ok(Reached { seen_at: Some(address), .. }) => {
            Finding::ok(CHECK, format!("{host} answers; it sees this server at {address}"))
        }
        Ok(_) => Finding::ok(CHECK, format!("{host} answers")),
        Err(failure @ Error::Decode { .. }) => Finding::error(
            CHECK,
            format!("something else than WeCom answers at {host}: {failure}"),
            "see that wecom.api_url is https://qyapi.weixin.qq.com, or a gateway that passes everything on to it",
        ),
        Err(failure) => Finding::error(
            CHECK,
            format!("{host} does not answer: {}", failure.chain()),
            format!(
                "see that this machine may connect to {host} (wecom.api_url, wecom.proxy_url, DNS, firewall), then run doctor again"
            ),
        ),
    }
}
