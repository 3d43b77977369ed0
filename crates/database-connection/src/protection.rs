//! `Protection`: whether others on the way to a database server could read along, or stand in for it.

use std::net::IpAddr;

use sqlx::{mysql::MySqlSslMode, postgres::PgSslMode};

/// How a connection to a database is protected from those on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// It does not leave this machine.
    Local,
    /// Encrypted, and the server shows by its certificate that it is the one that was named.
    Verified,
    /// Encrypted, but another server could stand in.
    Unverified,
    /// Not encrypted, or only where the server likes.
    Plain,
}

impl From<PgSslMode> for Protection {
    fn from(mode: PgSslMode) -> Self {
        match mode {
            PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer => Self::Plain,
            PgSslMode::Require | PgSslMode::VerifyCa => Self::Unverified,
            PgSslMode::VerifyFull => Self::Verified,
        }
    }
}

impl From<MySqlSslMode> for Protection {
    fn from(mode: MySqlSslMode) -> Self {
        match mode {
            MySqlSslMode::Disabled | MySqlSslMode::Preferred => Self::Plain,
            MySqlSslMode::Required | MySqlSslMode::VerifyCa => Self::Unverified,
            MySqlSslMode::VerifyIdentity => Self::Verified,
        }
    }
}

/// Whether a host is this machine: a name or an address of the loopback, or the folder of a socket.
pub(crate) fn is_local(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = |address: IpAddr| address.to_canonical().is_loopback();
    host.starts_with('/') || host.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(is_loopback)
}
