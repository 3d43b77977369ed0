//! Numbers of the configuration that only make sense within bounds.

use serde::{Deserialize, Deserializer, de::Error};

/// Reads a whole number from `MIN` to `MAX`.
pub(super) fn between<'de, const MIN: u64, const MAX: u64, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<u64, D::Error> {
    let number = u64::deserialize(deserializer).ok().filter(|number| (MIN..=MAX).contains(number));
    number.ok_or_else(|| D::Error::custom(format!("expected a whole number from {MIN} to {MAX}")))
}
