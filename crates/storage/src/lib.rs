//! The database: entities, repositories, sealing at rest.
//!
//! [`Database::open`] opens it; the repositories are methods of [`Access`], which both a [`Database`] and a
//! [`Transaction`] have (login types to WeCom get [`wecom::WecomTables`] instead):
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
mod accounts;
mod callbacks;
mod console;
mod engine;
mod entity;
mod hosts;
mod oidc;
mod sealed_rows;
mod trail;
pub mod wecom;

pub use database_connection::{Engine, UrlError};

pub use crate::{
    access::Access,
    accounts::bindings::{AddedBinding, Binding, Bindings},
    accounts::browser_cookies::BrowserCookies,
    accounts::login_codes::{LoginCodes, StoredCorp, StoredLoginCode},
    accounts::login_origin::LoginOrigin,
    accounts::member_check::{MemberCheck, MemberKey},
    accounts::member_checks::MemberChecks,
    accounts::pending_logins::{PendingLogin, PendingLogins},
    accounts::personal_access_tokens::{PersonalAccessToken, PersonalAccessTokens},
    accounts::refresh_tokens::{RefreshToken, RefreshTokens, Spend},
    accounts::revocations::Revocations,
    accounts::sessions::{Session, SessionFilter, Sessions},
    accounts::signing_keys::{SigningKeys, StoredSigningKey},
    accounts::token_families::{TokenFamilies, TokenFamily},
    accounts::users::{StoredProfile, User, UserFilter, Users},
    callbacks::inbox::{CallbackInbox, SortedIn},
    callbacks::record::{
        CallbackAttempt, CallbackState, CallbackStateName, ClaimedRecord, ListedRecord, NewCallbackRecord, NewOrRepeat,
        Requeue, UnknownState,
    },
    callbacks::records::{Backlog, CallbackRecords, Claim, RecordFilter},
    console::administrators::{Administrators, StoredAdministrator},
    console::console_sessions::{ConsoleSession, ConsoleSessions},
    console::invitations::{Invitations, StoredInvitation},
    console::sign_in_failures::{Failures, SignInFailures},
    engine::database::{Database, Options, Transaction},
    engine::deadlock::TRIES_IN_DEADLOCK,
    engine::error::{DriverError, StorageError},
    engine::key_ring::{KeyError, KeyRing},
    engine::leases::Leases,
    engine::sealing::SealError,
    hosts::forward_sessions::{ForwardSession, ForwardSessions},
    hosts::login_hosts::{HostOwner, LoginHost, LoginHosts},
    hosts::login_relays::{LoginRelay, LoginRelays},
    hosts::verification_files::{VerificationFile, VerificationFiles},
    oidc::authorization_codes::{AuthorizationCodes, StoredAuthorizationCode},
    oidc::authorization_requests::{AuthorizationRequests, StoredAuthorizationRequest},
    oidc::client_assertions::ClientAssertions,
    oidc::client_sessions::{AsksToBeTold, ClientSession, ClientSessions, Told, ToldClient},
    oidc::consents::{ConsentKey, Consents},
    oidc::plain_userids::{CorpOfApp, PlainUserids},
    oidc::subjects::Subjects,
    sealed_rows::{Resealed, SealFault, SealedColumn, SealedRows},
    trail::audit_events::{AuditEvent, AuditEvents, AuditFilter, NewAuditEvent},
};
