//! `NameError`: why a text is no full name, app id or selector.

use crate::near::Quoted;

/// Why a text is not a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// Nothing was given where a name belongs.
    #[error("a name is missing")]
    Empty,
    /// A part of a full name has a character that it may not have, or is empty.
    #[error(
        "{} cannot be part of the full name {}: a part has letters, digits and `_`, and does not start with a digit",
        Quoted(part),
        Quoted(name)
    )]
    Part {
        /// The whole.
        name: String,
        /// The part between two dots.
        part: String,
    },
    /// A full name has a part `frontend` or `backend`.
    #[error("{} has a part `frontend` or `backend`: those folders do not count in a full name", Quoted(name))]
    Uncounted {
        /// The whole.
        name: String,
    },
    /// An app id has not two parts, or a character that it may not have.
    #[error("{} is not an app id, which has the form `org.app`, both of letters, digits, `_` and `-`", Quoted(id))]
    AppId {
        /// The given text.
        id: String,
    },
    /// The origin of a web page is not of the form that browsers send.
    #[error(
        "{} is not an origin of a web page, which has the form `https://host` or `https://host:port`",
        Quoted(origin)
    )]
    Origin {
        /// The given text.
        origin: String,
    },
}
