//! The accounts of one server: users, bindings, login codes, sessions and their tokens, signing keys, revocation.
//!
//! [`LocalAccounts`] implements the [`Accounts`](login_type::Accounts) that login types use, over the database;
//! [`AuthSvc`] is the service through which users turn a login code into tokens, refresh them and log out.
//!
//! Over all processes on one database:
//! - a user exists once per (login type, company, id within the company);
//! - a login code and a refresh token are good for one use; the second use of a refresh token ends its token family (of a
//!   plain login the session too), unless its answer may have been lost: for 15 s it is given again;
//! - a token family is of one session and one client, and ends with the session;
//! - a revocation counts for the next call, whatever its token says;
//! - a member whom the identity provider did not confirm for a while is asked about before they go on;
//! - a login goes on while the instance that it came by is there, of the same login type, and serves its realm and company;
//! - whoever logs in or out, reuses a refresh token or loses sessions is in the audit trail, in the same transaction;
//! - no token, code or private key is stored in a form that lets anybody in.

mod access_token;
mod admission;
mod audit_context;
mod auth_svc;
mod authentication;
mod bindings;
mod browser_sessions;
mod client_tokens;
mod error;
mod everywhere;
pub mod jose;
mod key_generation;
mod key_set;
mod local_accounts;
mod login_codes;
mod membership;

mod opaque;
mod personal_tokens;
mod rights;
mod sessions;
mod settings;
mod signatures;
mod signing_algorithm;
mod signing_key;
mod signing_keys;
mod texts;
mod token_families;

pub use crate::{
    admission::of_session as standing_of_session,
    audit_context::{AuditContext, AuditEntry},
    auth_svc::AuthSvc,
    authentication::BearerError,
    browser_sessions::{BrowserSession, KnownBrowser},
    client_tokens::{ClientBearer, ClientTerms, RefreshBearer},
    error::AccountsError,
    local_accounts::LocalAccounts,
    login_codes::CodeBearer,
    membership::Rechecked,
    opaque::digest,
    personal_tokens::{Administrator, CreatedToken, NewToken, TOKEN_LIFETIME, TokenEntry, is_looked_up},
    rights::{Asked, Rights},
    settings::Settings,
    signing_algorithm::{SigningAlgorithm, UnknownAlgorithm},
    signing_keys::{FirstUse, JWKS_MAX_AGE, KEY_ROTATE, LONGEST_TOKEN, Rotation},
    token_families::{Client, FamilyGrant},
};
