//! Ids and secrets of WeCom (企业微信) as types.
//!
//! An id is checked once and then passed on as it is; its case is never changed
//! ([97104](https://developer.work.weixin.qq.com/document/path/97104)). A secret never shows itself:
//! `Debug` is redacted, there is no `Display` and no `Serialize`, and comparison takes the same time for every value.
//!
//! ```
//! use wecom_types::{CorpId, PermanentCode};
//!
//! let corp: CorpId = "wpHylaFgAAZSqam2uawB3".parse()?;
//! assert_eq!(corp.as_str(), "wpHylaFgAAZSqam2uawB3");
//! assert!("two words".parse::<CorpId>().is_err());
//!
//! let code: PermanentCode = "yoLgbiNL".parse()?;
//! assert_eq!(format!("{code:?}"), "PermanentCode([redacted])");
//! assert_eq!(code.expose_secret(), "yoLgbiNL");
//! # Ok::<(), wecom_types::InvalidValue>(())
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod agent_id;
mod id;
mod ids;
mod invalid_value;
mod secret;
mod secrets;

pub use crate::{
    agent_id::AgentId,
    ids::{CorpId, OpenId, SuiteId, UserId},
    invalid_value::InvalidValue,
    secrets::{
        AccessToken, AuthCode, CorpSecret, OauthCode, PermanentCode, ProviderAccessToken, ProviderSecret,
        SuiteAccessToken, SuiteSecret, SuiteTicket, UserTicket,
    },
};

/// The README's example compiles and holds.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
