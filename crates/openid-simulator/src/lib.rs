//! A local OpenID Connect provider over real HTTP, with faults: written from the specifications and not from our client.
//!
//! It has one client and one member, who is logged in already: its authorization endpoint redirects at once.
#![expect(clippy::expect_used, reason = "it is made for tests, which fail by panicking")]
#![expect(clippy::missing_panics_doc, reason = "every function here may fail its test")]

mod endpoints;
mod fault;
mod signing;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clock::SharedClock;
use tokio::net::TcpListener;

pub use crate::fault::Fault;
use crate::state::State;

/// The id of the only client.
pub const CLIENT_ID: &str = "wecom login/1";
/// Its secret, with marks that HTTP Basic needs encoded.
pub const CLIENT_SECRET: &str = "s3cret: /+%ü";
/// The `sub` of the only member.
pub const SUB: &str = "248289761001";
/// The name of the only member, which UserInfo alone tells.
pub const NAME: &str = "简 Jane";

/// A provider that runs until the runtime ends.
#[derive(Clone)]
pub struct OpenIdProvider {
    issuer: String,
    state: Arc<Shared>,
}

/// The state that all requests share.
struct Shared {
    issuer: String,
    clock: SharedClock,
    state: Mutex<State>,
}

impl OpenIdProvider {
    /// Starts one, on a free port of this machine.
    pub async fn start(clock: SharedClock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(Shared { issuer: issuer.clone(), clock, state: Mutex::default() });
        let router = endpoints::router(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, state }
    }

    /// Its issuer identifier.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// From now on it goes wrong in this way.
    pub fn go_wrong(&self, fault: Fault) {
        self.state.lock().fault = fault;
    }

    /// Signs with a new key from now on, and publishes no other.
    pub fn rotate(&self) {
        self.state.lock().signing.rotate();
    }

    /// How often a path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.state.lock().asked.get(path).copied().unwrap_or_default()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for OpenIdProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenIdProvider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}
