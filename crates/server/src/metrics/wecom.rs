//! Counts what the WeCom client does.

use std::time::Duration;

use wecom_client::{Endpoint, Observer, Outcome, endpoints};

use super::{
    Metrics,
    labels::{ApiErrcode, ApiLabels, ApiResult, Errcode, TokenLabels},
};

impl Observer for Metrics {
    fn called(&self, api: &'static str, outcome: Outcome, duration: Duration) {
        let result = match outcome {
            Outcome::Ok => "ok",
            Outcome::Errcode(_) => "errcode",
            Outcome::Timeout => "timeout",
            Outcome::Decode => "decode",
            _ => "transport",
        };
        self.api_calls.get_or_create(&ApiResult { api, result }).inc();
        self.api_seconds.get_or_create(&ApiLabels { api }).observe(duration.as_secs_f64());
        if let Outcome::Errcode(errcode) = outcome {
            self.api_errcodes.get_or_create(&ApiErrcode { api, errcode: Errcode::of_wecom(errcode) }).inc();
        }
        if let Some(kind) = token_kind(api) {
            self.token_fetches.get_or_create(&TokenLabels { kind, result }).inc();
        }
    }
}

/// The kind of token that an API gives, where it gives one.
fn token_kind(api: &str) -> Option<&'static str> {
    let kinds = [
        (endpoints::get_provider_token::Request::PATH, "provider"),
        (endpoints::get_suite_token::Request::PATH, "suite"),
        (endpoints::gettoken::Request::PATH, "app"),
    ];
    kinds.into_iter().find(|(path, _)| *path == api).map(|(_, kind)| kind)
}
