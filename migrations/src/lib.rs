//! The database's schema, step by step.
//!
//! [`up`] brings a database to the schema of this program, [`down`] takes all of it away, [`status`] looks without
//! touching. Each opens a connection of its own and closes it. A step is one file and is never edited once released.
//!
//! Add a migration:
//!
//! 1. The next `m00NN_what.rs` here, with `up` and `down`, in the words of `table.rs`, so that it is the same on SQLite,
//!    PostgreSQL, MySQL and MariaDB. A column that is added to a table has a default: its rows are there already.
//! 2. Its `mod` below and its place, the last, in `migrator.rs`. A step that was released is never edited: the next one mends it.
//! 3. The entity in `storage/src/entity/`, a repository over it, what is secret sealed and listed in `sealed_rows.rs`.
//! 4. `cargo nextest run -p migrations -p storage` (up, down and up again), then `cargo xtask test` for the other engines.

mod connection;
mod error;
mod migrator;
mod table;

mod m0001_wecom;
mod m0002_callback_records;
mod m0003_accounts;
mod m0004_keys;
mod m0005_audit;
mod m0006_lease;
mod m0007_running_lane;
mod m0008_reconcile;
mod m0010_request_id;
mod m0011_callback_inbox;
mod m0012_member_check;
mod m0013_grants;
mod m0014_refresh_successor;
mod m0015_token_rights;
mod m0016_token_families;
mod m0017_login_attempt_kept;
mod m0018_oidc;
mod m0019_hosts;
mod m0020_openid_sessions;
mod m0021_openid_scope;
mod m0022_hand_over;
mod m0023_console;

use sea_orm_migration::{
    MigratorTrait, SchemaManager,
    sea_orm::{DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait},
};

pub use crate::error::MigrationError;
use crate::migrator::Migrator;

/// Names of the steps that [`up`] or [`down`] took, in their order; empty when there was nothing to do.
pub type Applied = Vec<String>;

/// A step of the schema, as [`status`] finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// Its name, that of its file.
    pub name: String,
    /// Whether the database has it.
    pub state: StepState,
}

/// Whether a database has a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It has.
    Applied,
    /// [`up`] would take it.
    Pending,
}

/// Brings the database at `url` to the schema of this program, all steps or none; creates a missing SQLite file
/// in a folder that is there. Processes that do so at once do it once, one after the other. MySQL and MariaDB cannot take
/// a step back that broke off in the middle.
///
/// # Errors
/// [`MigrationError::Newer`] when the database knows steps that this program does not, and whatever the database says;
/// never the URL.
pub async fn up(url: &str) -> Result<Applied, MigrationError> {
    let connection = connection::create(url).await?;
    let outcome = walk(&connection, Direction::Up).await;
    connection::close(connection).await;
    outcome
}

/// Takes back every step, and all data with them.
///
/// # Errors
/// As [`up`].
pub async fn down(url: &str) -> Result<Applied, MigrationError> {
    let connection = connection::open(url).await?;
    let outcome = walk(&connection, Direction::Down).await;
    connection::close(connection).await;
    outcome
}

/// The steps that this program knows and whether the database at `url` has them; changes nothing.
///
/// # Errors
/// As [`up`]; a SQLite file that is missing is an error too.
pub async fn status(url: &str) -> Result<Vec<Step>, MigrationError> {
    let connection = connection::open(url).await?;
    let outcome = migrator::steps(&SchemaManager::new(&connection)).await;
    connection::close(connection).await;
    outcome
}

#[derive(Clone, Copy)]
enum Direction {
    Up,
    Down,
}

async fn walk(connection: &DatabaseConnection, direction: Direction) -> Result<Applied, MigrationError> {
    connection::lock_out_others(connection).await?;
    let transaction = begin(connection).await?;
    let wanted = match direction {
        Direction::Up => StepState::Pending,
        Direction::Down => StepState::Applied,
    };
    let steps = migrator::steps(&SchemaManager::new(&transaction)).await?;
    let mut steps: Applied = steps.into_iter().filter(|step| step.state == wanted).map(|step| step.name).collect();
    match direction {
        Direction::Up => Migrator::up(&transaction, None).await,
        Direction::Down => Migrator::down(&transaction, None).await,
    }
    .map_err(MigrationError::failed)?;
    transaction.commit().await.map_err(MigrationError::failed)?;
    if let Direction::Down = direction {
        steps.reverse();
    }
    Ok(steps)
}

/// Begins with the right to write, so that a second process waits here and then finds the work done.
async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction, MigrationError> {
    let options =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    connection.begin_with_options(options).await.map_err(MigrationError::failed)
}
