//! `Attempts`: the failed attempts of each name, kept in the server's database: when the next one may be made.
//!
//! An attempt counts as failed before the password is looked at, and is forgotten if it was right: of many at once, in
//! however many processes, one is made.
//!
//! A network from which a name logged in before has a count of its own, and all others have one together: so a stranger who
//! keeps a name waiting does not keep out the person that it belongs to (OWASP's device cookies, by the network in place of a
//! cookie).

mod failed_attempt;

use std::time::Duration;

use database_connection::OwnTable;
use login_type::{CallError, ErrorKind, InstanceName, Timestamp};
use passwords::{FIRST_WAIT, FORGOTTEN_AFTER, KNOWN_FOR, MOST_KNOWN, Network, wait_after};
use sea_orm::{DatabaseConnection, DbErr, IntoActiveModel, QueryOrder, SqlErr, entity::prelude::*, sea_query::Expr};
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use self::failed_attempt::{Column, Entity, Model};

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

/// An attempt at a name.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) instance: &'a InstanceName,
    pub(crate) name: &'a str,
    pub(crate) whose: Whose,
    /// The network that it comes from, where that is known.
    pub(crate) network: Option<Network>,
}

/// An attempt that may be made; it counts as failed until it is [forgiven](Attempts::forgive).
pub(crate) struct Attempt {
    /// The row of the name's unknown networks.
    name: String,
    /// The row of the network that it came from.
    network: Option<String>,
    /// Whether that network is known.
    is_known: bool,
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
    pub(crate) async fn begin(&self, at: At<'_>, now: Timestamp) -> Result<Attempt, CallError> {
        let (database, name) = (self.open().await?, id_of(at));
        let network = at.network.map(|network| network.id_below(&name));
        // Asked for a name that nobody has too: the two take the same questions.
        let known = match &network {
            Some(id) => row(database, id).await?.filter(|row| is_known(row, now)),
            None => None,
        };
        let attempt = Attempt { is_known: known.is_some(), name, network };
        let counted = match known {
            Some(row) => count_on(database, &row, now).await?,
            None => match row(database, &attempt.name).await? {
                Some(row) => count_on(database, &row, now).await?,
                None => self.add(database, (&attempt.name, 1), now).await?,
            },
        };
        // Of two at once, the other one is counted.
        if counted { Ok(attempt) } else { Err(too_many(FIRST_WAIT)) }
    }

    /// Forgets the failed attempts of a name whose password was right, and knows its network from now on.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub(crate) async fn forgive(&self, attempt: Attempt, now: Timestamp) -> Result<(), CallError> {
        let database = self.open().await?;
        let Attempt { name, network, is_known } = attempt;
        if !is_known {
            // From a known network, the attempts of strangers elsewhere go on counting.
            Entity::delete_by_id(&name).exec(database).await.map_err(CallError::unavailable)?;
        }
        let Some(network) = network else { return Ok(()) };
        let updated = Entity::update_many()
            .col_expr(Column::Failures, Expr::value(0))
            .col_expr(Column::LastAt, Expr::value(now.as_millis()))
            .filter(Column::Id.eq(&network));
        let updated = updated.exec(database).await.map_err(CallError::unavailable)?;
        if updated.rows_affected == 0 {
            self.add(database, (&network, 0), now).await?;
            forget_the_oldest(database, &name).await?;
        }
        Ok(())
    }

    async fn add(
        &self,
        database: &DatabaseConnection,
        (id, failures): (&str, i32),
        now: Timestamp,
    ) -> Result<bool, CallError> {
        let row = Model { id: id.to_owned(), failures, last_at: now.as_millis() };
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

async fn row(database: &DatabaseConnection, id: &str) -> Result<Option<Model>, CallError> {
    Entity::find_by_id(id).one(database).await.map_err(CallError::unavailable)
}

/// Whether the row of a network says that the name logged in from it not too long ago.
fn is_known(row: &Model, now: Timestamp) -> bool {
    now.since(Timestamp::from_millis(row.last_at)) < KNOWN_FOR
}

/// Counts an attempt on a row, unless it has to wait or somebody else counted meanwhile.
async fn count_on(database: &DatabaseConnection, row: &Model, now: Timestamp) -> Result<bool, CallError> {
    // Set back, the clock would make a wait longer than any.
    let row = Model { last_at: row.last_at.min(now.as_millis()), ..row.clone() };
    let (failures, last_at) = standing(&row, now);
    let next = last_at + wait_after(failures);
    if now < next {
        return Err(too_many(next.since(now)));
    }
    count(database, &row.id, (row.failures, failures + 1), now).await
}

/// Forgets the networks of a name beyond the latest.
async fn forget_the_oldest(database: &DatabaseConnection, name: &str) -> Result<(), CallError> {
    let known = Entity::find().filter(Column::Id.starts_with(Network::prefix(name))).order_by_desc(Column::LastAt);
    let known = known.all(database).await.map_err(CallError::unavailable)?;
    let old: Vec<String> = known.into_iter().skip(MOST_KNOWN).map(|row| row.id).collect();
    if !old.is_empty() {
        let gone = Entity::delete_many().filter(Column::Id.is_in(old)).exec(database).await;
        gone.map_err(CallError::unavailable)?;
    }
    Ok(())
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

/// The key of a name: no name that was typed is stored, for it may be a password.
fn id_of(At { instance, name, whose, .. }: At<'_>) -> String {
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
