//! Checks for what others on this machine, or on the way, could read or imitate.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use administration::hosts::is_loopback;
use database_connection::{DatabaseUrl, Protection};
use login_type::Finding;
use secrecy::ExposeSecret;
use url::Url;
use wecom_client::ForwardProxy;

use super::report::Report;
use crate::config::Config;

const FILES: &str = "file modes";
const WAYS: &str = "encryption on the way";
const PROXIES: &str = "trusted proxies";

/// The bit of a mode by which everybody may read.
const READABLE_BY_ALL: u32 = 0o004;

/// Looks at files, connections and proxies.
pub(super) fn check(config: &Config, file: Option<&Path>, report: &mut Report) {
    report.add_all(&of_files(config, file));
    report.add_all(&of_ways(config));
    report.add_all(of_proxies(config).as_slice());
}

/// A finding for each file with a secret that everybody on this machine may read.
fn of_files(config: &Config, file: Option<&Path>) -> Vec<Finding> {
    let keys = config.encryption.files().map(|(name, path)| (format!("encryption.keys.{name}"), path));
    let own = file.filter(|file| holds_a_secret(file)).map(|file| ("the configuration".to_owned(), file));
    keys.chain(own).filter_map(|(subject, path)| of_file(subject, path)).collect()
}

/// A finding for each file of the apps with a secret that everybody on this machine may read.
pub(super) fn of_app_files(files: &BTreeSet<PathBuf>) -> Vec<Finding> {
    files.iter().filter_map(|file| of_file(file.display().to_string(), file)).collect()
}

fn of_file(subject: String, path: &Path) -> Option<Finding> {
    let finding = || {
        let next = format!("chmod 600 {0}, and chown it to the server's user", path.display());
        Finding::warning(FILES, "everybody on this machine may read the secrets in it", next).about(subject)
    };
    is_readable_by_all(path).then(finding)
}

fn is_readable_by_all(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & READABLE_BY_ALL != 0)
}

/// Whether a configuration file has a key, or a URL with a password.
fn holds_a_secret(file: &Path) -> bool {
    let Some(table) = fs::read_to_string(file).ok().and_then(|text| text.parse::<toml::Table>().ok()) else {
        return false;
    };
    let in_section = |section: &str, key: &str| table.get(section)?.get(key).cloned();
    let keys = in_section("encryption", "keys");
    let mut names = keys.iter().filter_map(toml::Value::as_table).flat_map(toml::Table::keys);
    let has_password =
        |section, key| in_section(section, key).is_some_and(|url| url.as_str().is_some_and(|url| url.contains('@')));
    names.any(|name| !name.ends_with("_file"))
        || has_password("database", "url")
        || has_password("wecom", "proxy_url")
        || has_password("http_client", "proxy_url")
}

/// A finding for each connection beyond this machine that is not encrypted and verified.
fn of_ways(config: &Config) -> Vec<Finding> {
    let addresses = [
        ("wecom.api_url", &config.wecom.api_url),
        ("wecom.open_url", &config.wecom.open_url),
        ("wecom.login_url", &config.wecom.login_url),
    ];
    let plain = addresses.into_iter().filter(|(_, url)| url.scheme() == "http" && !is_loopback(url));
    let of_wecom = plain.map(|(name, _)| {
        let next = format!("begin {name} with https://");
        Finding::warning(WAYS, "secrets and codes are sent unencrypted to another machine", next).about(name)
    });
    let proxies = [
        ("wecom.proxy_url", config.wecom.proxy_url.as_ref()),
        ("http_client.proxy_url", config.http_client.proxy_url.as_ref()),
    ];
    let of_forward_proxies = proxies.into_iter().filter_map(|(name, proxy)| of_forward_proxy(name, proxy?));
    of_database(config).into_iter().chain(of_wecom).chain(of_forward_proxies).collect()
}

fn of_database(config: &Config) -> Option<Finding> {
    let url: DatabaseUrl = config.database.url.expose_secret().parse().ok()?;
    let found = match url.protection() {
        Protection::Local | Protection::Verified => return None,
        Protection::Unverified => "is encrypted, but the server's certificate is not verified",
        Protection::Plain => "may not be encrypted",
    };
    let next = match url.engine() {
        database_connection::Engine::MySql => "add ?ssl-mode=VERIFY_IDENTITY&ssl-ca=<file> to database.url",
        _ => "add ?sslmode=verify-full&sslrootcert=<file> to database.url",
    };
    Some(Finding::warning(WAYS, format!("the connection to {} {found}", url.place()), next).about("database.url"))
}

