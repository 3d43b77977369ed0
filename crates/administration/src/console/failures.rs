//! The waits after wrong passwords and codes, by the name and the network that they come from.
//!
//! An attempt counts as failed before anything is looked at and is forgotten if it was right: of many at once, in however
//! many processes, one is made. A network from which a name signed in before has a count of its own, so that strangers who
//! keep a name waiting do not keep out the person that it belongs to.

use std::net::IpAddr;

use clock::Timestamp;
use hex::encode;
use passwords::{FIRST_WAIT, FORGOTTEN_AFTER, KNOWN_FOR, MOST_KNOWN, Network, wait_after};
use sha2::{Digest as _, Sha256};
use storage::{Access as _, Failures};

use super::SignInError;
use crate::Administration;

/// Failed attempts after which the audit trail has an alarm.
const ALARMING: u32 = 5;

/// An attempt that may be made; it counts as failed until it is forgiven.
pub(super) struct Attempt {
    name: String,
    network: Option<String>,
    is_known: bool,
    /// Failed attempts, with this one.
    pub(super) count: u32,
}

impl Attempt {
    /// Whether it is the one that makes a name's failures an alarm.
    pub(super) fn is_alarming(&self) -> bool {
        self.count == ALARMING
    }
}

/// Counts an attempt at a name, whether anybody has it or not.
pub(super) async fn begin(
    server: &Administration,
    (name, is_anybodys): (&str, bool),
    client: Option<IpAddr>,
) -> Result<Attempt, SignInError> {
    let now = server.clock.now();
    let failures = server.database.sign_in_failures();
    let name = row_of(name, is_anybodys);
    let network = client.map(|client| Network::of(client).id_below(&name));
    let known = match &network {
        Some(id) => failures.lookup(id).await?.filter(|row| now.since(row.last_at) < KNOWN_FOR),
        None => None,
    };
    let (id, seen) = match (known, &network) {
        (Some(known), Some(id)) => (id.clone(), Some(known)),
        _ => (name.clone(), failures.lookup(&name).await?),
    };
    let counted = count(seen, now)?;
    if !failures.count(&id, seen, counted).await? {
        // Of two at once, the other one is counted.
        return Err(SignInError::TooMany { retry_after: FIRST_WAIT });
    }
    Ok(Attempt { is_known: known.is_some(), name, network, count: counted.count })
}

/// The count with one attempt more, unless it has to wait.
fn count(seen: Option<Failures>, now: Timestamp) -> Result<Failures, SignInError> {
    // Set back, the clock would make a wait longer than any.
    let last_at = seen.map_or(now, |seen| seen.last_at.min(now));
    let before = seen.filter(|_| now.since(last_at) < FORGOTTEN_AFTER).map_or(0, |seen| seen.count);
    let next = last_at + wait_after(before);
    if now < next {
        return Err(SignInError::TooMany { retry_after: next.since(now) });
    }
    Ok(Failures { count: before.saturating_add(1), last_at: now })
}

/// Forgets the failed attempts of a name that proved itself, and knows its network from now on.
pub(super) async fn forgive(server: &Administration, attempt: Attempt) -> Result<(), SignInError> {
    let failures = server.database.sign_in_failures();
    let Attempt { name, network, is_known, .. } = attempt;
    if !is_known {
        failures.remove(&name).await?;
    }
    let Some(network) = network else { return Ok(()) };
    failures.put(&network, Failures { count: 0, last_at: server.clock.now() }).await?;
    let kept = u64::try_from(MOST_KNOWN).unwrap_or(u64::MAX);
    Ok(failures.keep_latest(&Network::prefix(&name), kept).await?)
}

/// The row of a name: names that nobody has share a bounded number of rows, and none that was typed is stored, for it may be
/// a password.
fn row_of(name: &str, is_anybodys: bool) -> String {
    let digest = Sha256::digest(name);
    if is_anybodys { encode(digest) } else { format!("nobody-{:02x}{:02x}", digest[0], digest[1]) }
}
