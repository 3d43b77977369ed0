//! `Attempts`: the failed attempts of each name, kept in the server's database: when the next one may be made.
//!
//! An attempt counts as failed before the password is looked at, and is forgotten if it was right: of many at once, in
//! however many processes, one is made.

mod failed_attempt;

use std::time::Duration;

use database_connection::OwnTable;
use login_type::{CallError, ErrorKind, InstanceName, Timestamp};
use sea_orm::{DatabaseConnection, DbErr, IntoActiveModel, SqlErr, entity::prelude::*, sea_query::Expr};
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use self::failed_attempt::{Column, Entity, Model};

/// Failed attempts without a wait: a slip of the finger costs nothing.
const FREE: u32 = 3;
/// The wait after the first one that is not free; it doubles from there.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// The longest wait, so that whoever is attacked can still log in now and then.
const LONGEST_WAIT: Duration = Duration::from_mins(5);
/// Attempts older than this are forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_hours(24);

/// Whose attempt it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A name of the instance.
    User,
    /// A name that nobody has, with a secret of the instance.
    Stranger([u8; 32]),
}

/// The failed attempts; the table is opened, and made where it is missing, when it is first needed.
#[derive(Clone)]
pub(crate) struct Attempts {
    table: OwnTable<Entity>,
}

/// An attempt that may be made; it counts as failed until it is [forgiven](Attempts::forgive).
pub(crate) struct Attempt {
    id: String,
}

impl Attempts {
    /// The table in the database at `url`; nothing is opened yet.
    pub(crate) fn new(url: &SecretString) -> Self {
        Self { table: OwnTable::new(url, Entity) }
    }

    /// Counts an attempt under a name.
    ///
    /// # Errors
    /// [`ErrorKind::TooManyRequests`] where the name has to wait, or when the database is out of reach.
    pub(crate) async fn begin(
        &self,
        instance: &InstanceName,
        (name, whose): (&str, Whose),
        now: Timestamp,
    ) -> Result<Attempt, CallError> {
        let (database, id) = (self.open().await?, id_of(instance, name, whose));
        let row = Entity::find_by_id(&id).one(database).await.map_err(CallError::unavailable)?;
        // Set back, the clock would make a wait longer than any.
        let row =
            row.map(|row| if row.last_at > now.as_millis() { Model { last_at: now.as_millis(), ..row } } else { row });
        let counted = match row {
            None => self.add(database, &id, now).await?,
            Some(row) => {
                let (failures, last_at) = standing(&row, now);
                let next = last_at + wait_after(failures);
                if now < next {
                    return Err(too_many(next.since(now)));
                }
                count(database, &id, (row.failures, failures + 1), now).await?
            }
        };
        // Of two at once, the other one is counted.
        if counted { Ok(Attempt { id }) } else { Err(too_many(FIRST_WAIT)) }
    }

    /// Forgets the failed attempts of a name whose password was right.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub(crate) async fn forgive(&self, attempt: Attempt) -> Result<(), CallError> {
        let gone = Entity::delete_by_id(attempt.id).exec(self.open().await?).await;
        gone.map(drop).map_err(CallError::unavailable)
    }

    async fn add(&self, database: &DatabaseConnection, id: &str, now: Timestamp) -> Result<bool, CallError> {
        let row = Model { id: id.to_owned(), failures: 1, last_at: now.as_millis() };
        match Entity::insert(row.into_active_model()).exec_without_returning(database).await {
            Ok(_) => Ok(true),
            Err(error) if is_taken(&error) => Ok(false),
            Err(error) => Err(CallError::unavailable(error)),
        }
    }

    async fn open(&self) -> Result<&DatabaseConnection, CallError> {
        self.table.open().await.map_err(CallError::unavailable)
    }
}

fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Counts an attempt more, unless somebody else did meanwhile.
async fn count(
    database: &DatabaseConnection,
    id: &str,
    (from, to): (i32, u32),
    now: Timestamp,
) -> Result<bool, CallError> {
    let counted = Entity::update_many()
        .col_expr(Column::Failures, Expr::value(i32::try_from(to).unwrap_or(i32::MAX)))
        .col_expr(Column::LastAt, Expr::value(now.as_millis()))
        .filter(Column::Id.eq(id))
        .filter(Column::Failures.eq(from));
    Ok(counted.exec(database).await.map_err(CallError::unavailable)?.rows_affected == 1)
}

/// The failed attempts that count, and when the last one was.
fn standing(row: &Model, now: Timestamp) -> (u32, Timestamp) {
    let last_at = Timestamp::from_millis(row.last_at);
    let is_old = now.since(last_at) >= FORGOTTEN_AFTER;
    (if is_old { 0 } else { u32::try_from(row.failures).unwrap_or(0) }, last_at)
}

/// How long after its last failed attempt a name has to wait.
fn wait_after(failures: u32) -> Duration {
    let Some(doublings) = failures.checked_sub(FREE) else { return Duration::ZERO };
    FIRST_WAIT.saturating_mul(1_u32.checked_shl(doublings).unwrap_or(u32::MAX)).min(LONGEST_WAIT)
}

/// The key of a name: no name that was typed is stored, for it may be a password.
fn id_of(instance: &InstanceName, name: &str, whose: Whose) -> String {
    match whose {
        Whose::User => hex::encode(Sha256::digest(format!("{instance}\n{name}"))),
        // A bounded number of rows serves all typed names. Nobody outside can compute the row of a name, or its wait would
        // tell strangers from users.
        Whose::Stranger(secret) => {
            let digest = Sha256::new().chain_update(secret).chain_update(name).finalize();
            format!("{}-{:02x}{:02x}", hex::encode(Sha256::digest(instance.to_string())), digest[0], digest[1])
        }
    }
}

fn too_many(retry_after: Duration) -> CallError {
    let seconds = retry_after.as_secs().max(1);
    let message = format!("too many wrong passwords for this name: try again in {seconds} s");
    CallError::new(ErrorKind::TooManyRequests { retry_after: Duration::from_secs(seconds) }, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waits_double_from_two_seconds_up_to_five_minutes() {
        let waits: Vec<u64> = (0..12).map(|failures| wait_after(failures).as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }
}
