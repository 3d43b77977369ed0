//! Fetching a token: provider (96237), suite (97162), app (97164).

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;
use wecom_types::{CorpId, SuiteId, SuiteTicket};

use crate::{
    CorpCredential, CredentialSource, Error, ProviderCredential, Remedy, StoredToken, SuiteCredential, TokenKey,
    caller::Caller,
    endpoints::{get_provider_token, get_suite_token, gettoken},
};

/// Whose token is wanted, with what it is fetched with.
#[derive(Clone, Debug)]
pub(crate) enum Holder {
    Provider(ProviderCredential),
    /// Its secret and ticket are read when a token is really fetched.
    Suite(SuiteId),
    App(SuiteId, CorpId, CorpCredential),
}

impl Holder {
    pub(crate) fn key(&self) -> TokenKey {
        match self {
            Self::Provider(provider) => TokenKey::Provider { corp: provider.corp_id.clone() },
            Self::Suite(suite) => TokenKey::Suite { suite: suite.clone() },
            Self::App(suite, corp, credential) => {
                let code_version = credential.code_version;
                TokenKey::App { suite: suite.clone(), corp: corp.clone(), code_version }
            }
        }
    }
}

/// Fetches the holder's token from WeCom.
pub(crate) async fn fetch(
    caller: Caller,
    source: Arc<dyn CredentialSource>,
    holder: Holder,
) -> Result<StoredToken, Error> {
    // From before the call: a token must not be thought to live longer than it does.
    let now = caller.clock.now();
    let (value, expires_in) = match &holder {
        Holder::Provider(provider) => {
            let request = get_provider_token::Request { corp_id: &provider.corp_id, secret: &provider.secret };
            let response = caller.call(&request, None).await?;
            (response.provider_access_token.into_secret_string(), response.expires_in)
        }
        Holder::Suite(suite) => suite_token(&caller, &*source, suite).await?,
        Holder::App(_, corp, credential) => {
            let request = gettoken::Request { corp, permanent_code: &credential.permanent_code };
            let response = caller.call(&request, None).await?;
            (response.access_token.into_secret_string(), response.expires_in)
        }
    };
    Ok(StoredToken { value, expires_at: now + Duration::from_secs(expires_in.into()) })
}

/// Fetches a suite's token; a refused ticket is tried again only when a newer one has come meanwhile.
async fn suite_token(
    caller: &Caller,
    source: &dyn CredentialSource,
    suite: &SuiteId,
) -> Result<(SecretString, u32), Error> {
    let (credential, ticket) = suite_credential(source, suite).await?;
    let request = get_suite_token::Request { suite, secret: &credential.secret, ticket: &ticket };
    let response = match caller.call(&request, None).await {
        Err(error) if error.remedy() == Remedy::WaitForTicket => {
            let (credential, newer) = suite_credential(source, suite).await?;
            if newer == ticket {
                return Err(error);
            }
            let request = get_suite_token::Request { suite, secret: &credential.secret, ticket: &newer };
            caller.call(&request, None).await?
        }
        answered => answered?,
    };
    Ok((response.suite_access_token.into_secret_string(), response.expires_in))
}

async fn suite_credential(
    source: &dyn CredentialSource,
    suite: &SuiteId,
) -> Result<(SuiteCredential, SuiteTicket), Error> {
    let credential = source.suite(suite).await.map_err(Error::source_failed)?;
    let ticket = credential.ticket.clone().ok_or_else(|| Error::NoTicket { suite: suite.clone() })?;
    Ok((credential, ticket))
}
