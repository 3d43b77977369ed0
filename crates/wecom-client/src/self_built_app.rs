//! `SelfBuiltApp`: an app that a company built itself, with the secret that its token is fetched with.

use sha2::{Digest, Sha256};
use wecom_types::{AgentId, CorpId, CorpSecret};

use crate::TokenKey;

/// An app that a company built itself (自建应用), as its page in the company's admin console shows it.
#[derive(Clone, Debug)]
pub struct SelfBuiltApp {
    /// The company, by its own id (`ww…`).
    pub corp: CorpId,
    /// The app.
    pub agent: AgentId,
    /// The app's secret.
    pub secret: CorpSecret,
}

impl SelfBuiltApp {
    /// The owner of the token: another one for each secret, so that a token got with an old one is not used again.
    pub(crate) fn key(&self) -> TokenKey {
        // An eighth part of the hash tells two secrets apart, and leaves too much open to test a guess by.
        let hash = Sha256::digest(format!("{} {} {}", self.corp, self.agent, self.secret.expose_secret()));
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash);
        let secret_mark = format!("{:08x}", u32::from_be_bytes([a, b, c, d]));
        TokenKey::SelfBuilt { corp: self.corp.clone(), agent: self.agent, secret_mark }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: &str) -> String {
        let corp = CorpId::try_from("ww1").unwrap();
        let (agent, secret) = (AgentId::try_from(1_000_002).unwrap(), CorpSecret::try_from(secret).unwrap());
        SelfBuiltApp { corp, agent, secret }.key().to_string()
    }

    #[test]
    fn each_secret_has_a_token_of_its_own_whose_key_does_not_show_it() {
        assert_eq!(key("hunter2"), key("hunter2"));
        assert_ne!(key("hunter2"), key("hunter3"));
        assert!(!key("hunter2").contains("hunter"), "{}", key("hunter2"));
    }
}
