//! Opens a database by its URL: SQLite, PostgreSQL, MySQL or MariaDB, each set up the same way.
//!
//! On every engine a statement sees what was committed before it began (READ COMMITTED, or stricter), what was
//! committed is on the disk, nobody waits for a lock longer than [`Options::patience`], and foreign keys hold. The
//! repositories and the schema's steps are written for that and ask for nothing else.

mod connect_error;
mod database_url;
mod engine;
mod first_session;
mod options;
mod own_table;
mod protection;
mod session;

pub use crate::{
    connect_error::ConnectError,
    database_url::{DatabaseUrl, UrlError},
    engine::Engine,
    options::{MissingFile, Options},
    own_table::{OwnTable, OwnTableError},
    protection::Protection,
};
