//! Whether login hosts lead to this server, and whether verification files come back as they were put, by the way that WeCom
//! and browsers go.

mod probe;

use futures::future::{join, join_all};
use login_type::{Finding, HttpClient};
use storage::{LoginHost, VerificationFile};
use url::Url;

use self::probe::{Probe, look};
use super::is_loopback;

const HOST: &str = "login host";
const FILE: &str = "verification file";

/// The way by which hosts are looked at.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Where browsers reach the server.
    pub public_url: &'a Url,
    /// The client to ask with.
    pub http: &'a HttpClient,
    /// The program that the operator calls, for hints.
    pub program: &'a str,
}

/// A verification file as it is to be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedFile {
    /// The name of the host.
    pub host: String,
    /// The name of the file.
    pub name: String,
    /// Its content, byte for byte.
    pub content: Vec<u8>,
}

impl From<VerificationFile> for ServedFile {
    fn from(file: VerificationFile) -> Self {
        Self { host: file.host, name: file.name, content: file.content.into_bytes() }
    }
}

/// Asks each login host who it is, and fetches each file back, all at once: a finding about each.
pub async fn examine(view: View<'_>, hosts: &[LoginHost], files: &[ServedFile]) -> Vec<Finding> {
    let of_hosts = hosts.iter().map(async |host| {
        let subject = format!("{} of {}", host.owner.id(), host.app);
        of_host(view, host).await.about(subject)
    });
    let of_files =
        files.iter().map(async |file| of_file(view, hosts, file).await.about(format!("{}/{}", file.host, file.name)));
    let (mut found, of_files) = join(join_all(of_hosts), join_all(of_files)).await;
    found.extend(of_files);
    found
}

async fn of_host(view: View<'_>, host: &LoginHost) -> Finding {
    let origin = host.url.trim_end_matches('/');
    let Ok(url) = Url::parse(&host.url) else {
        let next = format!("set it anew: {} host set", view.program);
        return Finding::error(HOST, format!("{origin} is no address"), next);
    };
    if url.host_str() == view.public_url.host_str() {
        let next = format!("remove it ({} host remove), or change server.public_url", view.program);
        return Finding::error(HOST, format!("{origin} has the host name of server.public_url"), next);
    }
    let path = host.app.replacen('.', "/", 1);
    let issuer = format!("{}/{path}", view.public_url.as_str().trim_end_matches('/'));
    let probe = look(view.http, &format!("{origin}/{path}/.well-known/openid-configuration")).await;
    let elsewhere = "lead the host to this server: DNS, and a proxy that passes the host on";
    match probe {
        Probe::Unreachable(cause) => {
            let next = "see to DNS, certificate and proxy of the host: WeCom sends its members back there";
            Finding::error(HOST, format!("{origin} cannot be reached from here: {cause}"), next)
        }
        Probe::Redirect(to) => Finding::error(HOST, format!("{origin} redirects to {to}"), elsewhere),
        Probe::Answer { status: 200, body } if issuer_of(&body).as_deref() == Some(&issuer) => {
            if is_open(origin) {
                let next = "set it to https: by http anybody on the way can take over a login";
                return Finding::warning(HOST, format!("{origin} leads here, but is not https"), next);
            }
            let next = format!("redirect URI {}", super::redirect_uri(&host.app, origin));
            Finding::ok(HOST, format!("{origin} leads here")).advising(next)
        }
        Probe::Answer { status, .. } => {
            let found = format!("{origin} leads elsewhere: it does not know the issuer {issuer} (HTTP {status})");
            Finding::error(HOST, found, elsewhere)
        }
    }
}

/// Whether what goes to an address goes unencrypted beyond this machine.
fn is_open(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.scheme() != "https" && !is_loopback(&url))
}

fn issuer_of(body: &[u8]) -> Option<String> {
    let metadata: serde_json::Value = serde_json::from_slice(body).ok()?;
    metadata["issuer"].as_str().map(str::to_owned)
}

async fn of_file(view: View<'_>, hosts: &[LoginHost], file: &ServedFile) -> Finding {
    let Some(base) = base(view, hosts, &file.host) else {
        let next = format!("make it a login host ({} host set), or remove the file", view.program);
        return Finding::warning(FILE, format!("{} is no host of this server: it is not served", file.host), next);
    };
    let url = format!("{base}/{}", file.name);
    let next = "WeCom reads the file there: have the proxy pass the path on to this server, as it is";
    match look(view.http, &url).await {
        Probe::Answer { status: 200, body } if body == file.content && is_open(&url) => {
            let next = "set the host to https: by http anybody on the way can answer in its place";
            Finding::warning(FILE, format!("{url} gives it back, but not by https"), next)
        }
        Probe::Answer { status: 200, body } if body == file.content => {
            Finding::ok(FILE, format!("{url} gives it back"))
        }
        Probe::Answer { status: 200, body } => {
            let (came, right) = (body.len(), file.content.len());
            Finding::error(FILE, format!("{url} gives other bytes: {came}, and {right} were put"), next)
        }
        Probe::Answer { status: 404, .. } => Finding::error(FILE, format!("{url} is not found"), next),
        Probe::Answer { status, .. } => Finding::error(FILE, format!("{url} answers HTTP {status}"), next),
        Probe::Redirect(to) => Finding::error(FILE, format!("{url} redirects to {to}: WeCom may not follow"), next),
        Probe::Unreachable(cause) => Finding::error(FILE, format!("{url} cannot be reached from here: {cause}"), next),
    }
}

/// The origin by which a host is reached.
fn base(view: View<'_>, hosts: &[LoginHost], name: &str) -> Option<String> {
    let is_own = view.public_url.host_str().is_some_and(|own| own.eq_ignore_ascii_case(name));
    let of_others = || hosts.iter().find(|host| super::host_name(host).as_deref() == Some(name));
    let url = if is_own { view.public_url.as_str() } else { of_others()?.url.as_str() };
    Some(url.trim_end_matches('/').to_owned())
}
