//! The ledger of every secret ever given out, so that a test can look for them in logs.

use serde::Serialize;

/// The owner of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SecretKind {
    ProviderSecret,
    SuiteSecret,
    CallbackToken,
    EncodingAesKey,
    SuiteTicket,
    ProviderAccessToken,
    SuiteAccessToken,
    AccessToken,
    AuthCode,
    PermanentCode,
    CorpSecret,
    OauthCode,
    UserTicket,
}

/// A secret.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Issued {
    pub(crate) kind: SecretKind,
    pub(crate) value: String,
}

/// All secrets since the last reset, oldest first.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct Ledger(Vec<Issued>);

impl Ledger {
    /// Notes a secret.
    pub(crate) fn note(&mut self, kind: SecretKind, value: &str) {
        self.0.push(Issued { kind, value: value.to_owned() });
    }
}
