//! The part of an instance that the server's login page calls: a link to the identity provider, then the login itself.

use crate::Platform;

/// How somebody reaches the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In any browser: by a code on the screen that is scanned, or on the provider's page.
    Browser,
    /// In the browser inside the provider's own client, which knows who they are.
    Client,
}

/// How a visitor named the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorpHint<'a> {
    /// By a text that was typed in, whatever the login type knows its companies by.
    Typed(&'a str),
    /// By the company's id, which a link carries.
    CorpId(&'a str),
}

/// The parts of a link to the identity provider.
#[derive(Clone, Copy, Debug)]
pub struct LinkRequest<'a> {
    /// The company.
    pub corp: CorpHint<'a>,
    /// How somebody reaches the login.
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

/// The parameters that came back from the identity provider.
#[derive(Clone, Copy, Debug)]
pub struct LoginRequest<'a> {
    /// The company the link was for.
    pub corp_id: &'a str,
    /// The provider's one-use code.
    pub code: &'a str,
    /// How somebody reached the login.
    pub way: Way,
    /// Where the user is.
    pub platform: Platform,
}
