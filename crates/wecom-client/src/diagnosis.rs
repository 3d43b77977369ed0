//! The calls of an operator's check to WeCom: one each, never repeated, and nothing of it is kept.

use std::net::IpAddr;

use clock::Timestamp;
use wecom_types::SuiteId;

use crate::{
    Error, Wecom,
    endpoints::{get_provider_token, get_suite_token},
    token_fetch::suite_credential,
};

/// WeCom answered.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Reached {
    /// The time by WeCom's clock, to the second, where the answer has it.
    pub theirs: Option<Timestamp>,
    /// The time by ours when the answer was there.
    pub ours: Timestamp,
    /// The address that WeCom sees this server at, where the answer names it
    /// ([97159](https://developer.work.weixin.qq.com/document/path/97159)).
    pub seen_at: Option<IpAddr>,
}

impl Wecom {
    /// Whether WeCom answers at all; no credential is sent.
    ///
    /// # Errors
    /// There is no answer, or something else than WeCom answers.
    pub async fn reach(&self) -> Result<Reached, Error> {
        let seen = self.calls.caller.api.reach().await?;
        Ok(Reached { theirs: seen.date, ours: self.calls.caller.clock.now(), seen_at: seen.address })
    }

    /// Whether WeCom gives the suite's token for its secret and newest ticket, to this address
    /// ([97162](https://developer.work.weixin.qq.com/document/path/97162)).
    ///
    /// Always asks, for a token that is kept would hide a secret that is wrong by now. Within its lifetime WeCom gives the
    /// same token again, so this disturbs nobody who has it; it is thrown away.
    ///
    /// # Errors
    /// See [`Error::remedy`]; [`Error::NoTicket`] when nothing could be sent.
    pub async fn check_suite_secret(&self, suite: &SuiteId) -> Result<(), Error> {
        let (credential, ticket) = suite_credential(&*self.source, suite).await?;
        let request = get_suite_token::Request { suite, secret: &credential.secret, ticket: &ticket };
        self.calls.caller.api.send(&request, None).await.map(drop)
    }

    /// Whether WeCom gives the provider's token for its secret, to this address
    /// ([96237](https://developer.work.weixin.qq.com/document/path/96237)); as
    /// [`check_suite_secret`](Self::check_suite_secret).
    ///
    /// # Errors
    /// See [`Error::remedy`]; [`Error::NoProvider`] when the provider's secret is not configured.
    pub async fn check_provider_secret(&self, suite: &SuiteId) -> Result<(), Error> {
        let provider = self.source.provider(suite).await.map_err(Error::source_failed)?;
        let provider = provider.ok_or_else(|| Error::NoProvider { suite: suite.clone() })?;
        let request = get_provider_token::Request { corp_id: &provider.corp_id, secret: &provider.secret };
        self.calls.caller.api.send(&request, None).await.map(drop)
    }
}
