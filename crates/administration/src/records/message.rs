//! The fields of a message for a person: XML or JSON, with secrets masked.

use quick_xml::{Reader, events::Event};
use serde_json::Value;

/// The mask of a value that nobody is shown.
const MASK: &str = "••••••";
/// Parts of names whose values, and what lies below them, are secrets or good for something once.
const SECRET: [&str; 12] = [
    "authcode",
    "ticket",
    "secret",
    "permanentcode",
    "token",
    "state",
    "registercode",
    "welcomecode",
    "responsecode",
    "aeskey",
    "accesskey",
    "password",
];
/// Most fields that are shown.
const MOST: usize = 200;

/// The fields, by their paths; `None` where it is neither.
pub(super) fn fields(message: &str) -> Option<Vec<(String, String)>> {
    let mut found = of_xml(message).or_else(|| of_json(message))?;
    found.truncate(MOST);
    Some(found.into_iter().map(|(name, value)| masked(name, value)).collect())
}

fn masked(name: String, value: String) -> (String, String) {
    let words = name.to_ascii_lowercase().replace('_', "");
    let is_secret = SECRET.iter().any(|part| words.contains(part));
    (name, if is_secret { MASK.to_owned() } else { value })
}

fn of_xml(message: &str) -> Option<Vec<(String, String)>> {
    let mut reader = Reader::from_str(message);
    let (mut path, mut text, mut found) = (Vec::<String>::new(), String::new(), Vec::new());
    let mut is_leaf = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_owned());
                text.clear();
                is_leaf = true;
            }
            Event::Text(piece) => text.push_str(&piece.xml10_content()),
            Event::CData(piece) => text.push_str(&piece.xml10_content()),
            Event::End(_) => {
                if is_leaf && path.len() > 1 {
                    found.push((path[1..].join("."), text.trim().to_owned()));
                }
                is_leaf = false;
                path.pop()?;
            }
            Event::Eof => return (path.is_empty() && !found.is_empty()).then_some(found),
            _ => {}
        }
    }
}

fn of_json(message: &str) -> Option<Vec<(String, String)>> {
    let Value::Object(_) = serde_json::from_str(message).ok()? else { return None };
    let mut found = Vec::new();
    collect(&serde_json::from_str(message).ok()?, "", &mut found);
    Some(found)
}

fn collect(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            for (key, below) in object {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                collect(below, &path, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|below| collect(below, path, found)),
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        other => found.push((path.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_a_message_are_shown_and_its_secrets_are_not() {
        let xml = "<xml><SuiteId><![CDATA[dk1]]></SuiteId><InfoType>suite_ticket</InfoType>\
                   <SuiteTicket>t0p</SuiteTicket><AuthCode><![CDATA[once]]></AuthCode>\
                   <Batch><JobId>7</JobId></Batch></xml>";
        let of = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            fields(xml).unwrap(),
            [
                of("SuiteId", "dk1"),
                of("InfoType", "suite_ticket"),
                of("SuiteTicket", MASK),
                of("AuthCode", MASK),
                of("Batch.JobId", "7"),
            ]
        );
        let json = r#"{"event":"leave","member":{"id":"ann","auth_token":"x"},"seq":3,
            "list":[{"access_key":"y"}],"secret":{"value":"z"}}"#;
        let found = fields(json).unwrap();
        assert!(found.contains(&of("member.auth_token", MASK)) && found.contains(&of("member.id", "ann")), "{found:?}");
        assert!(found.contains(&of("list.access_key", MASK)) && found.contains(&of("secret.value", MASK)), "{found:?}");
        assert_eq!(fields("nothing of the kind"), None);
    }
}
