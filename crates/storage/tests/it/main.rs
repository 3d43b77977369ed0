//! The repositories on a real database, with the schema of `migrations`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accounts;
mod at_rest;
mod callback_inbox;
mod callback_lanes;
mod callback_queue;
mod callback_records;
mod cancel_and_grant;
mod corp_auths;
mod database;
mod encoding;
mod keys;
mod kit;
mod leases;
mod member_checks;
mod oidc;
mod pooler;
mod silent;
mod sqlite;
mod tokens;
