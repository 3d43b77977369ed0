//! Event XML: texts in CDATA, numbers plain, blanks where a switch wants them.

use std::fmt::Display;

use serde_json::{Map, Value};

use crate::state::XmlBlanks;

/// An element of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    name: String,
    content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Text(String),
    Number(String),
    Children(Vec<Element>),
}

impl Element {
    /// A text, in CDATA.
    pub(crate) fn text(name: &str, text: impl Into<String>) -> Self {
        Self { name: name.to_owned(), content: Content::Text(text.into()) }
    }

    /// A number, plain.
    pub(crate) fn number(name: &str, number: impl Display + Copy) -> Self {
        Self { name: name.to_owned(), content: Content::Number(number.to_string()) }
    }

    /// The element's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn render(&self, blanks: XmlBlanks) -> String {
        let (blank, newline) = if blanks == XmlBlanks::Some { (" ", "\n") } else { ("", "") };
        let content = match &self.content {
            Content::Text(text) => format!("{blank}<![CDATA[{}]]>{blank}", text.replace("]]>", "]]]]><![CDATA[>")),
            Content::Number(number) => format!("{blank}{number}{blank}"),
            Content::Children(children) => children.iter().map(|child| child.render(blanks)).collect(),
        };
        format!("<{0}>{content}</{0}>{newline}", self.name)
    }
}

/// The whole message.
pub(crate) fn write(elements: &[Element], blanks: XmlBlanks) -> String {
    let newline = if blanks == XmlBlanks::Some { "\n" } else { "" };
    let content: String = elements.iter().map(|element| element.render(blanks)).collect();
    format!("<xml>{newline}{content}</xml>")
}

/// Elements of a JSON object: texts, numbers, nested objects, arrays as repeated elements, null as an empty element.
///
/// # Errors
/// Names the key that cannot be an element's name.
pub(crate) fn elements_from_json(fields: &Map<String, Value>) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    for (name, value) in fields {
        let legal =
            |(at, byte): (usize, u8)| byte.is_ascii_alphabetic() || byte == b'_' || (at > 0 && byte.is_ascii_digit());
        if name.is_empty() || !name.bytes().enumerate().all(legal) {
            return Err(format!("`{name}` cannot be the name of an XML element"));
        }
        match value {
            Value::Array(items) => {
                for item in items {
                    elements.push(element(name, item)?);
                }
            }
            single => elements.push(element(name, single)?),
        }
    }
    Ok(elements)
}

fn element(name: &str, value: &Value) -> Result<Element, String> {
    let content = match value {
        Value::Null => Content::Children(Vec::new()),
        Value::String(text) => Content::Text(text.clone()),
        Value::Object(fields) => Content::Children(elements_from_json(fields)?),
        other => Content::Number(other.to_string()),
    };
    Ok(Element { name: name.to_owned(), content })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_stand_in_cdata_and_numbers_plain() {
        let event = [Element::text("InfoType", "suite_ticket"), Element::number("TimeStamp", 12)];
        assert_eq!(
            write(&event, XmlBlanks::None),
            "<xml><InfoType><![CDATA[suite_ticket]]></InfoType><TimeStamp>12</TimeStamp></xml>"
        );
    }

    #[test]
    fn blanks_stand_around_cdata_and_between_elements() {
        assert_eq!(write(&[Element::text("A", "x")], XmlBlanks::Some), "<xml>\n<A> <![CDATA[x]]> </A>\n</xml>");
    }

    #[test]
    fn the_end_of_cdata_inside_a_text_is_split() {
        assert_eq!(
            write(&[Element::text("A", "x]]>y")], XmlBlanks::None),
            "<xml><A><![CDATA[x]]]]><![CDATA[>y]]></A></xml>"
        );
    }

    #[test]
    fn json_becomes_nested_and_repeated_elements() {
        let Value::Object(fields) = json!({ "List": { "Id": ["a", "b"] }, "None": null }) else { unreachable!() };
        let elements = elements_from_json(&fields).unwrap();
        assert_eq!(
            write(&elements, XmlBlanks::None),
            "<xml><List><Id><![CDATA[a]]></Id><Id><![CDATA[b]]></Id></List><None></None></xml>"
        );
    }

    #[test]
    fn a_key_that_is_no_element_name_is_refused() {
        for name in ["", "1a", "a b", "a>"] {
            let fields = Map::from_iter([(name.to_owned(), json!("x"))]);
            assert!(elements_from_json(&fields).is_err(), "{name}");
        }
    }
}
