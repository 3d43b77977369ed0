//! `ArgumentError`: why the arguments of a call do not fit the function.

use crate::near::{Quoted, did_you_mean};

/// Why the arguments of a call do not fit the function; never shows a value that was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArgumentError {
    /// The function declares no argument of this name.
    #[error("{function} has no argument {}{}", Quoted(name), did_you_mean(near))]
    Undeclared {
        /// The function.
        function: String,
        /// The name that was given.
        name: String,
        /// Declared names like it.
        near: Vec<String>,
    },
    /// A required argument is absent or null.
    #[error("argument `{name}` of {function} is missing")]
    Missing {
        /// The function.
        function: String,
        /// The argument.
        name: String,
    },
    /// An argument is of another type than declared.
    #[error("argument `{name}` of {function} must be {expected}, not {actual}")]
    WrongType {
        /// The function.
        function: String,
        /// The argument.
        name: String,
        /// The expected kind of value: `text`, `a number` …
        expected: &'static str,
        /// The given kind of value: `text`, `a number` …
        actual: &'static str,
    },
    /// An argument is not one of the declared values.
    #[error("argument `{name}` of {function} must be one of {}", allowed.join(", "))]
    NotAllowed {
        /// The function.
        function: String,
        /// The argument.
        name: String,
        /// The declared values, as JSON.
        allowed: Vec<String>,
    },
    /// A text is longer than declared.
    #[error("argument `{name}` of {function} is longer than {most} characters")]
    TooLong {
        /// The function.
        function: String,
        /// The argument.
        name: String,
        /// The greatest length, in characters.
        most: usize,
    },
    /// A text, or one inside an object or list, has the character U+0000, which not every database can keep.
    #[error("argument `{name}` of {function} has the character U+0000: send it without")]
    ForbiddenCharacter {
        /// The function.
        function: String,
        /// The argument.
        name: String,
    },
    /// A query gives an argument twice.
    #[error("argument `{name}` of {function} is given twice")]
    Repeated {
        /// The function.
        function: String,
        /// The argument.
        name: String,
    },
}
