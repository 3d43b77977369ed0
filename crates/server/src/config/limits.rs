//! `[limits]`: how much anybody may ask of the server.

use std::time::Duration;

use ipnet::IpNet;
use serde::Deserialize;

use super::{between, networks};

/// `[limits]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Longest path with query, in bytes.
    #[serde(deserialize_with = "between::between::<1_024, 65_536, _, _>")]
    pub url_bytes: usize,
    /// Longest headers of a request, all names and values together, in bytes.
    #[serde(deserialize_with = "between::between::<2_048, 65_536, _, _>")]
    pub header_bytes: usize,
    /// Connections at a time.
    #[serde(deserialize_with = "between::between::<16, 1_000_000, _, _>")]
    pub connections: usize,
    /// Connections at a time of one address; of IPv6 a /64, twice as many of a /56, four times of a /48. Proxies that are trusted, and addresses that are
    /// exempt, are not counted.
    #[serde(deserialize_with = "between::between::<8, 1_000_000, _, _>")]
    pub connections_per_address: usize,
    /// Memory of all bodies that have not arrived completely, in bytes; a body without room ends a larger one.
    #[serde(deserialize_with = "between::between::<65_536, 68_719_476_736, _, _>")]
    pub unfinished_body_bytes: usize,
    /// Requests in flight of one client, with networks of IPv6 as above.
    #[serde(deserialize_with = "between::between::<65_536, 68_719_476_736, _, _>")]
    pub unfinished_body_bytes_per_address: usize,
    /// How long a connection waits for its next request, in seconds.
    #[serde(deserialize_with = "between::between::<1, 3_600, _, _>")]
    pub keep_alive_seconds: u64,
    /// Calls of functions without login and of login pages, from one address in a minute; that many at once.
    #[serde(deserialize_with = "between::between::<1, 10_000_000, _, _>")]
    pub requests_per_minute_per_address: u32,
    /// Questions to WeCom for one company in a minute; that many at once. Beyond, addresses that guessed wrong are refused.
    #[serde(deserialize_with = "between::between::<1, 10_000_000, _, _>")]
    pub requests_per_minute_per_corp: u32,
    /// Codes and tokens that turn out to be wrong, from one address in a minute; that many at once.
    #[serde(deserialize_with = "between::between::<1, 10_000_000, _, _>")]
    pub wrong_guesses_per_minute_per_address: u32,
    /// Addresses whose calls are not counted.
    #[serde(deserialize_with = "networks::list")]
    pub exempt_addresses: Vec<IpNet>,
}

impl Limits {
    /// How long a connection waits for its next request.
    pub fn keep_alive(&self) -> Duration {
        Duration::from_secs(self.keep_alive_seconds)
    }
}
