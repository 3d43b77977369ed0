//! How the database is reached: connections, transactions, leases, errors, and the sealing of secrets.

pub(crate) mod burst_connection;
pub(crate) mod column;
pub(crate) mod database;
pub(crate) mod deadlock;
pub(crate) mod error;
pub(crate) mod key_ring;
pub(crate) mod leases;
pub(crate) mod reach;
pub(crate) mod sealing;
pub(crate) mod set_back;
pub(crate) mod with_timeout;
pub(crate) mod write_queue;
