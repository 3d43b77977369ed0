//! `OAuthError`: the reason that an identity provider gives when it sends the browser back without a code (RFC 6749 §4.1.2.1).

use actix_web::http::StatusCode;
use element_model::Text;

use super::texts;

/// The longest description that is shown and logged, in characters.
const LONGEST: usize = 200;

/// A word for a reason, its meaning for the visitor, and the status of the page that says so.
type Word = (&'static str, &'static Text, StatusCode);

/// The words of RFC 6749 §4.1.2.1 and of OpenID Connect Core §3.1.2.6.
static WORDS: [Word; 15] = [
    ("invalid_request", &texts::REQUEST_REFUSED, StatusCode::BAD_GATEWAY),
    ("unauthorized_client", &texts::REQUEST_REFUSED, StatusCode::BAD_GATEWAY),
    ("unsupported_response_type", &texts::REQUEST_REFUSED, StatusCode::BAD_GATEWAY),
    ("invalid_scope", &texts::REQUEST_REFUSED, StatusCode::BAD_GATEWAY),
    ("invalid_request_uri", &texts::REQUEST_REFUSED, StatusCode::BAD_GATEWAY),
    ("invalid_request_object", &texts::REQUEST_REFUSED, StatusCode::BAD_GATEWAY),
    ("request_not_supported", &texts::REQUEST_REFUSED, StatusCode::BAD_GATEWAY),
    ("request_uri_not_supported", &texts::REQUEST_REFUSED, StatusCode::BAD_GATEWAY),
    ("registration_not_supported", &texts::REQUEST_REFUSED, StatusCode::BAD_GATEWAY),
    ("server_error", &texts::PROVIDER_FAILED, StatusCode::BAD_GATEWAY),
    ("temporarily_unavailable", &texts::PROVIDER_BUSY, StatusCode::SERVICE_UNAVAILABLE),
    ("interaction_required", &texts::STEP_REQUIRED, StatusCode::FORBIDDEN),
    ("login_required", &texts::SIGN_IN_THERE, StatusCode::FORBIDDEN),
    ("account_selection_required", &texts::CHOOSE_THERE, StatusCode::FORBIDDEN),
    ("consent_required", &texts::CONSENT_THERE, StatusCode::FORBIDDEN),
];

/// A word that no standard has.
static UNKNOWN: Word = ("unknown", &texts::NOT_SIGNED_IN_THERE, StatusCode::BAD_GATEWAY);

/// A reason other than that the visitor declined (`access_denied`).
pub(super) struct OAuthError {
    /// The word, where it is a known one; the sender may think up any other.
    pub(super) word: &'static str,
    /// Its meaning for the visitor.
    pub(super) text: &'static Text,
    /// The provider's own words: printable ASCII, cut to a readable length.
    pub(super) description: Option<String>,
    /// The status of the page that says so.
    pub(super) status: StatusCode,
}

impl OAuthError {
    /// The reason that came back in `error` and `error_description`; none where the visitor declined, or nothing came.
    pub(super) fn of(error: Option<&str>, description: Option<&str>) -> Option<Self> {
        let error = error.filter(|error| !error.is_empty() && *error != "access_denied")?;
        let (word, text, status) = *WORDS.iter().find(|(known, ..)| *known == error).unwrap_or(&UNKNOWN);
        Some(Self { word, text, description: description.and_then(readable), status })
    }
}

/// The characters of a description that RFC 6749 allows: no quotation mark, no backslash, nothing beyond ASCII.
fn readable(description: &str) -> Option<String> {
    let allowed =
        description.chars().filter(|character| matches!(character, ' '..='~') && !matches!(character, '"' | '\\'));
    let text: String = allowed.take(LONGEST).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
