//! Fetching a token: provider
//! ([96237](https://developer.work.weixin.qq.com/document/path/96237)), suite ([97162](https://developer.work.weixin.qq.com/document/path/97162)), app ([97164](https://developer.work.weixin.qq.com/document/path/97164)).

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;
use wecom_types::{CorpId, SuiteId, SuiteTicket};

use crate::{
    CorpCredential, CredentialSource, Error, ProviderCredential, Remedy, StoredToken, SuiteCredential, TokenKey,
    caller::Caller,
    endpoints::{get_provider_token, get_suite_token, gettoken},
};

/// The owner of the token that is wanted, with the credential that it is fetched with.
#[derive(Clone, Debug)]
pub(crate) enum Holder {
    Provider(ProviderCredential),
    /// Its secret and ticket are read when a token is really fetched.
    Suite(SuiteId),
    /// With the version of its permanent code, which is read when a token is really fetched.
    App(SuiteId, CorpId, i64),
}

impl Holder {
    pub(crate) fn key(&self) -> TokenKey {
        match self {
            Self::Provider(provider) => TokenKey::Provider { corp: provider.corp_id.clone() },
            Self::Suite(suite) => TokenKey::Suite { suite: suite.clone() },
            Self::App(suite, corp, code_version) => {
                TokenKey::App { suite: suite.clone(), corp: corp.clone(), code_version: *code_version }
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
        Holder::App(suite, corp, _) => app_token(&caller, &*source, suite, corp).await?,
    };
    Ok(StoredToken { value, expires_at: now + Duration::from_secs(expires_in.into()) })
}

/// The secret that the app's token in a company is fetched with, unless WeCom refused it.
pub(crate) async fn app_credential(
    source: &dyn CredentialSource,
    suite: &SuiteId,
    corp: &CorpId,
) -> Result<CorpCredential, Error> {
    let credential = source.corp(suite, corp).await.map_err(Error::source_failed)?;
    let credential = credential.ok_or_else(|| Error::NoCredential { suite: suite.clone(), corp: corp.clone() })?;
    match credential.refused {
        Some(errcode) => Err(Error::Stopped { suite: suite.clone(), corp: corp.clone(), errcode }),
        None => Ok(credential),
    }
}

/// Fetches an app's token with the permanent code as it is now: while this process waited for its turn, another one may
/// have been refused with it, or got a new one.
async fn app_token(
    caller: &Caller,
    source: &dyn CredentialSource,
    suite: &SuiteId,
    corp: &CorpId,
) -> Result<(SecretString, u32), Error> {
    let credential = app_credential(source, suite, corp).await?;
    let asked_at = caller.clock.now();
    let request = gettoken::Request { corp, secret: gettoken::Secret::PermanentCode(&credential.permanent_code) };
    let error = match caller.call(&request, None).await {
        Ok(response) => return Ok((response.access_token.into_secret_string(), response.expires_in)),
        Err(error) => error,
    };
    if let Some(errcode) = error.stops_corp()
        && let Err(failure) = source.refused(suite, corp, credential.code_version, errcode, asked_at).await
    {
        tracing::error!(suite.id = %suite, corp.id = %corp, errcode, error = failure, "a refusal could not be noted");
    }
    Err(error)
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

pub(crate) async fn suite_credential(
    source: &dyn CredentialSource,
    suite: &SuiteId,
) -> Result<(SuiteCredential, SuiteTicket), Error> {
    let credential = source.suite(suite).await.map_err(Error::source_failed)?;
    let ticket = credential.ticket.clone().ok_or_else(|| Error::NoTicket { suite: suite.clone() })?;
    Ok((credential, ticket))
}
