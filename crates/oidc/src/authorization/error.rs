//! Why a request for a login is refused, and who is told.

use super::Answer;

/// An error that the client is told (RFC 6749, section 4.1.2.1; OpenID Connect Core, section 3.1.2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationError {
    /// A parameter is missing, wrong, or stands twice.
    InvalidRequest,
    /// The client may not ask so.
    UnauthorizedClient,
    /// The member, or who decides for the member, said no.
    AccessDenied,
    /// Another `response_type` than `code`.
    UnsupportedResponseType,
    /// None of the scopes asked for may be granted.
    InvalidScope,
    /// A part of the server is out of reach.
    TemporarilyUnavailable,
    /// A mistake of ours.
    ServerError,
    /// `prompt=none`, and nobody is logged in.
    LoginRequired,
    /// `prompt=none`, and the member was not asked yet.
    ConsentRequired,
    /// `prompt=none` together with something that needs a page.
    InteractionRequired,
    /// `request` is not taken.
    RequestNotSupported,
    /// `request_uri` is not taken.
    RequestUriNotSupported,
    /// `registration` is not taken.
    RegistrationNotSupported,
}

impl AuthorizationError {
    /// The code of the answer.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::AccessDenied => "access_denied",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::ServerError => "server_error",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::InteractionRequired => "interaction_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
        }
    }
}

/// Why a browser is not sent back to anybody (RFC 6749, section 4.1.2.1): an address that is not the client's own would get
/// what it must not, so the person in front of the browser is told (RFC 9700, section 4.11).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// A parameter on which the way back depends stands twice.
    #[error("the parameter {name} stands more than once")]
    Repeated {
        /// The parameter.
        name: &'static str,
    },
    /// The bytes of a parameter are no text.
    #[error("the parameter {name} is no text in UTF-8")]
    Unreadable {
        /// The parameter.
        name: &'static str,
    },
    /// No `client_id`.
    #[error("the parameter client_id is missing")]
    NoClient,
    /// No client of the app that is switched on has the id.
    #[error("no client of this app has the client_id {came}, or it is switched off")]
    UnknownClient {
        /// The value of the request.
        came: String,
    },
    /// No `redirect_uri`.
    #[error("the parameter redirect_uri is missing")]
    NoRedirectUri {
        /// The addresses that the client registered.
        registered: Vec<String>,
    },
    /// The address of a hand-over that several clients registered.
    #[error("next={came} is registered by several clients: whose login it is cannot be told")]
    SharedNext {
        /// The value of the request.
        came: String,
    },
    /// The address of a hand-over that no client registered.
    #[error("next={came} is registered by no client of this app that takes login codes (handOver)")]
    OtherNext {
        /// The value of the request.
        came: String,
        /// The addresses of its host that are.
        registered: Vec<String>,
    },
    /// An address that the client did not register.
    #[error("the redirect_uri {came} is none of those that the client registered")]
    OtherRedirectUri {
        /// The value of the request.
        came: String,
        /// The addresses that the client registered.
        registered: Vec<String>,
    },
}

/// The refusal of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A page tells the person in front of the browser.
    Page(PageError),
    /// The client is told.
    Client(Answer),
}
