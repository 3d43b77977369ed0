//! `Text`: a text for people, in Chinese and in English.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::fields::Fields;

/// A text for people, in both languages; where one is not given, it is the other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Text {
    /// In Chinese.
    pub zh: Cow<'static, str>,
    /// In English.
    pub en: Cow<'static, str>,
}

impl Text {
    /// A text in both languages.
    pub fn new(zh: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// A text of a table in the code. A program whose table lacks a language does not compile:
    ///
    /// ```compile_fail
    /// static SIGN_IN: element_model::Text = element_model::Text::fixed("登录", "");
    /// ```
    ///
    /// # Panics
    /// When a language is missing.
    #[must_use]
    pub const fn fixed(zh: &'static str, en: &'static str) -> Self {
        assert!(!zh.is_empty() && !en.is_empty(), "a text has both languages");
        Self { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
    }

    /// The text with a value in the place of `{name}`, in both languages.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let placeholder = format!("{{{name}}}");
        Self::new(self.zh.replace(&placeholder, value), self.en.replace(&placeholder, value))
    }

    /// Both languages, one behind the other; the text once where they are the same.
    pub fn in_one(&self) -> String {
        if self.zh == self.en { self.zh.to_string() } else { format!("{} {}", self.zh, self.en) }
    }

    /// Reads `{"zh": …, "en": …}`; what is wrong is noted, and a text in neither language is none.
    pub(crate) fn read(object: Map<String, Value>, key: &str, fields: &mut Fields<'_>) -> Option<Self> {
        let (zh, en) = fields.within(key, object, |mut text| {
            let both = (text.optional::<String>("zh"), text.optional::<String>("en"));
            text.refuse_others(&["zh", "en"]);
            both
        });
        match (zh, en) {
            (Some(zh), Some(en)) => Some(Self::new(zh, en)),
            (Some(one), None) | (None, Some(one)) => Some(Self::new(one.clone(), one)),
            (None, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "a text has both languages")]
    fn a_text_of_a_table_that_lacks_a_language_is_refused() {
        let _ = Text::fixed("登录", "");
    }

    #[test]
    fn a_value_takes_its_place_in_both_languages() {
        let text = Text::fixed("请 {seconds} 秒后再试。", "Try again in {seconds} s.").with("seconds", "7");
        assert_eq!(text.in_one(), "请 7 秒后再试。 Try again in 7 s.");
    }
}
