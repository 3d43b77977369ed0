//! Accounts: how a login type turns somebody it recognised into a user who is logged in.

use std::{fmt, str::FromStr, time::Duration};

use async_trait::async_trait;
use clock::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{CallError, InstanceName, SecretText};

/// Users, bindings, login codes and sessions.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The local user that a subject is tied to; `None` before its first login.
    ///
    /// # Errors
    /// When the database is out of reach.
    async fn lookup(&self, subject: &Subject) -> Result<Option<String>, CallError>;

    /// Gives a login code for whom the login type recognised: unguessable, 5 minutes, one use. The first time a
    /// subject is seen, its user is made.
    ///
    /// # Errors
    /// When the database is out of reach.
    async fn issue_login_code(&self, grant: &Grant) -> Result<LoginCode, CallError>;

    /// Logs in whom the login type recognised: both steps in one.
    ///
    /// # Errors
    /// When the database is out of reach.
    async fn login(&self, grant: &Grant, platform: Platform) -> Result<Login, CallError>;

    /// Ties a subject to an existing user.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownUser`](crate::ErrorKind::UnknownUser), or
    /// [`ErrorKind::BindingConflict`](crate::ErrorKind::BindingConflict) when the subject is tied to another user.
    async fn bind(&self, user_id: &str, subject: &Subject, profile: &Profile) -> Result<(), CallError>;

    /// Unties the user from its subject in one company and ends the sessions that came of it.
    ///
    /// # Errors
    /// [`ErrorKind::BindingConflict`](crate::ErrorKind::BindingConflict) when there is no such binding.
    async fn unbind(&self, user_id: &str, login_type: &str, corp_id: &str) -> Result<(), CallError>;

    /// Takes over what was told of a subject at `told_at`, unless something was told later; does nothing for a subject
    /// without a user.
    ///
    /// # Errors
    /// When the database is out of reach.
    async fn update_profile(&self, subject: &Subject, profile: &Profile, told_at: Timestamp) -> Result<(), CallError>;

    /// Gives a subject the id that its company gave it at `told_at`: its user and its sessions stay. A subject that was
    /// seen only later is another one and is left alone, and so is one whose new id has a user already.
    ///
    /// # Errors
    /// When the database is out of reach.
    async fn rename(&self, subject: &Subject, new_id: &str, told_at: Timestamp) -> Result<(), CallError>;

    /// The ids, within a company, of those who have a session of this login type and realm that goes on.
    ///
    /// # Errors
    /// When the database is out of reach.
    async fn subjects(&self, login_type: &str, realm: &str, corp_id: &str) -> Result<Vec<String>, CallError>;

    /// Ends sessions, refresh tokens and unused login codes at once, also those of a login that is still under way;
    /// answers how many sessions.
    ///
    /// # Errors
    /// When the database is out of reach.
    async fn revoke(&self, revocation: &Revocation, reason: &str) -> Result<u64, CallError>;
}

/// Somebody as a login type knows them: once per (login type, company, id) there is one user.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    /// Full name of the login type, the instance's own [`NAME`](crate::ElementType::NAME): a grant in another's name is
    /// refused, unless the host is lent [in the name](crate::Host::in_the_name_of) of the instance's.
    pub login_type: &'static str,
    /// The company's id.
    pub corp_id: String,
    /// The id within the company.
    pub id: String,
}

/// The profile of a subject; every field is optional, most providers give little.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The name.
    pub name: Option<String>,
    /// Where the portrait is.
    pub avatar: Option<String>,
    /// Anything else: rules and screens see it, and it is kept with the user. No claim of the OpenID provider is made of it,
    /// but for `department`, the ids of departments, which are the `groups`.
    pub extra: Map<String, Value>,
}

/// How a member can be reached; not shown in logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The telephone number.
    pub phone: Option<SecretText>,
    /// The e-mail address.
    pub email: Option<SecretText>,
}

impl Contact {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.phone.is_none() && self.email.is_none()
    }
}

/// A company as the caller of `getLoginCode` sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Corp {
    /// The company's id.
    pub corp_id: String,
    /// The company's name; its id where no name is known.
    pub corp_name: String,
}

/// The findings of a login type: who wants in, and by which way.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Grant {
    /// Who.
    pub subject: Subject,
    /// Their profile.
    pub profile: Profile,
    /// The instance that recognised them.
    pub instance: InstanceName,
    /// The part of the login type that [`Revocation`]s go by, such as one provider of several.
    pub realm: String,
    /// The companies they may log in to.
    pub corps: Vec<Corp>,
    /// When the provider was asked who it is: a [`Revocation`] of that moment or later undoes the grant.
    pub recognised_at: Timestamp,
    /// The details that the member consented to tell this once: kept with the session that a [`login`](Accounts::login) opens, and gone
    /// with it.
    pub contact: Contact,
}

