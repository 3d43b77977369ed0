//! `KeySource`: where the public keys come from that a client publishes at an address of its own.

use std::sync::Arc;

use element_type::async_trait;
use serde_json::Value;

/// Reads the keys that clients publish at their `jwksUri`. This crate sends no HTTP itself.
#[async_trait]
pub trait KeySource: Send + Sync {
    /// The key set at an address, the one with this key where it can be had; `None` where there is none to be had.
    async fn keys(&self, uri: &str, key_id: Option<&str>) -> Option<Arc<Value>>;
}
