//! Whether login hosts lead to this server, and whether verification files come back as they were put, by the way that WeCom
//! and browsers go.

use std::{fs, path::Path};

use administration::hosts::{self, FileName, is_loopback};
use error_chain::ErrorChain;
use login_type::{Finding, HttpClient};
use storage::{Access as _, Database, LoginHost};
use url::Url;

use super::{
    probe::{Probe, look},
    report::Report,
};
use crate::{program, verification_files};

const HOST: &str = "login host";
const FILE: &str = "verification file";

/// The server as it is looked at.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) public_url: &'a Url,
    pub(super) database: &'a Database,
    pub(super) http: &'a HttpClient,
    /// The folder of verification files.
    pub(super) folder: Option<&'a Path>,
}

/// A file as it is to be served.
struct Expected {
    host: String,
    name: String,
    content: Vec<u8>,
}

/// Asks each login host who it is, and fetches each file back.
pub(super) async fn check(seen: Seen<'_>, report: &mut Report) {
    let read = async {
        let hosts = seen.database.login_hosts().list().await?;
        Ok::<_, storage::StorageError>((hosts, seen.database.verification_files().list().await?))
    };
    let (hosts, stored) = match read.await {
        Ok(read) => read,
        Err(error) => {
            let found = format!("the login hosts cannot be read: {}", error.chain());
            return report.add(&Finding::error(HOST, found, "see what is said of the database"));
        }
    };
    for host in &hosts {
        report.add(&of_host(seen, host).await.about(format!("{} of {}", host.owner.id(), host.app)));
    }
    let stored = stored.into_iter().map(|file| {
        let content = file.content.into_bytes();
        Expected { host: file.host, name: file.name, content }
    });
    let mut files: Vec<Expected> = stored.collect();
    files.extend(of_folder(seen, &hosts, &files));
    for file in &files {
        report.add(&of_file(seen, &hosts, file).await.about(format!("{}/{}", file.host, file.name)));
    }
}

async fn of_host(seen: Seen<'_>, host: &LoginHost) -> Finding {
    let origin = host.url.trim_end_matches('/');
    let Ok(url) = Url::parse(&host.url) else {
        let next = format!("set it anew: {} host set", program::name());
        return Finding::error(HOST, format!("{origin} is no address"), next);
    };
    if url.host_str() == seen.public_url.host_str() {
        let next = format!("remove it ({} host remove), or change server.public_url", program::name());
        return Finding::error(HOST, format!("{origin} has the host name of server.public_url"), next);
    }
    let path = host.app.replacen('.', "/", 1);
    let issuer = format!("{}/{path}", seen.public_url.as_str().trim_end_matches('/'));
    let probe = look(seen.http, &format!("{origin}/{path}/.well-known/openid-configuration")).await;
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
            let next = format!("redirect URI {}", hosts::redirect_uri(&host.app, origin));
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

async fn of_file(seen: Seen<'_>, hosts: &[LoginHost], file: &Expected) -> Finding {
    let Some(base) = base(seen, hosts, &file.host) else {
        let next = format!("make it a login host ({} host set), or remove the file", program::name());
        return Finding::warning(FILE, format!("{} is no host of this server: it is not served", file.host), next);
    };
    let url = format!("{base}/{}", file.name);
    let next = "WeCom reads the file there: have the proxy pass the path on to this server, as it is";
    match look(seen.http, &url).await {
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
fn base(seen: Seen<'_>, hosts: &[LoginHost], name: &str) -> Option<String> {
    let is_own = seen.public_url.host_str().is_some_and(|own| own.eq_ignore_ascii_case(name));
    let of_others = || hosts.iter().find(|host| hosts::host_name(host).as_deref() == Some(name));
    let url = if is_own { seen.public_url.as_str() } else { of_others()?.url.as_str() };
    Some(url.trim_end_matches('/').to_owned())
}

/// The files of the folder that no stored one comes before.
fn of_folder(seen: Seen<'_>, hosts: &[LoginHost], stored: &[Expected]) -> Vec<Expected> {
    let Some(folder) = seen.folder else { return Vec::new() };
    let own = seen.public_url.host_str().unwrap_or_default().to_owned();
    let mut places = vec![(own, folder.to_owned())];
    places.extend(hosts.iter().filter_map(hosts::host_name).map(|name| (name.clone(), folder.join(name))));
    places.dedup();
    let mut found = Vec::new();
    for (host, folder) in places {
        let names =
            fs::read_dir(&folder).into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        for name in names.filter_map(|name| FileName::of(&name)) {
            let is_stored = stored.iter().any(|file| file.host == host && file.name == name.to_string());
            let content = verification_files::read(&folder, &name).ok().flatten().filter(|_| !is_stored);
            found.extend(content.map(|content| Expected { host: host.clone(), name: name.to_string(), content }));
        }
    }
    found
}
