//! Callbacks: what WeCom pushes to the address of an app, whichever kind of app it is (96238).
//!
//! A login type finds out whose token signed, checks whom the message is for, commits a record and answers [`received`];
//! how a request is read and what becomes of members who leave is here.

mod member;
mod message;
mod refused;
mod request;

pub use self::{
    member::{EVENTS, MemberEvent, of_wecom, revoke},
    message::{Message, digest},
    refused::{
        echo, for_somebody_else, has_form_of_corp_id, has_form_of_id, malformed, not_opened, not_signed, unreadable,
    },
    request::{Signed, crypto, event_time, in_time, received, received_too_late},
};
