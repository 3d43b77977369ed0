//! Lists of addresses and networks: a list in a file, one text with commas in the environment.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de::Error};

/// How a list may be written.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    List(Vec<String>),
}

/// Reads addresses (`10.0.0.1`, `::1`) and networks (`10.0.0.0/8`).
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let expected = || D::Error::custom("expected addresses or networks such as 10.0.0.1 or 10.0.0.0/8");
    let written = match Written::deserialize(deserializer).map_err(|_| expected())? {
        Written::Text(text) => text.split(',').map(str::to_owned).collect(),
        Written::List(list) => list,
    };
    let given = written.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    given.map(network).collect::<Option<_>>().ok_or_else(expected)
}

fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse().ok().map(|address: IpAddr| IpNet::from(address)))
}
