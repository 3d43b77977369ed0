//! The words that declarations have for kinds of values, as `/docs` and `/openapi.json` explain them.

use element_model::Text;

/// `dataType`, and the values that it stands for.
pub(super) static TABLE: &[(&str, Text)] = &[
    ("Stext", Text::fixed("一行文字", "a line of text")),
    ("Ltext", Text::fixed("任意长度的文字", "text of any length")),
    ("Numeric", Text::fixed("数字", "a number")),
    ("Checkbox", Text::fixed("true 或 false，也可写 1 或 0", "true or false; 1 and 0 are taken for them")),
    ("JitDict", Text::fixed("JSON 对象", "a JSON object")),
    ("JitList", Text::fixed("JSON 数组", "a JSON list")),
];

/// All of them, in one sentence.
pub(super) fn in_english() -> String {
    let meanings: Vec<_> = TABLE.iter().map(|(name, meaning)| format!("{name} is {}", meaning.en)).collect();
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
            assert!(TABLE.iter().any(|(name, _)| *name == kind.as_str()), "{kind}");
        }
    }
}
