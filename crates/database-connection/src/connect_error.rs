//! `ConnectError`: why a database could not be used; names host and port, never a user's password or the URL.

use std::time::Duration;

use sqlx::error::DatabaseError;

/// Why a database could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// There is no session: nobody answers there, or they let nobody in.
    #[error("{place}: {reason}")]
    NoSession {
        /// Engine, host and port; or the socket.
        place: String,
        /// The cause, in the words of system or server.
        reason: String,
    },
    /// It answers, and could not keep what is written to it; the text says what would be right.
    #[error("{0}")]
    Unsuitable(String),
    /// The driver failed in another way; for [`sqlx::Error::Configuration`] it may repeat a part of the URL.
    #[error("the driver failed")]
    Driver(#[source] sqlx::Error),
}

impl From<sqlx::Error> for ConnectError {
    fn from(error: sqlx::Error) -> Self {
        Self::Driver(error)
    }
}

/// How a password is written in a URL.
pub(crate) const PERCENT_ENCODING: &str =
    "in a user or a password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25 (percent-encoding)";

/// How servers say that they do not know a user, or not with this password: SQLSTATE of PostgreSQL and of MySQL.
const NOT_LET_IN: [&str; 2] = ["28P01", "28000"];

/// Why no session came about, without the places in the driver's and the server's sources that some messages name.
pub(crate) fn reason(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(refusal) => of_server(&**refusal),
        sqlx::Error::Io(cause) => cause.to_string(),
        sqlx::Error::Tls(cause) => format!("no TLS: {cause}"),
        sqlx::Error::Configuration(_) => "the URL is not valid".to_owned(),
        // Of what does not look like an answer the driver adds where in its sources that was.
        other => other.to_string().split(" (sqlx").next().unwrap_or_default().to_owned(),
    }
}

/// The message when the answer does not come in time.
pub(crate) fn late(limit: Duration) -> String {
    format!("no answer within {limit:?}")
}

fn of_server(refusal: &dyn DatabaseError) -> String {
    let message = refusal.message();
    match refusal.code() {
        Some(code) if NOT_LET_IN.contains(&&*code) => format!("{message}; {PERCENT_ENCODING}"),
        _ => message.to_owned(),
    }
}
