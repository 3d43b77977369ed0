//! Reading what an answer may or may not have: an oddity there must not cost the rest.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};
use serde_json::Value;

/// A field that counts as absent when it is not what it should be.
pub(crate) fn optional<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}

/// A text that counts as absent when it is empty or none.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(optional(deserializer)?.filter(|text: &String| !text.is_empty()))
}

/// A list without the entries that are not what they should be; empty when it is no list.
pub(crate) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let entries: Vec<Value> = optional(deserializer)?.unwrap_or_default();
    Ok(entries.into_iter().filter_map(|entry| serde_json::from_value(entry).ok()).collect())
}

/// A whole number; some gateways send it as a text.
pub(crate) fn number<'de, D: Deserializer<'de>, N: TryFrom<i64>>(deserializer: D) -> Result<N, D::Error> {
    let number = number_in(&Value::deserialize(deserializer)?);
    number.ok_or_else(|| D::Error::custom("expected a whole number"))
}

/// A whole number above zero, such as a lifetime in seconds.
pub(crate) fn positive<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let number: u32 = number(deserializer)?;
    if number == 0 { Err(D::Error::custom("expected a number above zero")) } else { Ok(number) }
}

/// A whole number that is zero where it is `null`.
pub(crate) fn number_or_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(0),
        given => number(given).map_err(D::Error::custom),
    }
}

/// A whole number that counts as absent when it is none.
pub(crate) fn optional_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(number_in(&Value::deserialize(deserializer)?))
}

/// A list of whole numbers, without the entries that are none; empty when it is no list.
pub(crate) fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<i64>, D::Error> {
    let entries: Vec<Value> = optional(deserializer)?.unwrap_or_default();
    Ok(entries.iter().filter_map(number_in).collect())
}

fn number_in<N: TryFrom<i64>>(value: &Value) -> Option<N> {
    let number = match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    N::try_from(number?).ok()
}

/// A field that may be `null`, and is read strictly otherwise.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