fn of_forward_proxy(name: &str, proxy: &ForwardProxy) -> Option<Finding> {
    let url = Url::parse(&format!("http://{}", proxy.host())).ok()?;
    let finding = || {
        let found = format!("the proxy's password is sent unencrypted to {}", proxy.host());
        Finding::warning(WAYS, found, "reach the proxy by https://, or over this machine").about(name)
    };
    (proxy.has_password() && !proxy.encrypts() && !is_loopback(&url)).then(finding)
}

/// A finding where browsers come by https, which this server does not speak, and nobody in front is believed.
fn of_proxies(config: &Config) -> Option<Finding> {
    let is_https = config.server.public_url.as_ref().is_some_and(|url| url.scheme() == "https");
    let finding = || {
        let found =
            "browsers come by https, so a proxy is in front; none is named, so that all of them count as one address";
        Finding::warning(PROXIES, found, "set server.trusted_proxies to the proxy's address or network")
    };
    (is_https && config.server.trusted_proxies.is_empty()).then(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        Config::load(None).unwrap()
    }

    fn subjects(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.subject.as_deref().unwrap_or_default()).collect()
    }

    #[test]
    fn a_connection_beyond_this_machine_is_encrypted_and_verified_or_told_of() {
        let cases = [
            ("sqlite://x.db", false),
            ("postgres://u:p@127.0.0.1/d", false),
            ("postgres://u:p@localhost/d?sslmode=disable", false),
            ("postgres://u:p@db.example/d?sslmode=verify-full", false),
            ("mysql://u:p@db.example/d?ssl-mode=VERIFY_IDENTITY", false),
            ("postgres://u:p@db.example/d", true),
            ("postgres://u:p@db.example/d?sslmode=require", true),
            ("postgres://u:p@db.example/d?sslmode=verify-ca", true),
            ("mysql://u:p@10.0.0.1/d", true),
            ("mysql://u:p@db.example/d?ssl-mode=REQUIRED", true),
        ];
        for (url, is_told) in cases {
            let mut config = config();
            config.database.url = url.into();
            assert_eq!(subjects(&of_ways(&config)), if is_told { vec!["database.url"] } else { vec![] }, "{url}");
        }
        let mut config = config();
        config.wecom.api_url = "http://gateway.example".parse().unwrap();
        config.wecom.open_url = "http://127.0.0.1:1".parse().unwrap();
        config.wecom.proxy_url = Some("http://u:p@proxy.example:3128".parse().unwrap());
        config.http_client.proxy_url = Some("http://u:p@proxy.example:3128".parse().unwrap());
        assert_eq!(subjects(&of_ways(&config)), ["wecom.api_url", "wecom.proxy_url", "http_client.proxy_url"]);
    }

    #[test]
    fn https_without_a_trusted_proxy_is_told_of() {
        let mut config = config();
        assert!(of_proxies(&config).is_none());
        config.server.public_url = Some("https://login.example.com".parse().unwrap());
        assert!(of_proxies(&config).is_some());
        config.server.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
        assert!(of_proxies(&config).is_none());
    }

    #[test]
    fn a_file_with_a_secret_that_everybody_may_read_is_told_of() {
        let folder = tempfile::tempdir().unwrap();
        let (key, own) = (folder.path().join("k1"), folder.path().join("c.toml"));
        fs::write(&key, "x").unwrap();
        let told = |text: &str, mode: u32| {
            fs::write(&own, text).unwrap();
            for file in [&key, &own] {
                fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
            }
            let mut config = config();
            config.encryption.keys.insert("k1_file".to_owned(), key.to_str().unwrap().into());
            subjects(&of_files(&config, Some(&own))).join(", ")
        };
        let (with, without) = ("encryption.keys.k2 = \"x\"", "server.workers = 1");
        assert_eq!(told(with, 0o644), "encryption.keys.k1_file, the configuration");
        assert_eq!(told(without, 0o644), "encryption.keys.k1_file");
        assert_eq!(told("database.url = \"mysql://u:p@h/d\"", 0o604), "encryption.keys.k1_file, the configuration");
        assert_eq!(told(with, 0o640), "");
    }
}
