//! The name of a process among others of its kind.

use serde::{Deserialize, Deserializer, de::Error};

/// Longest name, in characters: a Kubernetes pod's fits.
const LONGEST: usize = 63;

/// Reads a name of letters, digits, `.`, `_` and `-`, which any header and log can hold.
pub(super) fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let Some(name) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if name.is_empty() || name.len() > LONGEST || !name.chars().all(fits) {
        return Err(D::Error::custom(format!("expected 1 to {LONGEST} letters, digits, `.`, `_` or `-`")));
    }
    Ok(Some(name))
}
