//! `Endpoint`: the one form in which every API call is described.

use serde::de::DeserializeOwned;

/// The owner of the token that a call carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nobody's: the call fetches a token.
    None,
    /// The provider's ([96237](https://developer.work.weixin.qq.com/document/path/96237)).
    Provider,
    /// The suite's ([97162](https://developer.work.weixin.qq.com/document/path/97162)).
    Suite,
    /// The token of the app in one company ([97164](https://developer.work.weixin.qq.com/document/path/97164)).
    App,
}

impl Access {
    /// The query parameter that the token goes into.
    pub(crate) const fn parameter(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Provider => Some("provider_access_token"),
            Self::Suite => Some("suite_access_token"),
            Self::App => Some("access_token"),
        }
    }
}

/// Whether a call may be sent again when nobody knows what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Yes: twice has the effect of once.
    Safe,
    /// Never: it uses up a code.
    Never,
}

/// The content of a call besides its token.
#[derive(Debug)]
pub enum Payload<'a> {
    /// GET with these parameters.
    Get(Vec<(&'static str, &'a str)>),
    /// POST with this JSON.
    Post(serde_json::Value),
}

/// An API call: its request and its answer.
pub trait Endpoint: Send + Sync {
    /// WeCom's answer when it succeeds.
    type Response: DeserializeOwned + Send;

    /// The path below `/cgi-bin/`; names the call in errors, spans and metrics too.
    const PATH: &'static str;

    /// The owner of the token that it carries.
    const ACCESS: Access;

    /// Whether it may be sent again.
    const REPEAT: Repeat;

    /// Its request.
    fn payload(&self) -> Payload<'_>;
}