impl Grant {
    /// A grant for the subject's own company, of whose name and of whose profile nothing is known.
    pub fn new(subject: Subject, instance: InstanceName, realm: impl Into<String>, recognised_at: Timestamp) -> Self {
        let corps = vec![Corp { corp_id: subject.corp_id.clone(), corp_name: subject.corp_id.clone() }];
        let (profile, contact) = (Profile::default(), Contact::default());
        Self { subject, profile, instance, realm: realm.into(), corps, recognised_at, contact }
    }

    /// This grant, with the details that the subject consented to tell.
    #[must_use]
    pub fn with_contact(self, contact: Contact) -> Self {
        Self { contact, ..self }
    }

    /// This grant, with what is known of the subject.
    #[must_use]
    pub fn with_profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// This grant, into one of these companies.
    #[must_use]
    pub fn with_corps(self, corps: Vec<Corp>) -> Self {
        Self { corps, ..self }
    }
}

/// The answer of `getLoginCode`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LoginCode {
    /// Goes to `AuthSvc.loginByCode`, once.
    pub login_code: SecretText,
    /// The companies to choose from.
    pub corp_list: Vec<Corp>,
    /// The local user.
    pub user_id: String,
}

impl LoginCode {
    /// A code for one of these companies.
    pub fn new(login_code: SecretText, corp_list: Vec<Corp>, user_id: impl Into<String>) -> Self {
        Self { login_code, corp_list, user_id: user_id.into() }
    }
}

/// The user as answers show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct User {
    /// The local user.
    pub user_id: String,
    /// The name, where one is known.
    pub name: Option<String>,
    /// Where the portrait is, where one is known.
    pub avatar: Option<String>,
    /// The company of this session.
    pub corp_id: String,
    /// The id within the company.
    pub corp_user_id: String,
}

impl User {
    /// A user of whom only the ids are known.
    pub fn new(user_id: impl Into<String>, corp_id: impl Into<String>, corp_user_id: impl Into<String>) -> Self {
        let (corp_id, corp_user_id) = (corp_id.into(), corp_user_id.into());
        Self { user_id: user_id.into(), name: None, avatar: None, corp_id, corp_user_id }
    }
}

/// The answer of a finished login.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Login {
    /// The local user.
    pub user_id: String,
    /// The user's profile.
    pub user_info: User,
    /// The access token, a JWT.
    pub token: SecretText,
    /// `Bearer`.
    pub token_type: &'static str,
    /// The access token's lifetime, in seconds.
    #[serde(serialize_with = "as_secs")]
    pub expires_in: Duration,
    /// Gives a new pair, once.
    pub refresh_token: SecretText,
    /// As asked for.
    pub platform: Platform,
    /// The session behind the tokens.
    #[serde(skip)]
    pub session_id: String,
}

impl Login {
    /// The login of a user, by an access token that holds for so long.
    pub fn new(
        user_info: User,
        (token, expires_in): (SecretText, Duration),
        refresh_token: SecretText,
        platform: Platform,
        session_id: impl Into<String>,
    ) -> Self {
        Self {
            user_id: user_info.user_id.clone(),
            user_info,
            token,
            token_type: "Bearer",
            expires_in,
            refresh_token,
            platform,
            session_id: session_id.into(),
        }
    }
}

fn as_secs<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(duration.as_secs())
}

/// Where the user is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// An app inside the client; the default.
    #[default]
    App,
    /// A browser.
    Web,
    /// A phone.
    Mobile,
}

impl Platform {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Web => "web",
            Self::Mobile => "mobile",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Platform {
    type Err = CallError;

    fn from_str(text: &str) -> Result<Self, CallError> {
        match text {
            "app" => Ok(Self::App),
            "web" => Ok(Self::Web),
            "mobile" => Ok(Self::Mobile),
            _ => Err(CallError::new(
                crate::ErrorKind::ValueNotAllowed,
                "argument platform: must be one of app, web, mobile",
            )),
        }
    }
}

/// The sessions that end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Revocation {
    /// Full name of the login type: nobody's sessions end whom another one recognised.
    pub login_type: &'static str,
    /// As in [`Grant::realm`].
    pub realm: String,
    /// The company.
    pub corp_id: String,
    /// A member of it; without, everybody.
    pub subject: Option<String>,
    /// Logins that were recognised up to this moment, by our clock: whoever came back later stays.
    pub until: Timestamp,
}

impl Revocation {
    /// Everybody of a company whom the login type recognised under this realm, up to `until`.
    pub fn new(
        login_type: &'static str,
        realm: impl Into<String>,
        corp_id: impl Into<String>,
        until: Timestamp,
    ) -> Self {
        Self { login_type, realm: realm.into(), corp_id: corp_id.into(), subject: None, until }
    }

    /// This revocation, of one member of the company alone.
    #[must_use]
    pub fn only(self, subject: impl Into<String>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }
}
