//! What the server's login page asks of an instance: a link to the identity provider, then the login itself.

use std::{fmt, str::FromStr};

use crate::{CallError, ErrorKind, Platform};

/// How a member reaches the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A code on a screen, scanned with the client.
    Qr,
    /// A page opened inside the client.
    Workbench,
}

impl Way {
    /// The word on the wire, as `getLoginCode` takes it for `loginType`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Qr => "qr",
            Self::Workbench => "workbench",
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Way {
    type Err = CallError;

    fn from_str(text: &str) -> Result<Self, CallError> {
        match text {
            "qr" => Ok(Self::Qr),
            "workbench" => Ok(Self::Workbench),
            _ => Err(CallError::new(ErrorKind::ValueNotAllowed, "argument loginType: must be one of qr, workbench")),
        }
    }
}

/// How a visitor named the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorpHint<'a> {
    /// By what was typed in: an organisation code, or whatever else the login type knows its companies by.
    Typed(&'a str),
    /// By the company's id, which the workbench entry or another link carries.
    CorpId(&'a str),
}

/// What a link to the identity provider is made of.
#[derive(Clone, Copy, Debug)]
pub struct LinkRequest<'a> {
    /// The company.
    pub corp: CorpHint<'a>,
    /// How the member reaches the login.
    pub way: Way,
    /// Where the provider sends the browser back to.
    pub redirect_uri: &'a str,
    /// Comes back unchanged; `[a-zA-Z0-9]`, at most 128 characters.
    pub state: &'a str,
}

/// A link to the identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginLink {
    /// The company it is for.
    pub corp_id: String,
    /// Where to send the browser.
    pub url: String,
    /// Whether the instance is for this company alone; such a one goes before those that serve every company.
    pub exact: bool,
}

/// What came back from the identity provider.
#[derive(Clone, Copy, Debug)]
pub struct LoginRequest<'a> {
    /// The company the link was for.
    pub corp_id: &'a str,
    /// The provider's one-use code.
    pub code: &'a str,
    /// How the member reached the login.
    pub way: Way,
    /// Where the user is.
    pub platform: Platform,
}
