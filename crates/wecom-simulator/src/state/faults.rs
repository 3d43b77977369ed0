//! Planted faults: for the next calls of an API, and for the next pushes.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// When a connection is dropped: `true` means before the API has done anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum DropMoment {
    Before,
    After,
}

/// The fault in the answer of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Trouble {
    /// Only slow.
    Nothing,
    /// This errcode, nothing done.
    Errcode(i64),
    /// The connection ends without an answer.
    Drop(DropMoment),
    /// The call is done, its JSON cut in the middle.
    HalfJson,
    /// A page instead of JSON, nothing done.
    Html,
    /// The call is done, these fields of its answer are otherwise; `null` leaves one out.
    Fields(Map<String, Value>),
}

/// A fault for the next `times` calls.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiFault {
    /// The API's short name; any API when absent.
    pub(crate) api: Option<String>,
    pub(crate) trouble: Trouble,
    pub(crate) delay_ms: u64,
    pub(crate) status: Option<u16>,
    pub(crate) times: u32,
}

/// The fault of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PushFault {
    /// Delivered twice.
    Duplicate,
    /// Held back until the next push is through.
    Reorder,
    /// With a signature that does not fit.
    WrongSignature,
}

/// All planted faults.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Faults {
    pub(crate) api: Vec<ApiFault>,
    pub(crate) push: Vec<(PushFault, u32)>,
}

impl Faults {
    /// Takes one use of the first fault that fits the API.
    pub(crate) fn take_api(&mut self, api: &str) -> Option<ApiFault> {
        let at = self.api.iter().position(|fault| fault.api.as_deref().is_none_or(|name| name == api))?;
        self.api[at].times -= 1;
        if self.api[at].times == 0 { Some(self.api.remove(at)) } else { Some(self.api[at].clone()) }
    }

    /// Takes one use of the first push fault.
    pub(crate) fn take_push(&mut self) -> Option<PushFault> {
        let (fault, times) = self.push.first_mut()?;
        let fault = *fault;
        *times -= 1;
        if *times == 0 {
            self.push.remove(0);
        }
        Some(fault)
    }
}
