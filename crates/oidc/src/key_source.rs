//! `KeySource`: where the public keys come from that a client publishes at an address of its own.

use std::sync::Arc;

use element_type::async_trait;
use serde_json::Value;

/// The address of a client's keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyAddress<'a> {
    /// The client's `jwksUri`.
    pub uri: &'a str,
    /// Whether it may be in a private network (`allowHttp`).
    pub may_be_private: bool,
}

/// Reads the keys that clients publish at their `jwksUri`. This crate sends no HTTP itself.
#[async_trait]
pub trait KeySource: Send + Sync {
    /// The key set at an address, the one with this key where it can be had; `None` where there is none to be had.
    async fn keys(&self, at: KeyAddress<'_>, key_id: Option<&str>) -> Option<Arc<Value>>;
}
