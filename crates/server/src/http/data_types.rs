//! The words that declarations have for kinds of values, as `/docs` and `/openapi.json` explain them.

/// `dataType`, and what it is in Chinese and in English.
pub(super) const TABLE: &[(&str, &str, &str)] = &[
    ("Stext", "一行文字", "a line of text"),
    ("Ltext", "任意长度的文字", "text of any length"),
    ("Numeric", "数字", "a number"),
    ("Checkbox", "true 或 false，也可写 1 或 0", "true or false; 1 and 0 are taken for them"),
    ("JitDict", "JSON 对象", "a JSON object"),
    ("JitList", "JSON 数组", "a JSON list"),
];

/// All of them, in one sentence.
pub(super) fn in_english() -> String {
    let meanings: Vec<_> = TABLE.iter().map(|(name, _, english)| format!("{name} is {english}")).collect();
    meanings.join("; ")
}

#[cfg(test)]
mod tests {
    use element_model::DataType;

    use super::*;

    #[test]
    fn every_kind_that_the_element_model_knows_is_explained() {
        let known = [
            DataType::Stext,
            DataType::Ltext,
            DataType::Numeric,
            DataType::Checkbox,
            DataType::JitDict,
            DataType::JitList,
        ];
        for kind in known {
            assert!(TABLE.iter().any(|(name, ..)| *name == kind.as_str()), "{kind}");
        }
    }
}
