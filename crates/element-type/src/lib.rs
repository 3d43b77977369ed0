//! The contract of an element with code: what any kind of element has, whether it is a login, a client or a subscription.
//!
//! The crate `login-type` holds the additions of a login.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod base_app;
mod call;
mod code;
mod contained;
mod element_type;
mod error;
mod extended;
mod finding;
mod host;
mod http;
mod instance;
mod opened;
mod registry;
mod secret_text;
mod service;
pub mod testing;

pub use async_trait::async_trait;
pub use clock::{Clock, Entropy, SharedClock, SharedEntropy, Timestamp};
pub use element_model::{App, AppId, Apps, Arguments, Element, Fault, FullName, Layer, MemorySource};

pub use crate::{
    base_app::BASE_APP,
    call::{Call, Caller, Method, Reply, Request},
    code::Code,
    contained::{Panicked, contained},
    element_type::{ElementFile, ElementInstance, ElementType, HostOf},
    error::{CallError, ErrorKind},
    extended::Extended,
    finding::{Examination, Finding, Severity, Stored, Survey},
    host::Host,
    http::{
        HttpAnswer, HttpClient, HttpError, HttpObserver, HttpOutcome, HttpRequest, HttpSettings, is_private_address,
    },
    instance::{ConfigProblem, Conflict, InstanceName, Instances, MASK},
    opened::Opened,
    registry::{ElementTypes, OpenProblem, Registry},
    secret_text::SecretText,
    service::Service,
};
