//! The contract of an element with code: what any kind of element has, whether it is a login, a client or a subscription.
//!
//! What a login adds to that is the crate `login-type`.

mod call;
mod code;
mod error;
mod finding;
mod host;
mod instance;
mod secret_text;

pub use async_trait::async_trait;
pub use clock::{SharedClock, SharedEntropy, Timestamp};
pub use element_model::{App, AppId, Apps, Arguments, Element, Fault, FullName, Layer, MemorySource};

pub use crate::{
    call::{Call, Caller, Method, Reply, Request},
    code::Code,
    error::{CallError, ErrorKind},
    finding::{Examination, Finding, Severity, Stored},
    host::Host,
    instance::{ConfigProblem, Conflict, InstanceName, Instances, MASK},
    secret_text::SecretText,
};
