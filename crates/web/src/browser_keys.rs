//! `BrowserKeys`: tells the cookies that the server gave a browser from those that somebody else planted there.
//!
//! A subdomain may set cookies for its whole domain. A login that is bound to a planted cookie would be another person's:
//! the value therefore carries a mark (HMAC-SHA-256) that only this server, or another with its sealing keys, can make.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use clock::Entropy;
use element_model::AppId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};

/// The purpose that the keys are derived for, so that a mark is worth nothing elsewhere.
const PURPOSE: &[u8] = b"wecom-login browser cookie\0";

/// Characters of the random part: 43 × 5.95 bits are 256.
const RANDOM_LEN: usize = 43;

/// The keys of marks, the one that marks first; each is derived from a sealing key.
#[derive(Clone)]
pub struct BrowserKeys(Vec<Hmac<Sha256>>);

impl BrowserKeys {
    /// Derives them from the sealing keys, the active one first.
    pub fn new(secrets: &[SecretString]) -> Self {
        let key = |secret: &SecretString| {
            let derived = Sha256::new().chain_update(PURPOSE).chain_update(secret.expose_secret().trim()).finalize();
            // A key of any length will do.
            Hmac::new_from_slice(&derived).ok()
        };
        Self(secrets.iter().filter_map(key).collect())
    }

    /// A new value for a browser at an app: random, with its mark. The host is one that is not the server's own, whose
    /// browsers' values are worth nothing elsewhere; empty at the server's own.
    pub fn make(&self, app: &AppId, host: &str, entropy: &dyn Entropy) -> String {
        let random = entropy.alphanumeric(RANDOM_LEN);
        let mark = self.0.first().map(|key| marked(key, (app, host), &random).finalize().into_bytes());
        format!("{random}.{}", URL_SAFE_NO_PAD.encode(mark.unwrap_or_default()))
    }

    /// Whether this server gave the value to a browser at this app and host; the comparison takes the same time wherever they
    /// differ.
    pub fn made(&self, app: &AppId, host: &str, value: &str) -> bool {
        let Some((random, mark)) = value.split_once('.') else { return false };
        let Ok(mark) = URL_SAFE_NO_PAD.decode(mark) else { return false };
        self.0.iter().any(|key| marked(key, (app, host), random).verify_slice(&mark).is_ok())
    }
}

fn marked(key: &Hmac<Sha256>, (app, host): (&AppId, &str), random: &str) -> Hmac<Sha256> {
    let of_app = key.clone().chain_update(app.to_string()).chain_update([0]);
    let of_host = if host.is_empty() { of_app } else { of_app.chain_update(host).chain_update([0]) };
    of_host.chain_update(random)
}

#[cfg(test)]
mod tests {
    use clock::SeededEntropy;

    use super::*;

    fn keys(secrets: &[&str]) -> BrowserKeys {
        BrowserKeys::new(&secrets.iter().map(|secret| SecretString::from(*secret)).collect::<Vec<_>>())
    }

    #[test]
    fn a_value_is_known_at_its_app_by_those_who_have_the_key() {
        let (portal, other) = ("acme.portal".parse().unwrap(), "acme.other".parse().unwrap());
        let own = keys(&["one"]);
        let value = own.make(&portal, "", &SeededEntropy::new(1));
        assert!(own.made(&portal, "", &value) && !own.made(&other, "", &value));
        assert!(keys(&["two", "one"]).made(&portal, "", &value), "the key was replaced and is still there");
        assert!(!keys(&["two"]).made(&portal, "", &value));
        let elsewhere = own.make(&portal, "login.company.example", &SeededEntropy::new(1));
        assert!(own.made(&portal, "login.company.example", &elsewhere));
        assert!(!own.made(&portal, "", &elsewhere) && !own.made(&portal, "login.company.example", &value));
        let random = &value[..RANDOM_LEN];
        for planted in ["", random, &format!("{random}."), &format!("{random}.AAAA"), &format!("A{value}")] {
            assert!(!own.made(&portal, "", planted), "{planted}");
        }
    }
}
