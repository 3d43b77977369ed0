//! `AgentId`: the number of an app within a company
//! ([100795](https://developer.work.weixin.qq.com/document/path/100795)).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::InvalidValue;

/// The number of an app within a company, greater than zero; `1000002` is typical
/// ([100795](https://developer.work.weixin.qq.com/document/path/100795)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct AgentId(i64);

impl AgentId {
    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for AgentId {
    type Error = InvalidValue;

    fn try_from(number: i64) -> Result<Self, InvalidValue> {
        if number <= 0 {
            return Err(InvalidValue::NotANumber { type_name: "AgentId" });
        }
        Ok(Self(number))
    }
}

impl From<AgentId> for i64 {
    fn from(id: AgentId) -> Self {
        id.0
    }
}

impl FromStr for AgentId {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let number: i64 = text.parse().map_err(|_| InvalidValue::NotANumber { type_name: "AgentId" })?;
        Self::try_from(number)
    }
}

impl fmt::Display for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_positive_whole_number_is_an_agent_id() {
        for (text, number) in [("1000002", Some(1_000_002)), ("0", None), ("-1", None), ("1.0", None), ("", None)] {
            assert_eq!(text.parse::<AgentId>().ok().map(AgentId::get), number, "{text:?}");
        }
    }
}
