//! `Text`: a text for people, in Chinese and in English.

use serde_json::{Map, Value};

use crate::fields::Fields;

/// A text for people, in both languages; where one is not given, it is the other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Text {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// A text in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// Reads `{"zh": …, "en": …}`; what is wrong is noted, and a text in neither language is none.
    pub(crate) fn read(object: Map<String, Value>, key: &str, fields: &mut Fields<'_>) -> Option<Self> {
        let (zh, en) = fields.within(key, object, |mut text| {
            let both = (text.optional::<String>("zh"), text.optional::<String>("en"));
            text.refuse_others(&["zh", "en"]);
            both
        });
        match (zh, en) {
            (Some(zh), Some(en)) => Some(Self { zh, en }),
            (Some(one), None) | (None, Some(one)) => Some(Self::new(one.clone(), one)),
            (None, None) => None,
        }
    }
}
