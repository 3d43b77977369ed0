//! The database: entities, repositories, sealing at rest.
//!
//! [`Database::open`] opens it; the repositories are methods of [`Access`], which both a [`Database`] and a
//! [`Transaction`] have:
//!
//! ```no_run
//! # async fn example(database: storage::Database, now: clock::Timestamp) -> Result<(), storage::StorageError> {
//! use storage::Access;
//!
//! let transaction = database.begin().await?;
//! let code = transaction.login_codes().consume("the code's hash", now).await?;
//! transaction.sessions().revoke("the session's id", "logged out", now).await?;
//! transaction.commit().await?;
//! # Ok(())
//! # }
//! ```
//!
//! Rows are compared and set in one step wherever two may write, so every rule holds for several tasks and processes.
//! Secrets are sealed with AES-256-GCM for their table, column and row, under a [`KeyRing`]; what only has to be
//! recognised (codes, refresh tokens) is given and kept as the caller's hash.

mod access;
mod column;
mod database;
mod entity;
mod error;
mod express;
mod key_ring;
mod reach;
mod sealing;
mod set_back;

mod audit_events;
mod bindings;
mod cached_tokens;
mod callback_inbox;
mod callback_record;
mod callback_records;
mod corp_auth;
mod corp_auths;
mod corp_standing;
mod leases;
mod limited;
mod login_attempts;
mod login_codes;
mod member_check;
mod member_checks;
mod personal_access_tokens;
mod refresh_tokens;
mod revocations;
mod sealed_rows;
mod sessions;
mod signing_keys;
mod suite_providers;
mod suite_tickets;
mod users;

pub use database_connection::{Engine, UrlError};

pub use crate::{
    access::Access,
    audit_events::{AuditEvent, AuditEvents, NewAuditEvent},
    bindings::{AddedBinding, Binding, Bindings},
    cached_tokens::{CachedToken, CachedTokens},
    callback_inbox::{CallbackInbox, SortedIn},
    callback_record::{
        Added, CallbackAttempt, CallbackRecord, CallbackState, CallbackStateName, ClaimedRecord, InitialState,
        NewCallbackRecord, OnRepeat, Requeue, UnknownState,
    },
    callback_records::{Backlog, CallbackRecords, RecordFilter},
    corp_auth::{Authorisation, CancelOutcome, CorpAuth, CorpAuthStatus, Grant, GrantOutcome, SetOrgCode},
    corp_auths::{CorpAuths, LongestWait},
    corp_standing::CorpStanding,
    database::{Database, Options, Transaction},
    error::{DriverError, StorageError},
    key_ring::{KeyError, KeyRing},
    leases::Leases,
    login_attempts::{LoginAttempt, LoginAttempts},
    login_codes::{LoginCodes, StoredCorp, StoredLoginCode},
    member_check::{MemberCheck, MemberKey},
    member_checks::MemberChecks,
    personal_access_tokens::{PersonalAccessToken, PersonalAccessTokens},
    refresh_tokens::{RefreshToken, RefreshTokens, Spend},
    revocations::Revocations,
    sealed_rows::{Resealed, SealFault, SealedColumn, SealedRows},
    sealing::SealError,
    sessions::{Session, SessionFilter, Sessions},
    signing_keys::{SigningKeys, StoredSigningKey},
    suite_providers::SuiteProviders,
    suite_tickets::{StoredTicket, SuiteTickets, TicketTimes},
    users::{StoredProfile, User, UserFilter, Users},
};
