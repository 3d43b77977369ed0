//! How one push is to be delivered: not at all, late, twice, or spoilt.

use serde::{Deserialize, Serialize};

/// The options that every pushing control route takes beside its own fields.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "independent wishes, as they stand in JSON")]
pub(crate) struct PushOptions {
    /// `false`: the change is made, nothing is pushed.
    pub(crate) push: bool,
    /// The signature does not fit.
    pub(crate) wrong_signature: bool,
    /// The receiveid is somebody else's.
    pub(crate) wrong_receive_id: bool,
    /// Equal bytes are delivered a second time.
    pub(crate) duplicate: bool,
    /// Real milliseconds to wait before the first attempt.
    pub(crate) delay_ms: u64,
    /// The event goes into the mail bag, to be delivered from there.
    pub(crate) later: bool,
}

impl PushOptions {
    /// The names of the options, as they stand in JSON.
    pub(crate) const NAMES: [&'static str; 6] =
        ["push", "wrongSignature", "wrongReceiveId", "duplicate", "delayMs", "later"];
}

impl Default for PushOptions {
    fn default() -> Self {
        Self {
            push: true,
            wrong_signature: false,
            wrong_receive_id: false,
            duplicate: false,
            delay_ms: 0,
            later: false,
        }
    }
}
