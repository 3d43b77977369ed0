//! The first language that pages speak among those that a browser or a client lists.

use super::Language;

/// The most entries of a list that are looked at.
const MOST: usize = 32;

/// The first of a list such as `en-GB fr` (OpenID Connect Core, section 3.1.2.1).
pub(super) fn of_locales(list: &str) -> Option<Language> {
    list.split_ascii_whitespace().take(MOST).find_map(Language::of_tag)
}

/// The one of the greatest weight in an `Accept-Language` (RFC 9110, section 12.5.4), the first of equals.
pub(super) fn of_header(list: &str) -> Option<Language> {
    let mut best = None;
    for entry in list.split(',').take(MOST) {
        let (tag, parameters) = entry.split_once(';').unwrap_or((entry, ""));
        let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse::<f32>().ok());
        let (Some(language), Some(weight)) = (Language::of_tag(tag), weight.filter(|weight| *weight > 0.0)) else {
            continue;
        };
        if best.is_none_or(|(_, known)| weight > known) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spoken_language_of_the_greatest_weight_counts_and_the_first_of_equals() {
        let cases = [
            ("en-GB,en;q=0.9", Some(Language::English)),
            ("fr-CH, zh;q=0.4, en;q=0.8, *;q=0.1", Some(Language::English)),
            ("en;q=0.5, zh-TW", Some(Language::Chinese)),
            ("zh_CN, en", Some(Language::Chinese)),
            ("en;q=0, zh;q=x", None),
            ("fr", None),
            ("", None),
        ];
        for (list, language) in cases {
            assert_eq!(of_header(list), language, "{list}");
        }
        assert_eq!(of_locales("fr en-US zh"), Some(Language::English));
        assert_eq!(of_locales("fr  de"), None);
    }
}
