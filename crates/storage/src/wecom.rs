//! The only door of the official login types: what they know of WeCom's companies and suites, and nothing else of the
//! database. They are given [`WecomTables`] and name nothing of this crate beyond this module (rule `door` of `cargo xtask
//! tidy`).
//!
//! No transaction spans these tables and those of the accounts. A cancellation first marks the company here and then has
//! the accounts end its sessions, each in a transaction of its own: both may be done twice and come to the same end, and
//! the callback record whose work they are is tried again until both are done. Between the two nobody new comes in, because
//! a login asks here first and the accounts hold the company's row of `revocation` while they open a session.

pub(crate) mod cached_tokens;
pub(crate) mod corp_auth;
pub(crate) mod corp_auths;
pub(crate) mod corp_search;
pub(crate) mod corp_standing;
pub(crate) mod suite_providers;
pub(crate) mod suite_tickets;
mod tables;

pub use self::{
    cached_tokens::{CachedToken, CachedTokens},
    corp_auth::{Authorisation, CancelOutcome, CorpAuth, CorpAuthStatus, CorpGrant, GrantOutcome, SetOrgCode},
    corp_auths::{CorpAuths, LongestWait},
    corp_search::CorpSearch,
    corp_standing::CorpStanding,
    suite_providers::SuiteProviders,
    suite_tickets::{StoredTicket, SuiteTickets, TicketTimes},
    tables::WecomTables,
};
pub use crate::engine::error::StorageError;
