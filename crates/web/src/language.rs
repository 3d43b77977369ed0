//! `Language`: the one language that a page is in: chosen by the reader, else asked for by the browser, else Chinese.

use actix_web::{HttpRequest, http::header};
use element_model::Text;

use crate::cookies;

/// The cookie that remembers the choice; nothing depends on it.
pub const LANGUAGE_COOKIE: &str = "wecom_login_language";

/// A language that pages have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// 简体中文
    #[default]
    Chinese,
    /// English
    English,
}

impl Language {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// As `lang` has it (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The one that a tag means, if pages have it: `zh`, `zh-TW`, `en-GB`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split('-').next()?;
        Self::ALL.into_iter().find(|language| language.tag().split('-').next() == Some(&*primary.to_ascii_lowercase()))
    }

    /// The one that a request is to be answered in.
    pub fn of(request: &HttpRequest) -> Self {
        let chosen = cookies::values(request, LANGUAGE_COOKIE).find_map(|tag| Self::of_tag(&tag));
        let header = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        chosen.or_else(|| Self::preferred(header?)).unwrap_or_default()
    }

    /// The first of a browser's languages that pages have, by their weights.
    fn preferred(header: &str) -> Option<Self> {
        let weighed = header.split(',').filter_map(|entry| {
            let (tag, weight) = entry.split_once(";q=").unwrap_or((entry, "1"));
            Some((Self::of_tag(tag)?, weight.trim().parse::<f32>().ok()?))
        });
        // Of equal weights the first counts.
        weighed
            .fold(None, |best: Option<(Self, f32)>, next| match best {
                Some(best) if best.1 >= next.1 => Some(best),
                _ => Some(next),
            })
            .filter(|(_, weight)| *weight > 0.0)
            .map(|(language, _)| language)
    }

    /// A text in this language.
    pub fn say(self, text: &Text) -> &str {
        match self {
            Self::Chinese => &text.zh,
            Self::English => &text.en,
        }
    }
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
            ("", "fr, zh-TW;q=0.4, en;q=0.8", Language::English),
            ("", "en;q=0, zh;q=0.1", Language::Chinese),
            ("zh-CN", "en", Language::Chinese),
            ("en", "zh-CN", Language::English),
            ("xx", "en", Language::English),
        ];
        for (cookie, accepted, expected) in cases {
            assert_eq!(of(cookie, accepted), expected, "{cookie:?} {accepted:?}");
        }
    }
}
