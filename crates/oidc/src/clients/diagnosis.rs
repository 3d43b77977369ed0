//! The addresses of clients that this server asks by itself, looked at for an operator who asks: their keys, and where they
//! hear of log-outs.

use element_type::{ElementInstance as _, Examination, Finding, HttpError, HttpRequest, InstanceName, Instances};
use serde_json::Value;
use url::Url;

use super::{Client, redirect_uri::is_loopback};

const KEYS: &str = "client keys";
const LOG_OUTS: &str = "client log-outs";
/// The way on for an address of a private network.
const INTRANET: &str =
    "set allowHttp where the client is in an intranet, or give the address by which it is reached from outside";

/// The findings about each client that is switched on and has such an address.
pub(super) async fn diagnose(instances: &Instances<Client>, examination: &Examination<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, client) in instances.iter().filter(|(_, client)| client.is_active()) {
        if let Some(uri) = &client.config.jwks_uri {
            findings.push(keys(examination.http.get(uri), (uri, client), name).await);
        }
        if let Some(uri) = &client.config.backchannel_logout_uri {
            findings.push(log_outs((uri, client), name, examination).await);
        }
    }
    findings
}

/// The request as the server itself would send it to a client: by no redirect, and into no private network unless the client
/// is in one.
fn as_served<'a>(request: HttpRequest<'a>, client: &Client) -> HttpRequest<'a> {
    if client.config.allow_http { request } else { request.outside_private_networks() }
}

async fn keys(request: HttpRequest<'_>, (uri, client): (&str, &Client), name: &InstanceName) -> Finding {
    let read: Result<Value, HttpError> = async { as_served(request, client).send().await?.json() }.await;
    let next = format!("let {uri} answer with the client's JSON Web Key Set, or write the keys into jwks");
    let finding = match read {
        Err(error @ HttpError::PrivateNetwork { .. }) => {
            Finding::error(KEYS, format!("jwksUri is not asked: {error}"), INTRANET)
        }
        Err(error) => Finding::error(KEYS, format!("jwksUri cannot be read: {error}"), next),
        Ok(keys) if keys["keys"].as_array().is_some_and(|keys| !keys.is_empty()) => {
            Finding::ok(KEYS, format!("{uri} has them"))
        }
        Ok(_) => Finding::error(KEYS, "jwksUri answers without a key: no assertion of the client holds", next),
    };
    finding.about(name.to_string())
}

/// Any answer shows that somebody is there: to a question without a token a client answers with an error.
async fn log_outs((uri, client): (&str, &Client), name: &InstanceName, examination: &Examination<'_>) -> Finding {
    let next =
        "correct backchannelLogoutUri, or start the client; log-outs that it misses are sent again for three days";
    let is_elsewhere = Url::parse(examination.public_url).is_ok_and(|url| !is_loopback(&url));
    let finding = if is_elsewhere && Url::parse(uri).is_ok_and(|uri| is_loopback(&uri)) {
        let found = format!("backchannelLogoutUri {uri} is an address of this machine alone");
        Finding::warning(LOG_OUTS, found, "give the address by which this server reaches the client")
    } else {
        match as_served(examination.http.get(uri), client).send().await {
            Ok(_) => Finding::ok(LOG_OUTS, format!("{uri} answers")),
            Err(error @ HttpError::PrivateNetwork { .. }) => {
                Finding::error(LOG_OUTS, format!("backchannelLogoutUri is not asked: {error}"), INTRANET)
            }
            Err(error) => {
                Finding::warning(LOG_OUTS, format!("nobody answers at backchannelLogoutUri {uri}: {error}"), next)
            }
        }
    };
    finding.about(name.to_string())
}
