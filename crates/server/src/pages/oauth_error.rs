//! `OAuthError`: the reason that an identity provider gives when it sends the browser back without a code (RFC 6749 §4.1.2.1).

use actix_web::http::StatusCode;

/// The longest description that is shown and logged, in characters.
const LONGEST: usize = 200;

/// A word for a reason, its meaning for the visitor, and the status of the page that says so.
struct Word {
    code: &'static str,
    chinese: &'static str,
    english: &'static str,
    status: StatusCode,
}

const fn word(code: &'static str, chinese: &'static str, english: &'static str, status: StatusCode) -> Word {
    Word { code, chinese, english, status }
}

const WRONG_HERE: (&str, &str) = (
    "身份提供方拒绝了本应用的请求，请联系管理员。",
    "The identity provider refused the app's request. Tell the administrator.",
);

/// The words of RFC 6749 §4.1.2.1 and of OpenID Connect Core §3.1.2.6.
const WORDS: [Word; 15] = [
    word("invalid_request", WRONG_HERE.0, WRONG_HERE.1, StatusCode::BAD_GATEWAY),
    word("unauthorized_client", WRONG_HERE.0, WRONG_HERE.1, StatusCode::BAD_GATEWAY),
    word("unsupported_response_type", WRONG_HERE.0, WRONG_HERE.1, StatusCode::BAD_GATEWAY),
    word("invalid_scope", WRONG_HERE.0, WRONG_HERE.1, StatusCode::BAD_GATEWAY),
    word("invalid_request_uri", WRONG_HERE.0, WRONG_HERE.1, StatusCode::BAD_GATEWAY),
    word("invalid_request_object", WRONG_HERE.0, WRONG_HERE.1, StatusCode::BAD_GATEWAY),
    word("request_not_supported", WRONG_HERE.0, WRONG_HERE.1, StatusCode::BAD_GATEWAY),
    word("request_uri_not_supported", WRONG_HERE.0, WRONG_HERE.1, StatusCode::BAD_GATEWAY),
    word("registration_not_supported", WRONG_HERE.0, WRONG_HERE.1, StatusCode::BAD_GATEWAY),
    word(
        "server_error",
        "身份提供方出错了，请稍后再试。",
        "The identity provider failed. Try again in a minute.",
        StatusCode::BAD_GATEWAY,
    ),
    word(
        "temporarily_unavailable",
        "身份提供方暂时无法使用，请稍后再试。",
        "The identity provider is busy. Try again in a minute.",
        StatusCode::SERVICE_UNAVAILABLE,
    ),
    word(
        "interaction_required",
        "身份提供方需要你先完成一步操作。",
        "The identity provider wants you to do something first.",
        StatusCode::FORBIDDEN,
    ),
    word("login_required", "请先在身份提供方登录。", "Sign in at the identity provider first.", StatusCode::FORBIDDEN),
    word(
        "account_selection_required",
        "请在身份提供方选择一个账号。",
        "Choose an account at the identity provider.",
        StatusCode::FORBIDDEN,
    ),
    word(
        "consent_required",
        "身份提供方需要你的同意。",
        "The identity provider wants your consent.",
        StatusCode::FORBIDDEN,
    ),
];

/// A reason other than that the visitor declined (`access_denied`).
pub(super) struct OAuthError {
    /// The word, where it is a known one; the sender may think up any other.
    pub(super) word: &'static str,
    pub(super) chinese: &'static str,
    pub(super) english: &'static str,
    /// The provider's own words: printable ASCII, cut to a readable length.
    pub(super) description: Option<String>,
    pub(super) status: StatusCode,
}

impl OAuthError {
    /// The reason that came back in `error` and `error_description`; none where the visitor declined, or nothing came.
    pub(super) fn of(error: Option<&str>, description: Option<&str>) -> Option<Self> {
        let error = error.filter(|error| !error.is_empty() && *error != "access_denied")?;
        let unknown = word(
            "unknown",
            "身份提供方没有让你登录。",
            "The identity provider did not sign you in.",
            StatusCode::BAD_GATEWAY,
        );
        let known = WORDS.into_iter().find(|known| known.code == error).unwrap_or(unknown);
        let Word { code: word, chinese, english, status } = known;
        Some(Self { word, chinese, english, description: description.and_then(readable), status })
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
