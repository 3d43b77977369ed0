//! The figures of the server, by days, for whoever looks at it as a whole.

use std::time::Duration;

use clock::Timestamp;
use storage::Access as _;

use crate::{Actor, Administration, AdministrationError, moment};

/// Days that are counted, the present one with them.
const DAYS: i64 = 14;
const DAY: Duration = Duration::from_hours(24);

/// A count by days in UTC, the oldest first: `2026-12-01` and how many.
pub type ByDay = Vec<(String, u64)>;

/// The figures of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Figures {
    /// Callbacks that arrived.
    pub callbacks: ByDay,
    /// Logins that came about.
    pub logins: ByDay,
    /// Sessions that go on.
    pub sessions: u64,
}

/// The figures of the last fourteen days.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn figures(server: &Administration, actor: &Actor) -> Result<Figures, AdministrationError> {
    actor.check_read(None)?;
    let (database, now) = (&server.database, server.clock.now());
    let today = Timestamp::from_secs(now.as_secs() - now.as_secs().rem_euclid(86_400));
    let mut figures = Figures { sessions: database.sessions().count(now).await?, ..Figures::default() };
    for ago in (0..DAYS).rev() {
        let start = Timestamp::from_secs(today.as_secs() - ago * 86_400);
        let day: String = moment::shown(start).chars().take(10).collect();
        let within = start..start + DAY;
        let callbacks = database.callback_records().count_received(within.clone()).await?;
        figures.callbacks.push((day.clone(), callbacks));
        figures.logins.push((day, database.audit_events().count("login", within).await?));
    }
    Ok(figures)
}
