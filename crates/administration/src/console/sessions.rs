//! Console sessions: how long a browser that signed in stays so.

use std::time::Duration;

use accounts::digest;
use clock::Timestamp;
use login_type::SecretText;
use serde_json::json;
use storage::{Access as _, ConsoleSession};

use super::Administrator;
use crate::{Action, Actor, Administration, AdministrationError};

/// Characters of a cookie: 43 × 5.95 bits are 256.
const COOKIE_LEN: usize = 43;
/// How exactly the last use is known.
const TOUCH_AFTER: Duration = Duration::from_mins(1);

/// How long console sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lasting {
    /// Without being used.
    pub idle: Duration,
    /// In all.
    pub whole: Duration,
    /// How long it is enough to have proven oneself for what is asked of an owner again.
    pub proof: Duration,
}

impl Default for Lasting {
    fn default() -> Self {
        Self { idle: Duration::from_mins(30), whole: Duration::from_hours(12), proof: Duration::from_mins(10) }
    }
}

/// A session that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsoleSessionEntry {
    /// The hash of its cookie.
    pub hash: String,
    /// Whose it is.
    pub administrator: Administrator,
    /// When they proved themselves last.
    pub confirmed_at: Timestamp,
    /// When it ends, however much it is used.
    pub expires_at: Timestamp,
}

/// Opens a session; answers the cookie's value.
pub(super) async fn open(
    server: &Administration,
    administrator: &Administrator,
) -> Result<SecretText, AdministrationError> {
    let (cookie, now) = (server.entropy.alphanumeric(COOKIE_LEN), server.clock.now());
    let session = ConsoleSession {
        hash: digest(&cookie),
        administrator_id: administrator.id.clone(),
        created_at: now,
        seen_at: now,
        confirmed_at: now,
        expires_at: now + server.lasting.whole,
    };
    server.database.console_sessions().add(&session).await?;
    Ok(SecretText::new(cookie))
}

/// The session of a cookie, if it goes on and its administrator is let in.
///
/// # Errors
/// When the database is out of reach.
pub async fn lookup(server: &Administration, cookie: &str) -> Result<Option<ConsoleSessionEntry>, AdministrationError> {
    let (hash, now) = (digest(cookie), server.clock.now());
    let Some(session) = server.database.console_sessions().lookup(&hash).await? else { return Ok(None) };
    if session.expires_at <= now || now.since(session.seen_at) >= server.lasting.idle {
        return Ok(None);
    }
    let Some(known) = server.database.administrators().lookup(&session.administrator_id).await? else {
        return Ok(None);
    };
    if known.disabled {
        return Ok(None);
    }
    if now.since(session.seen_at) >= TOUCH_AFTER {
        server.database.console_sessions().touch(&hash, now).await?;
    }
    Ok(Some(ConsoleSessionEntry {
        hash,
        administrator: Administrator::of(&known),
        confirmed_at: session.confirmed_at,
        expires_at: session.expires_at,
    }))
}

/// Ends a session.
///
/// # Errors
/// When the database is out of reach.
pub async fn end(
    server: &Administration,
    actor: &Actor,
    session: &ConsoleSessionEntry,
) -> Result<(), AdministrationError> {
    if server.database.console_sessions().remove(&session.hash).await? {
        let target = format!("administrator {}", session.administrator.name);
        server.note(&server.database, actor, &Action::ConsoleSignOut, target, json!({})).await?;
    }
    Ok(())
}
