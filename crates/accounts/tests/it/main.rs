//! The accounts over a real database, with a clock that the test moves.

mod access_tokens;
mod auth_svc;
mod browser_sessions;
mod leaks;
mod login_codes;
mod membership;
mod personal_tokens;
mod refresh_tokens;
mod revocations;
mod signing_keys;
mod users;
mod world;
