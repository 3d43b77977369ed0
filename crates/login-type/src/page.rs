//! The part of an instance that the server's login page calls: a link to the identity provider, then the login itself.

use crate::{CallError, Platform, SecretText};

/// How somebody reaches the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In any browser: by a code on the screen that is scanned, or on the provider's page.
    Browser,
    /// In the browser inside the provider's own client, which knows who they are.
    Client,
}

/// The beginning of a login with an instance, on the server's login page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoginPrompt {
    /// A button of the instance's own, with its title and its icon: nothing has to be typed.
    #[default]
    Button,
    /// The field for an organisation code, which all instances that ask for one share: the code says which of them it is.
    OrganisationCode,
}

/// How much of the member the provider is asked to tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// Who it is.
    #[default]
    Identity,
    /// The telephone number and the e-mail address too, to which the member consents at the provider.
    Contact,
}

/// The company, as a visitor named it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CorpHint<'a> {
    /// Not at all: the visitor pressed the [button](LoginPrompt::Button) of this very instance.
    Unnamed,
    /// By a text that was typed in, whatever the login type knows its companies by.
    Typed(&'a str),
    /// By the company's id, which a link carries.
    CorpId(&'a str),
}

/// The parts of a link to the identity provider.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct LinkRequest<'a> {
    /// The company.
    pub corp: CorpHint<'a>,
    /// How somebody reaches the login.
    pub way: Way,
    /// Where the provider sends the browser back to: `{server.public_url}/{org}/{app}/login/callback`. Most providers
    /// want to know it beforehand.
    pub redirect_uri: &'a str,
    /// Comes back unchanged; `[a-zA-Z0-9]`, at most 128 characters.
    pub state: &'a str,
    /// How much of the member is asked for; a provider that has no such question asks none.
    pub detail: Detail,
}

impl<'a> LinkRequest<'a> {
    /// The request for a link to a company.
    pub const fn new(corp: CorpHint<'a>, way: Way, redirect_uri: &'a str, state: &'a str) -> Self {
        Self { corp, way, redirect_uri, state, detail: Detail::Identity }
    }

    /// This request, for so much of the member.
    #[must_use]
    pub const fn asking_for(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }
}

/// A link to the identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoginLink {
    /// The company it is for; empty where the provider knows none.
    pub corp_id: String,
    /// Where to send the browser.
    pub url: String,
    /// Whether the instance is for this company alone; such a one goes before those that serve every company.
    pub exact: bool,
    keep: Option<SecretText>,
}

impl LoginLink {
    /// The most bytes that a link may [keep](Self::keeping).
    pub const MOST_KEPT: usize = 4096;

    /// A link of an instance that serves every company.
    pub fn new(corp_id: impl Into<String>, url: impl Into<String>) -> Self {
        Self { corp_id: corp_id.into(), url: url.into(), exact: false, keep: None }
    }

    /// A link to a provider that knows no companies.
    pub fn without_company(url: impl Into<String>) -> Self {
        Self::new("", url)
    }

    /// This link, of an instance that is for this company alone.
    #[must_use]
    pub fn exact(self) -> Self {
        Self { exact: true, ..self }
    }

    /// This link, with a text that is needed when the browser comes back, such as a `code_verifier` (RFC 7636) or a
    /// `nonce` (OpenID Connect). The server stores it sealed; it comes back once, as [`LoginRequest::kept`], and no browser
    /// sees it.
    ///
    /// # Errors
    /// It is longer than [`MOST_KEPT`](Self::MOST_KEPT).
    pub fn keeping(self, text: SecretText) -> Result<Self, CallError> {
        let length = text.expose_secret().len();
        if length > Self::MOST_KEPT {
            let most = Self::MOST_KEPT;
            return Err(CallError::internal(format!("a login link keeps {length} bytes; it may keep {most} at most")));
        }
        Ok(Self { keep: Some(text), ..self })
    }

    /// The text that is [kept](Self::keeping).
    pub fn keep(&self) -> Option<&SecretText> {
        self.keep.as_ref()
    }
}

/// The parameters that came back from the identity provider, and those of the link that led there.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct LoginRequest<'a> {
    /// The company the link was for; empty where the provider knows none.
    pub corp_id: &'a str,
    /// The provider's one-use code.
    pub code: &'a str,
    /// How somebody reached the login.
    pub way: Way,
    /// Where the user is.
    pub platform: Platform,
    /// The one of the link. A provider that was given it there wants the same again with the code (RFC 6749 §4.1.3).
    pub redirect_uri: &'a str,
    /// The one of the link.
    pub state: &'a str,
    /// The text that the link [kept](LoginLink::keeping).
    pub kept: Option<&'a SecretText>,
    /// The issuer that the browser came back from, where it says so (RFC 9207): another one than the link led to is to be
    /// refused, for the code is not for the provider that would be asked.
    pub iss: Option<&'a str>,
}

impl<'a> LoginRequest<'a> {
    /// The return from a link to a company, with a code, to a browser on a computer.
    pub const fn of(link: &LinkRequest<'a>, corp_id: &'a str, code: &'a str) -> Self {
        let LinkRequest { way, redirect_uri, state, .. } = *link;
        Self { corp_id, code, way, platform: Platform::Web, redirect_uri, state, kept: None, iss: None }
    }

    /// This return, to a user who is somewhere else.
    #[must_use]
    pub const fn at(self, platform: Platform) -> Self {
        Self { platform, ..self }
    }

    /// This return, from an issuer that named itself.
    #[must_use]
    pub const fn from_issuer(self, iss: Option<&'a str>) -> Self {
        Self { iss, ..self }
    }

    /// This return, with the text that the link kept.
    #[must_use]
    pub const fn with_kept(self, kept: Option<&'a SecretText>) -> Self {
        Self { kept, ..self }
    }
}
