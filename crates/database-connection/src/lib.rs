//! Opens a database by its URL: SQLite, PostgreSQL, MySQL or MariaDB, each set up the same way.
//!
//! Whatever the engine, a statement sees what was committed before it began (READ COMMITTED, or stricter), what was
//! committed is on the disk, nobody waits for a lock longer than [`Options::patience`], and foreign keys hold. The
//! repositories and the schema's steps are written for that and ask for nothing else.

mod database_url;
mod engine;
mod options;
mod session;

pub use crate::{
    database_url::{DatabaseUrl, UrlError},
    engine::Engine,
    options::{MissingFile, Options},
};
