//! The actions of administrators, by whichever way they come: the command line, a function, a page.
//!
//! A caller parses, calls one function of this crate and shows its answer. Each function takes the [`Actor`], checks their
//! rights, does the work and notes it in the audit trail under the word of one [`Action`], in the same transaction where
//! there is one. The crate knows no HTTP, and of a login type's companies only the answers of its element.
//!
//! | action | function | noted as |
//! |---|---|---|
//! | disable, enable a user | [`users::disable`], [`users::enable`] | `user disable`, `user enable` |
//! | end sessions | [`sessions::end`] | `session end` |
//! | make, revoke a token | [`tokens::create`], [`tokens::revoke`] | `token create`, `token revoke` |
//! | rotate, reseal keys | [`keys::rotate`], [`keys::reseal`] | `key rotate`, `key reseal` |
//! | try a callback record again | [`records::retry`] | `callback retry` |
//! | make, change, remove an instance | [`instances::create`], [`instances::update`], [`instances::remove`] | `createInstance`, `updateInstance`, `removeInstance` |
//! | give a company its login host, take it away | [`hosts::set_login_host`], [`hosts::remove_login_host`] | `host set`, `host remove` |
//! | put, remove a verification file | [`hosts::put_verification_file`], [`hosts::remove_verification_file`] | `host file put`, `host file remove` |
//! | take over a company's own ids of its members | [`plain_userids::put`] | `setPlainUserids` |
//! | make a link by which a company authorises | [`companies::authorisation_link`] | `company invite` |
//! | invite an administrator, take an invitation | [`console::invitations::invite`], [`console::invitations::accept`] | `administrator invite`, `administrator accept` |
//! | change an administrator | [`console::administrators::change`] | `administrator change` |
//! | sign in to the console, out of it | [`console::sign_in::sign_in`], [`console::sessions::end`] | `console sign-in`, `console sign-out` |
//! | call a function of a login type | [`trail::note_function`] | the function's name |

mod action;
mod actor;
mod administration;
mod error;
mod moment;
mod role;
pub mod totp;

pub mod companies;
pub mod console;
pub mod hosts;
pub mod instances;
pub mod keys;
pub mod log_outs;
pub mod overview;
pub mod plain_userids;
pub mod records;
pub mod sessions;
pub mod tokens;
pub mod trail;
pub mod users;

pub use crate::{
    action::Action,
    actor::{Actor, Origin},
    administration::Administration,
    error::AdministrationError,
    moment::{read as moment_of, shown as time},
    role::{Role, UnknownRole},
};
