//! The authorization endpoint (OpenID Connect Core, section 3.1.2): from what came to a question to the member, a code or an
//! error.

mod admission;
mod answer;
mod decision;
mod error;
mod request;

pub(crate) use self::admission::STATE_LEN;
pub use self::{
    admission::admit,
    answer::{Answer, ResponseMode},
    decision::{Moment, SignedIn, Step, decide},
    error::{AuthorizationError, PageError, Refusal},
    request::{AuthorizationRequest, Delivery, Prompt},
};
