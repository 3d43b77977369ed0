//! `Finding`: what a check of the running parts found, and what to do next.

use std::fmt;

use crate::HttpClient;

/// How bad a finding is; the worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// As it should be.
    Ok,
    /// It works, or could not be looked at; somebody should see to it.
    Warning,
    /// It does not work, or will not for long.
    Error,
}

impl Severity {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `pad`, so that a width in the format counts.
        f.pad(self.as_str())
    }
}

/// The finding of a check; never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The subject of the check, in a few words: `secret`.
    pub check: &'static str,
    /// The object of the check, where there may be several: `app 1000002`.
    pub subject: Option<String>,
    /// The finding, as a sentence without a full stop.
    pub found: String,
    /// The next thing to do, as a sentence without a full stop; `None` when there is nothing.
    pub next: Option<String>,
}

impl Finding {
    /// All is well.
    pub fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { severity: Severity::Ok, check, subject: None, found: found.into(), next: None }
    }

    /// Something to see to.
    pub fn warning(check: &'static str, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, next: Some(next.into()), ..Self::ok(check, found) }
    }

    /// Something that does not work.
    pub fn error(check: &'static str, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self { severity: Severity::Error, next: Some(next.into()), ..Self::ok(check, found) }
    }

    /// This finding about one object of several.
    #[must_use]
    pub fn about(self, subject: impl Into<String>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    /// This finding with something to do next, though all is well.
    #[must_use]
    pub fn advising(self, next: impl Into<String>) -> Self {
        Self { next: Some(next.into()), ..self }
    }
}

/// The facts that a check may know about the server that it is part of.
#[derive(Clone, Copy, Debug)]
pub struct Examination<'a> {
    /// How browsers and callbacks reach the server, without a slash at the end.
    pub public_url: &'a str,
    /// Whether a check may look at what is stored.
    pub stored: Stored,
    /// The client to ask others with, such as an identity provider.
    pub http: &'a HttpClient,
}

/// Whether what is stored can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It can.
    Readable,
    /// It cannot, and that was said already: check what needs none of it.
    OutOfReach,
}
