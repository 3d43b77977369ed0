//! `Language`: the one language that a page is in: asked for by a client, else chosen by the visitor, else the browser's, else
//! Chinese.

mod preference;
mod switch;

use actix_web::{HttpRequest, http::header};
use element_model::Text;
use url::form_urlencoded;

pub use self::switch::{LANGUAGE_COOKIE, adopt, configure};
use crate::{cookies, texts};

/// A language that pages speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    /// Simplified Chinese: of everybody who asks for no other.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// Its tag (RFC 5646), as in the attribute `lang`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// Its name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chinese => texts::CHINESE,
            Self::English => texts::ENGLISH,
        }
    }

    /// A text in this language.
    pub fn say(self, text: &Text) -> &str {
        match self {
            Self::Chinese => &text.zh,
            Self::English => &text.en,
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Chinese => Self::English,
            Self::English => Self::Chinese,
        }
    }

    /// The language of a tag: `zh-CN`, `en_GB`; `None` for one that pages do not speak.
    pub fn of_tag(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The language of a page for this request: that which a client asks for in `ui_locales` (OpenID Connect Core, section
    /// 3.1.2.1), or asked for when the login began; else the visitor's choice; else the first of the browser's.
    pub fn of(request: &HttpRequest) -> Self {
        let cookie = |name: &str| cookies::values(request, name).find_map(|tag| Self::of_tag(&tag));
        preference::of_locales(&asked(request).unwrap_or_default())
            .or_else(|| cookie(switch::ASKED))
            .or_else(|| cookie(LANGUAGE_COOKIE))
            .or_else(|| preference::of_header(request.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok()?))
            .unwrap_or_default()
    }
}

/// The parameter by which a client asks for languages, in an address.
const UI_LOCALES: &str = "ui_locales";

fn asked(request: &HttpRequest) -> Option<String> {
    let pairs = form_urlencoded::parse(request.query_string().as_bytes());
    pairs.into_iter().find(|(name, _)| name == UI_LOCALES).map(|(_, value)| value.into_owned())
}

/// The address of a request without the languages that it asks for.
pub(crate) fn address(request: &HttpRequest) -> String {
    let pairs = form_urlencoded::parse(request.query_string().as_bytes());
    let kept: Vec<_> = pairs.filter(|(name, _)| name != UI_LOCALES).collect();
    if kept.is_empty() {
        return request.path().to_owned();
    }
    format!("{}?{}", request.path(), form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_readers_choice_comes_before_the_browsers_and_chinese_before_what_no_page_has() {
        let of = |cookie: &str, accepted: &str| {
            let request = TestRequest::default().insert_header((header::COOKIE, format!("{LANGUAGE_COOKIE}={cookie}")));
            Language::of(&request.insert_header((header::ACCEPT_LANGUAGE, accepted)).to_http_request())
        };
        let cases = [
            ("", "", Language::Chinese),
            ("", "en-GB,en;q=0.9", Language::English),
            ("", "fr,de;q=0.5", Language::Chinese),
            ("zh-CN", "en", Language::Chinese),
            ("en", "zh-CN", Language::English),
            ("xx", "en", Language::English),
        ];
        for (cookie, accepted, expected) in cases {
            assert_eq!(of(cookie, accepted), expected, "{cookie:?} {accepted:?}");
        }
    }
}
