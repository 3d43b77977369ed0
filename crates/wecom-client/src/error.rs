//! `Error`: why a call to WeCom did not succeed. No variant ever holds a URL, a token, a code or a secret.

use std::sync::Arc;

use wecom_types::{AgentId, CorpId, SuiteId};

use crate::{
    BoxError, Endpoint, Remedy,
    endpoints::{get_provider_token, get_suite_token},
    errmsg, policy,
};

/// A cause that several waiters for one token share.
pub type SharedError = Arc<dyn std::error::Error + Send + Sync>;

/// Why a call to WeCom did not succeed.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// WeCom answered with an error code.
    #[error("{api}: errcode {errcode}: {errmsg}")]
    Api {
        /// The call.
        api: &'static str,
        /// WeCom's code.
        errcode: i64,
        /// WeCom's reason, shortened.
        errmsg: String,
    },
    /// WeCom did not answer in time; what became of the call is not known.
    #[error("{api}: no answer in time")]
    Timeout {
        /// The call.
        api: &'static str,
    },
    /// There was no connection, or it broke.
    #[error("{api}: the connection failed")]
    Transport {
        /// The call.
        api: &'static str,
        /// The connection's error.
        #[source]
        source: SharedError,
    },
    /// The answer is not WeCom's.
    #[error("{api}: HTTP status {status}, and the answer {problem}")]
    Decode {
        /// The call.
        api: &'static str,
        /// The HTTP status.
        status: u16,
        /// The problem.
        problem: DecodeProblem,
    },
    /// There is no `suite_ticket` of the last 30 minutes
    /// ([97173](https://developer.work.weixin.qq.com/document/path/97173)).
    #[error("suite {suite} has no fresh suite_ticket")]
    NoTicket {
        /// The suite.
        suite: SuiteId,
    },
    /// There is no permanent code for the company.
    #[error("company {corp} has not authorised suite {suite}, or no longer")]
    NoCredential {
        /// The suite.
        suite: SuiteId,
        /// The company.
        corp: CorpId,
    },
    /// The provider's corp id and secret are not known.
    #[error("suite {suite} has no provider credential")]
    NoProvider {
        /// The suite.
        suite: SuiteId,
    },
    /// Nothing was sent, since WeCom refused this company's permanent code before.
    #[error("company {corp} of suite {suite} is stopped: WeCom refused its permanent code with errcode {errcode}")]
    Stopped {
        /// The suite.
        suite: SuiteId,
        /// The company.
        corp: CorpId,
        /// With which code.
        errcode: i64,
    },
    /// WeCom refused the secret of an app that the company built itself, now or within the last hour.
    #[error("WeCom refused the secret of app {agent} of company {corp} with errcode {errcode}")]
    SecretRefused {
        /// The company.
        corp: CorpId,
        /// The app.
        agent: AgentId,
        /// With which code.
        errcode: i64,
    },
    /// The [`CredentialSource`](crate::CredentialSource) failed.
    #[error("the credentials cannot be read")]
    Source(#[source] SharedError),
    /// The [`TokenStore`](crate::TokenStore) failed, so that no token is fetched.
    #[error("the stored tokens cannot be read or written")]
    Store(#[source] SharedError),
    /// Another process fetches the token and did not finish in time.
    #[error("the token that is being fetched from WeCom did not come in time")]
    FetchedElsewhere,
    /// A URL in [`Endpoints`](crate::Endpoints) is not http or https.
    #[error("{field} is not an http or https URL")]
    Endpoint {
        /// The field.
        field: &'static str,
    },
    /// The HTTP client cannot be made, for instance as the system has no CA certificates.
    #[error("no HTTP client")]
    Client(#[source] SharedError),
}

/// The problem of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeProblem {
    /// It is not JSON.
    #[error("is not JSON")]
    NotJson,
    /// It is JSON that ends too early.
    #[error("is cut off")]
    CutOff,
    /// A field is missing or of another type.
    #[error("has not the documented form")]
    Form,
    /// It is longer than any answer of WeCom's.
    #[error("is too long")]
    TooLong,
    /// The HTTP status is not one of success.
    #[error("is not one of success")]
    Status,
}

impl Error {
    /// WeCom's error code, where there is one.
    pub fn errcode(&self) -> Option<i64> {
        match self {
            Self::Api { errcode, .. } | Self::Stopped { errcode, .. } | Self::SecretRefused { errcode, .. } => {
                Some(*errcode)
            }
            _ => None,
        }
    }

    /// The remedy.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Api { errcode, errmsg, .. } => match policy::rule(*errcode).map(|rule| rule.remedy.clone()) {
                Some(Remedy::AllowIp { .. }) => {
                    Remedy::AllowIp { ip: errmsg::caller_ip(errmsg).map(|ip| ip.to_string()) }
                }
                known => known.unwrap_or(Remedy::Retry),
            },
            Self::Timeout { .. }
            | Self::Transport { .. }
            | Self::Decode { .. }
            | Self::Source(_)
            | Self::Store(_)
            | Self::FetchedElsewhere => Remedy::Retry,
            Self::NoTicket { .. } => Remedy::WaitForTicket,
            Self::NoCredential { .. } => Remedy::CorpCancelled,
            Self::Stopped { .. } | Self::SecretRefused { .. } => Remedy::StopCorp,
            Self::NoProvider { .. } | Self::Endpoint { .. } | Self::Client(_) => Remedy::Misconfigured,
        }
    }

    /// The remedy for a person, as a sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Api { errcode, .. } => policy::rule(*errcode).map_or(policy::UNKNOWN, |rule| rule.advice),
            Self::Timeout { .. } | Self::Transport { .. } | Self::Decode { .. } => policy::UNREACHABLE,
            Self::NoTicket { .. } => policy::TICKET,
            Self::NoCredential { .. } => policy::CANCELLED,
            Self::Stopped { .. } => policy::RESET,
            Self::SecretRefused { .. } => policy::APP_SECRET,
            Self::NoProvider { .. } => policy::PROVIDER,
            Self::Source(_) | Self::Store(_) => "check that the database works",
            Self::FetchedElsewhere => policy::TRY_AGAIN,
            Self::Endpoint { .. } => "give a URL that begins with http:// or https://",
            Self::Client(_) => "install the system's CA certificates",
        }
    }

    /// The remedy for the administrator of a company, whose own app it is about: there is no provider.
    pub fn self_built_advice(&self) -> &'static str {
        self.errcode().and_then(policy::self_built_advice).unwrap_or_else(|| self.advice())
    }

    /// WeCom's number, if WeCom just said that the company's own credential is of no use any more. A suite whose secret
    /// is wrong does not make its companies' credentials wrong, and what was said before is no news.
    pub fn stops_corp(&self) -> Option<i64> {
        let Self::Api { api, errcode, .. } = self else { return None };
        let of_corp = ![get_suite_token::Request::PATH, get_provider_token::Request::PATH].contains(api);
        (of_corp && self.remedy().stops_corp()).then_some(*errcode)
    }

    /// Whether the same call may succeed later without anybody doing anything; never send a one-use code again all the same.
    pub fn is_retryable(&self) -> bool {
        self.remedy().is_retryable()
    }

    pub(crate) fn source_failed(error: BoxError) -> Self {
        Self::Source(Arc::from(error))
    }

    pub(crate) fn store_failed(error: BoxError) -> Self {
        Self::Store(Arc::from(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(errcode: i64, errmsg: &str) -> Error {
        Error::Api { api: "gettoken", errcode, errmsg: errmsg.to_owned() }
    }

    #[test]
    fn a_suite_whose_secret_is_wrong_stops_none_of_its_companies() {
        let of = |api| Error::Api { api, errcode: 40001, errmsg: String::new() }.stops_corp();
        assert_eq!(of("gettoken"), Some(40001));
        assert_eq!(of("service/get_suite_token"), None);
        let (suite, corp) = (SuiteId::try_from("dk1").unwrap(), CorpId::try_from("wp1").unwrap());
        assert_eq!(Error::Stopped { suite, corp, errcode: 40001 }.stops_corp(), None, "WeCom said that before");
        assert_eq!(api(40029, "invalid code").stops_corp(), None);
    }

    #[test]
    fn a_refused_address_is_named() {
        let error = api(60020, "not allow to access from your ip, from ip: 203.0.113.7");
        assert_eq!(error.remedy(), Remedy::AllowIp { ip: Some("203.0.113.7".to_owned()) });
        assert_eq!(api(60020, "not allow").remedy(), Remedy::AllowIp { ip: None });
    }

    #[test]
    fn every_error_has_a_remedy_and_an_advice() {
        let (suite, corp) = (SuiteId::try_from("dk1").unwrap(), CorpId::try_from("wp1").unwrap());
        let cases = [
            (api(42001, ""), Remedy::RefreshToken, true),
            (api(99999, ""), Remedy::Retry, true),
            (api(40029, ""), Remedy::RestartLogin, false),
            (Error::Timeout { api: "gettoken" }, Remedy::Retry, true),
            (Error::NoTicket { suite: suite.clone() }, Remedy::WaitForTicket, true),
            (Error::store_failed("no connection".into()), Remedy::Retry, true),
            (Error::FetchedElsewhere, Remedy::Retry, true),
            (Error::NoCredential { suite: suite.clone(), corp: corp.clone() }, Remedy::CorpCancelled, false),
            (Error::NoProvider { suite: suite.clone() }, Remedy::Misconfigured, false),
            (Error::Stopped { suite, corp, errcode: 40001 }, Remedy::StopCorp, false),
        ];
        for (error, remedy, retryable) in cases {
            assert_eq!((error.remedy(), error.is_retryable()), (remedy, retryable), "{error}");
            assert!(!error.advice().is_empty());
        }
    }
}
