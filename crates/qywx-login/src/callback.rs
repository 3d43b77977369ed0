//! Callbacks: what WeCom pushes to the address of an app, whichever kind of app it is (96238).
//!
//! A login type finds out whose token signed, checks whom the message is for, commits a record and answers [`received`];
//! how a request is read and what becomes of members who leave is here.

mod member;
mod message;
mod request;

pub use self::{
    member::{EVENTS, MemberEvent, revoke},
    message::{Message, digest},
    request::{Signed, crypto, event_time, in_time, malformed, not_signed, received},
};
