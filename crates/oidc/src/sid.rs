//! `sid`: a session as the clients of one sector know it (OpenID Connect Back-Channel Logout, section 2.1).
//!
//! A `sid` that all clients share would tell them that two pairwise subjects are one person (OpenID Connect Core, section 8.1).

use accounts::digest;
use storage::Session;

use crate::clients::Client;

/// Letters of a `sid`.
const LEN: usize = 32;

/// The `sid` of a session for a client, which stays when the member logs in anew at the same browser. Clients with public
/// subjects share one, as they share `sub`.
pub(crate) fn of(session: &Session, client: &Client) -> String {
    let sector = client.sector.as_deref().unwrap_or_default();
    let mut sid = digest(&format!("sid {} {sector} {}", client.name.app, session.first()));
    sid.truncate(LEN);
    sid
}
