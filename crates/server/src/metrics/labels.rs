//! The labels of the metrics.

use std::fmt::{Error, Write};

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use web::errcode;
use wecom_client::policy;

use super::OTHER;

/// Declares the labels of one family.
macro_rules! labels {
    ($($name:ident { $($field:ident: $type:ty),+ })+) => {$(
        #[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
        pub(super) struct $name {
            $(pub(super) $field: $type,)+
        }
    )+};
}

labels! {
    HttpLabels { route: String, status: &'static str }
    LimitLabels { limit: &'static str }
    RpcLabels { element: String, function: String, errcode: Errcode }
    EventLabels { event: String, result: &'static str }
    ReasonLabels { reason: &'static str }
    StateLabels { state: &'static str }
    LoginLabels { way: &'static str, result: &'static str }
    OpenidLabels { endpoint: &'static str, result: &'static str }
    ApiLabels { api: &'static str }
    ApiResult { api: &'static str, result: &'static str }
    ApiErrcode { api: &'static str, errcode: Errcode }
    TokenLabels { kind: &'static str, result: &'static str }
    SuiteLabels { suite: String }
    CorpLabels { suite: String, corp: String }
    EditLabels { result: &'static str }
    HostLabels { host: String }
    HostResult { host: String, result: &'static str }
}

/// An error code that is known, or another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Errcode {
    Known(i64),
    Other,
}

impl Errcode {
    /// An error code of WeCom's.
    pub(super) fn of_wecom(errcode: i64) -> Self {
        if policy::rule(errcode).is_some() { Self::Known(errcode) } else { Self::Other }
    }

    /// An error code that a function answers: ours, or WeCom's passed through.
    pub(super) fn of_ours(errcode: i64) -> Self {
        if errcode::TABLE.iter().any(|(known, _)| *known == errcode) {
            return Self::Known(errcode);
        }
        Self::of_wecom(errcode)
    }
}

impl EncodeLabelValue for Errcode {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), Error> {
        match self {
            Self::Known(errcode) => errcode.encode(encoder),
            Self::Other => encoder.write_str(OTHER),
        }
    }
}

/// The class of a status.
pub(super) fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
