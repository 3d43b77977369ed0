//! The cookies of an app's pages, and how they are read.
//!
//! Where the server is reached by https their names begin with `__Host-`: a browser takes such a cookie from this host
//! alone, by https alone, so no other host of the domain can plant one. They have no path then, and the app in the name.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    http::header,
};
use clock::SharedEntropy;
use element_model::AppId;
use error_chain::ErrorChain;

use crate::{browser_keys::BrowserKeys, public_url::PublicUrl};

/// How many cookies of one name are looked at to show a page: a browser has several where somebody planted one.
const MOST_OF_A_NAME: usize = 4;

/// How long a browser remembers the company.
const COMPANY_LIFETIME: Duration = Duration::days(30);

/// How many logins a browser remembers.
const MOST_LOGINS: usize = 4;
/// Longest company id, and longest full name of an instance, that is remembered.
const LONGEST: usize = 128;
/// The mark between the two: neither has it.
const MARK: char = '@';
/// The mark between two logins.
const NEXT: char = '|';

/// The purpose of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Binds `state` to the browser that began the login.
    Attempt,
    /// The session of the signed-in page.
    Session,
    /// The companies that somebody logged in to, and the logins that they took, so that no way back asks for them; nothing
    /// depends on it.
    Company,
}

impl Purpose {
    const fn stem(self) -> &'static str {
        match self {
            Self::Attempt => "wecom_login_attempt",
            Self::Session => "wecom_login_session",
            Self::Company => "wecom_login_company",
        }
    }
}

/// The login that a browser took last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastLogin {
    /// Full name of the instance; `None` where any that serves the company will do.
    pub instance: Option<String>,
    /// The company, where it has an id that can be remembered.
    pub company: Option<String>,
}

impl LastLogin {
    fn read(value: &str) -> Option<Self> {
        let (company, instance) = value.split_once(MARK).unwrap_or((value, ""));
        let part = |part: &str| is_id(part).then(|| part.to_owned());
        let last = Self { instance: part(instance), company: part(company) };
        (last.instance.is_some() || last.company.is_some()).then_some(last)
    }

    /// The logins in the values of a browser's cookies, each company once.
    fn read_all(values: &[String]) -> Vec<Self> {
        let mut all = Vec::<Self>::new();
        for login in values.iter().flat_map(|value| value.split(NEXT)).filter_map(Self::read) {
            if all.len() < MOST_LOGINS && !all.iter().any(|known| known.is_of_the_company_of(&login)) {
                all.push(login);
            }
        }
        all
    }

    fn is_of_the_company_of(&self, other: &Self) -> bool {
        if self.company.is_some() { self.company == other.company } else { self == other }
    }

    /// This one, and those before it.
    fn before(self, earlier: Vec<Self>) -> Vec<Self> {
        let others: Vec<_> = earlier.into_iter().filter(|known| !known.is_of_the_company_of(&self)).collect();
        std::iter::once(self).chain(others).take(MOST_LOGINS).collect()
    }

    fn written(&self) -> String {
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        format!("{}{MARK}{}", part(&self.company), part(&self.instance))
    }
}

/// Makes and reads cookies.
#[derive(Clone)]
pub struct CookieKit {
    pub(crate) public_url: PublicUrl,
    pub(crate) keys: BrowserKeys,
    pub(crate) entropy: SharedEntropy,
}

impl CookieKit {
    /// The cookies of an app's pages.
    pub fn of<'a>(&'a self, app: &'a AppId) -> Cookies<'a> {
        Cookies { kit: self, app, host: None }
    }
}

/// The cookies of one app's pages.
#[derive(Clone, Copy)]
pub struct Cookies<'a> {
    kit: &'a CookieKit,
    app: &'a AppId,
    host: Option<CookieHost<'a>>,
}

/// A host that is not the server's own, with cookies of its own.
#[derive(Clone, Copy, Debug)]
pub struct CookieHost<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether browsers reach it by https.
    pub is_https: bool,
}

impl<'a> Cookies<'a> {
    /// The cookies of the app's pages at another host: one that was given there counts for nothing here.
    #[must_use]
    pub fn at(self, host: Option<CookieHost<'a>>) -> Self {
        Self { host, ..self }
    }

    /// The first values that a browser sent for a purpose.
    pub fn values(self, request: &HttpRequest, purpose: Purpose) -> Vec<String> {
        values(request, &self.name(purpose)).take(MOST_OF_A_NAME).collect()
    }

    /// Every value that a browser sent for a purpose: `limits.header_bytes` bounds how many. The true one is among them,
    /// however many were planted before it.
    pub fn all_values(self, request: &HttpRequest, purpose: Purpose) -> Vec<String> {
        values(request, &self.name(purpose)).collect()
    }

    /// The value that binds logins to this browser, if the server made one for it.
    pub fn binding(self, request: &HttpRequest) -> Option<String> {
        let values = self.all_values(request, Purpose::Attempt);
        values.into_iter().find(|value| self.kit.keys.made(self.app, self.host_name(), value))
    }

