//! `Visit`: the request that a page is shown for, for the frame of whatever page it turns out to be.
//!
//! A page is also the answer of errors, which actix asks for one without their request; so the visit goes with the task
//! that answers, as a log line's span does.

use std::future::Future;

use actix_web::HttpRequest;

use crate::language::{self, Language};

tokio::task_local! {
    static VISIT: Visit;
}

/// The request that a page is shown for.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// The language of its page.
    pub language: Language,
    /// Its id, to quote.
    pub request_id: String,
    /// The address that shows the page again; `None` where asking once more would be another thing.
    pub address: Option<String>,
}

impl Visit {
    /// The visit of a request with this id.
    pub fn of(request: &HttpRequest, request_id: &str) -> Self {
        let is_repeatable = request.method().is_safe();
        Self {
            language: Language::of(request),
            request_id: request_id.to_owned(),
            address: is_repeatable.then(|| language::address(request)),
        }
    }

    /// The visit that is being answered.
    pub fn current() -> Self {
        VISIT.try_with(Self::clone).unwrap_or_default()
    }

    /// The visit without an address that shows its page again.
    #[must_use]
    pub fn once(self) -> Self {
        Self { address: None, ..self }
    }

    /// Answers the visit.
    pub async fn during<F: Future>(self, answer: F) -> F::Output {
        VISIT.scope(self, answer).await
    }
}
