//! Numbers of the configuration that only make sense within bounds.

use serde::{Deserialize, Deserializer, de::Error};

/// Reads a whole number from `MIN` to `MAX`, into any type that holds them.
pub(super) fn between<'de, const MIN: u64, const MAX: u64, D: Deserializer<'de>, N: TryFrom<u64>>(
    deserializer: D,
) -> Result<N, D::Error> {
    let number = u64::deserialize(deserializer).ok().filter(|number| (MIN..=MAX).contains(number));
    number
        .and_then(|number| N::try_from(number).ok())
        .ok_or_else(|| D::Error::custom(format!("expected a whole number from {MIN} to {MAX}")))
}