    /// A value that binds logins to a browser.
    pub fn new_binding(self) -> String {
        self.kit.keys.make(self.app, self.host_name(), &*self.kit.entropy)
    }

    /// The login that this browser took last.
    pub fn last_login(self, request: &HttpRequest) -> Option<LastLogin> {
        self.last_logins(request).into_iter().next()
    }

    /// The logins that this browser took, the last first; each company once.
    pub fn last_logins(self, request: &HttpRequest) -> Vec<LastLogin> {
        LastLogin::read_all(&self.values(request, Purpose::Company))
    }

    /// Has the browser of a request remember a login by an instance, or by any where it is empty, to a company where it
    /// has one, before those that it remembers already.
    pub fn remember(self, request: &HttpRequest, response: &mut HttpResponse, instance: &str, company: &str) {
        let Some(login) = LastLogin::read(&format!("{company}{MARK}{instance}")) else { return };
        let all = login.before(self.last_logins(request));
        let value = all.iter().map(LastLogin::written).collect::<Vec<_>>().join(&NEXT.to_string());
        self.set(response, Purpose::Company, value, COMPANY_LIFETIME);
    }

    /// Gives the browser a cookie; sent along when another site links here, never when another site posts here.
    pub fn set(self, response: &mut HttpResponse, purpose: Purpose, value: String, max_age: Duration) {
        let is_https = self.is_https();
        let path = if is_https { "/".to_owned() } else { format!("/{}/{}/", self.app.org(), self.app.app()) };
        let cookie = Cookie::build(self.name(purpose), value)
            .path(path)
            .http_only(true)
            .secure(is_https)
            .same_site(SameSite::Lax)
            .max_age(max_age)
            .finish();
        if let Err(error) = response.add_cookie(&cookie) {
            tracing::error!(error = %error.chain(), ?purpose, "a cookie could not be set");
        }
    }

    /// Has the browser forget a cookie.
    pub fn remove(self, response: &mut HttpResponse, purpose: Purpose) {
        self.set(response, purpose, String::new(), Duration::ZERO);
    }

    fn name(self, purpose: Purpose) -> String {
        let stem = purpose.stem();
        if self.is_https() { format!("__Host-{stem}_{}", self.app) } else { stem.to_owned() }
    }

    fn host_name(self) -> &'a str {
        self.host.map_or("", |host| host.name)
    }

    fn is_https(self) -> bool {
        self.host.map_or_else(|| self.kit.public_url.is_https(), |host| host.is_https)
    }
}

/// The values of the cookies of a name. Each pair is read by itself, as bytes: a cookie that another site of the domain
/// set, in GBK perhaps, makes no other unreadable.
pub fn values(request: &HttpRequest, name: &str) -> impl Iterator<Item = String> {
    let lines = request.headers().get_all(header::COOKIE);
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let named = pairs.filter_map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=')?;
        let (own, value) = (pair[..at].trim_ascii(), pair[at + 1..].trim_ascii());
        (own == name.as_bytes()).then(|| str::from_utf8(value).ok()).flatten()
    });
    named.filter(|value| !value.is_empty()).map(str::to_owned)
}

fn is_id(text: &str) -> bool {
    // A company may be called as its provider's issuer: a host, a port, a path.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte);
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remembered_login_is_read_as_it_was_written_and_nothing_else_is() {
        let read = |value: &str| LastLogin::read(value).map(|last| (last.company, last.instance));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(read("wpcorp@auths.Sso"), Some((some("wpcorp"), some("auths.Sso"))));
        assert_eq!(read("@auths.Door"), Some((None, some("auths.Door"))));
        assert_eq!(
            read("sso.example.com:8443/realms/main@auths.Sso").unwrap().0,
            some("sso.example.com:8443/realms/main")
        );
        assert_eq!(read("wpcorp@"), Some((some("wpcorp"), None)));
        assert_eq!(read("wpcorp"), Some((some("wpcorp"), None)), "as an earlier version wrote it");
        for foreign in ["", "@", "<script>", "a b@c d", &"a".repeat(129)] {
            assert_eq!(read(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn four_logins_are_remembered_the_last_first_and_each_company_once() {
        let of = |value: &str| LastLogin::read_all(&[value.to_owned()]);
        let written = |logins: Vec<LastLogin>| logins.iter().map(LastLogin::written).collect::<Vec<_>>().join("|");
        let again = LastLogin::read("b@auths.New").unwrap().before(of("a@auths.X|b@auths.Old|c@|@auths.Door"));
        assert_eq!(written(again), "b@auths.New|a@auths.X|c@|@auths.Door");
        let fifth = LastLogin::read("e@").unwrap().before(of("a@|b@|c@|d@"));
        assert_eq!(written(fifth), "e@|a@|b@|c@");
        assert_eq!(written(of("a@auths.X|a@auths.Y|<|b@")), "a@auths.X|b@");
    }
}
