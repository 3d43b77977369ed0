//! `State`: what the provider remembers.

use std::collections::HashMap;

use crate::{fault::Fault, signing::Signing};

/// The memory of the provider.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) fault: Fault,
    pub(crate) signing: Signing,
    pub(crate) asked: HashMap<String, usize>,
    /// The codes that were given, and for what.
    pub(crate) codes: HashMap<String, Asked>,
    pub(crate) given: usize,
}

/// The parameters of an authorization request.
pub(crate) struct Asked {
    pub(crate) redirect_uri: String,
    pub(crate) nonce: String,
    pub(crate) challenge: String,
}
