//! `Options`: how many connections there may be and how long to wait.

use std::time::Duration;

/// How many connections there may be and how long to wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Connections at most.
    pub max_connections: u32,
    /// How long a call waits for a free connection, or for a new one.
    pub acquire_timeout: Duration,
    /// How long a statement waits for what another one has locked.
    pub patience: Duration,
    /// The treatment of a SQLite file that is not there.
    pub missing_file: MissingFile,
}

/// The treatment of a SQLite file that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingFile {
    /// It is an error.
    Refused,
    /// It is made.
    Created,
}
