//! `Finding`: what a check of the running parts found, and what to do next.

use std::fmt;

use clock::SharedClock;

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
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Examination<'a> {
    /// How browsers and callbacks reach the server, without a slash at the end.
    pub public_url: &'a str,
    /// The program that the operator calls, for hints: `wecom-login`, or the name of a program of one's own.
    pub program: &'a str,
    /// Whether a check may look at what is stored.
    pub stored: Stored,
    /// The client to ask others with, such as an identity provider.
    pub http: &'a HttpClient,
    /// Which instances the checks are given.
    pub survey: Survey,
    /// The time.
    pub clock: &'a SharedClock,
}

impl<'a> Examination<'a> {
    /// An examination of a server that browsers reach at `public_url`, by `wecom-login`: all is stored and all instances
    /// are known.
    pub fn new(public_url: &'a str, http: &'a HttpClient, clock: &'a SharedClock) -> Self {
        Self { public_url, program: "wecom-login", stored: Stored::Readable, http, survey: Survey::All, clock }
    }

    /// This examination by a program of this name.
    #[must_use]
    pub fn by(self, program: &'a str) -> Self {
        Self { program, ..self }
    }

    /// This examination, with what is stored.
    #[must_use]
    pub fn with_stored(self, stored: Stored) -> Self {
        Self { stored, ..self }
    }

    /// This examination, of these instances.
    #[must_use]
    pub fn with_survey(self, survey: Survey) -> Self {
        Self { survey, ..self }
    }
}

impl fmt::Debug for Examination<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Examination").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}

/// Whether what is stored can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It can.
    Readable,
    /// It cannot, and that was said already: check what needs none of it.
    OutOfReach,
}

/// The instances that the checks of a Type are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Survey {
    /// All that there are: a Type that has none is not used here, and asks its provider nothing.
    All,
    /// None, because the apps cannot be read, and that was said already: check what needs none of them.
    Unread,
}
