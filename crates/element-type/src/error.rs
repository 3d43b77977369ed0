//! `CallError`: why a function could not answer, by kind, with a message for a person.

use std::{error::Error, fmt, num::NonZeroI64, time::Duration};

use element_model::{ArgumentError, Text};

/// The most characters of a provider's code that are answered.
const LONGEST_CODE: usize = 64;

/// The kind of a failure; the server gives each kind its number and, where a function answers plain HTTP, its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A required argument or field is missing.
    MissingArgument,
    /// An argument or field has another type than declared.
    WrongType,
    /// An argument that the function does not declare.
    UndeclaredArgument,
    /// An argument whose value is not one of those allowed, or too long.
    ValueNotAllowed,
    /// No such app.
    UnknownApp,
    /// No such element in the app.
    UnknownElement,
    /// No such function of the element.
    UnknownFunction,
    /// The function needs a logged-in user.
    LoginRequired,
    /// The function needs an administrator.
    AdminRequired,
    /// The instance is switched off.
    InstanceInactive,
    /// The company has not authorised the app, or no longer.
    CorpNotAuthorised,
    /// No company goes by what was given.
    UnknownCompany,
    /// Somebody else has this name already.
    NameTaken,
    /// Somebody who is not a member, or not any more, or not within the app's visible range.
    LoginRefused,
    /// A login code that is unknown, used or expired.
    LoginCodeInvalid,
    /// A refresh token that is unknown, spent or expired.
    RefreshTokenInvalid,
    /// A user that does not exist.
    UnknownUser,
    /// The binding belongs to somebody else, or there is none.
    BindingConflict,
    /// Somebody else is changing the same thing.
    EditConflict,
    /// No such callback record.
    UnknownRecord,
    /// A body, envelope or message that cannot be read.
    Malformed,
    /// A body over the limit.
    TooLarge,
    /// Asked too often: by one address, for one company, or with codes that turned out to be wrong.
    TooManyRequests {
        /// When the next request is answered.
        retry_after: Duration,
    },
    /// A signature or receiveid that does not fit.
    Forged,
    /// No instance is the one that a message is for.
    UnknownAddressee,
    /// The identity provider refused. Its own code is not the answer's: [`CallError::provider_refused`] puts it beside.
    ProviderRefused,
    /// WeCom refused, with this errcode of its own, which is the answer's too: callers of the login types of WeCom have
    /// always gone by these numbers. For those alone; any other login type says [`ProviderRefused`](Self::ProviderRefused),
    /// and a number that means something else here is answered as that one.
    Upstream(NonZeroI64),
    /// The provider cannot be reached, does not answer in time, or is not ready.
    UpstreamUnavailable,
    /// The database cannot be reached.
    Unavailable,
    /// A mistake of ours.
    Internal,
}

/// Why a function could not answer.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CallError {
    kind: ErrorKind,
    message: String,
    provider_code: Option<String>,
    told: Option<Box<Text>>,
    #[source]
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl CallError {
    /// An error with a message for the person who calls: no internals, no secrets.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), provider_code: None, told: None, source: None }
    }

    /// The refusal of an identity provider with the code that it gave: `invalid_grant`, `20007`. The code is answered in
    /// `data.providerCode`; no more than 64 letters, digits and marks of it, for it may come from a stranger.
    ///
    /// ```
    /// use element_type::{CallError, ErrorKind};
    ///
    /// let refused = CallError::provider_refused(20007, "Feishu refused the code; log in again");
    /// assert_eq!((refused.kind(), refused.provider_code()), (ErrorKind::ProviderRefused, Some("20007")));
    /// ```
    pub fn provider_refused(code: impl fmt::Display, message: impl Into<String>) -> Self {
        let code: String = code.to_string().chars().filter(char::is_ascii_graphic).take(LONGEST_CODE).collect();
        let provider_code = (!code.is_empty()).then_some(code);
        Self { provider_code, ..Self::new(ErrorKind::ProviderRefused, message) }
    }

    /// Adds what a member reads on a page in the place of the message, which is for callers and operators: a sentence in
    /// both languages that says what happened and what to do.
    #[must_use]
    pub fn telling(mut self, member: &Text) -> Self {
        self.told = Some(Box::new(member.clone()));
        self
    }

    /// Adds the cause; it is logged, not answered.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The error of a database or another part of the server that is out of reach.
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Unavailable, "the server cannot reach its database; try again in a moment")
            .caused_by(source)
    }

    /// The error of a mistake in the server.
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Internal, "an internal error; the log has the details under this requestId")
            .caused_by(source)
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The sentence for a member, where there is one.
    pub fn told(&self) -> Option<&Text> {
        self.told.as_deref()
    }

    /// The identity provider's own code for its refusal, where it gave one.
    pub fn provider_code(&self) -> Option<&str> {
        self.provider_code.as_deref()
    }
}

impl From<ArgumentError> for CallError {
    fn from(error: ArgumentError) -> Self {
        let kind = match &error {
            ArgumentError::Missing { .. } => ErrorKind::MissingArgument,
            ArgumentError::WrongType { .. } => ErrorKind::WrongType,
            ArgumentError::Undeclared { .. } => ErrorKind::UndeclaredArgument,
            _ => ErrorKind::ValueNotAllowed,
        };
        Self::new(kind, error.to_string())
    }
}
