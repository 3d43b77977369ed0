//! `PasswordInstance`: one configured login by name and password.

use std::net::IpAddr;

use async_trait::async_trait;
use login_type::{
    Call, CallError, Company, ConfigProblem, ElementInstance, ErrorKind, FieldKind, FormField, FormRequest, Grant,
    Host, InstanceName, Login, LoginForm, LoginInstance, MASK, Membership, Profile, Reply, Subject,
};
use passwords::{Hasher, Network};
use serde_json::{Value, json};

use crate::{
    attempts::{At, Attempts, Whose},
    config::Config,
    elements::TYPE,
    texts,
    users::{User, Users},
};

/// Longest password that is looked at, in characters.
const LONGEST_PASSWORD: usize = 1024;

/// The fields of the form.
const FORM: &[FormField] = &[
    FormField::new("name", texts::NAME, FieldKind::UserName).with_max_length(64),
    FormField::new("password", texts::PASSWORD, FieldKind::Password).with_max_length(LONGEST_PASSWORD),
];

/// A configured login by name and password.
pub struct PasswordInstance {
    name: InstanceName,
    users: Users,
    corp_id: String,
    is_active: bool,
    attempts: Attempts,
    hasher: Hasher,
}

impl PasswordInstance {
    pub(crate) fn new(
        name: InstanceName,
        config: Config,
        attempts: Attempts,
        hasher: Hasher,
    ) -> Result<Self, ConfigProblem> {
        if config.corp_id.trim().is_empty() {
            return Err(ConfigProblem::new("corpId", "is empty: name the company that the users belong to"));
        }
        let users = Users::read(config.users.expose_secret())?;
        Ok(Self { name, users, corp_id: config.corp_id, is_active: config.is_active, attempts, hasher })
    }

    pub(crate) fn company(&self) -> Company {
        Company::new(self.name.to_string(), &self.corp_id, "configured")
    }

    /// A name that both instances have in one company: it would be one member, with two passwords.
    pub(crate) fn shared_name(&self, other: &Self) -> Option<&str> {
        if self.name == other.name || self.corp_id != other.corp_id {
            return None;
        }
        self.users.shared_name(&other.users)
    }

    /// The user whose name and password these are. A name that nobody has takes as long.
    async fn recognise(
        &self,
        (name, password): (&str, &str),
        client: Option<IpAddr>,
        host: &Host,
    ) -> Result<Grant, CallError> {
        let recognised_at = host.clock.now();
        if !self.is_active {
            let message = format!("instance {} is switched off (isActive is false)", self.name.element);
            return Err(CallError::new(ErrorKind::InstanceInactive, message));
        }
        let (name, known) = (name.trim(), self.users.lookup(name.trim()));
        let whose = known.map_or(Whose::Stranger(*self.users.secret()), |_| Whose::User);
        let place = self.hasher.place()?;
        let at = At { instance: &self.name, name, whose, network: client.map(Network::of) };
        let attempt = self.attempts.begin(at, recognised_at).await?;
        let Some(verified) = known.or_else(|| self.users.decoy(name)) else { return Err(wrong()) };
        let is_right = self.hasher.verify(place, verified.hash.clone(), password.to_owned()).await?;
        let Some(user) = known.filter(|_| is_right) else { return Err(wrong()) };
        self.attempts.forgive(attempt, recognised_at).await?;
        Ok(self.grant(user, recognised_at))
    }

    async fn recognise_caller(&self, call: Call<'_>) -> Result<Grant, CallError> {
        let given = (call.args.text("name")?, call.args.text("password")?);
        self.recognise(given, call.request.client, call.host).await
    }

    fn grant(&self, user: &User, recognised_at: login_type::Timestamp) -> Grant {
        let subject = Subject { login_type: TYPE, corp_id: self.corp_id.clone(), id: user.name.clone() };
        let grant = Grant::new(subject, self.name.clone(), self.name.to_string(), recognised_at);
        grant.with_profile(profile(user))
    }
}

fn profile(user: &User) -> Profile {
    let name = user.title.clone().unwrap_or_else(|| user.name.clone());
    Profile { name: Some(name), ..Profile::default() }
}

/// A single answer for a name and for a password: which of them is wrong, a guess does not learn.
fn wrong() -> CallError {
    CallError::new(ErrorKind::LoginCodeInvalid, "the name or the password is wrong").telling(&texts::WRONG)
}

#[async_trait]
impl ElementInstance for PasswordInstance {
    type Host = Host;

    fn is_active(&self) -> bool {
        self.is_active
    }

    fn properties(&self) -> Value {
        json!({ "corpId": self.corp_id, "users": MASK, "authType": TYPE, "isActive": self.is_active })
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        match call.function {
            "getLoginConfig" => {
                Ok(Reply::Value(json!({ "isActive": self.is_active, "authType": TYPE, "title": call.title })))
            }
            "getLoginCode" => {
                Reply::of(&call.host.accounts.issue_login_code(&self.recognise_caller(call).await?).await?)
            }
            "loginByPassword" => {
                let platform = call.args.text("platform")?.parse()?;
                Reply::of(&call.host.accounts.login(&self.recognise_caller(call).await?, platform).await?)
            }
            _ => Err(call.unknown_function()),
        }
    }
}

#[async_trait]
impl LoginInstance for PasswordInstance {
    /// Once the instance is another company's, whoever came by it before is out.
    fn serves(&self, realm: &str, corp_id: &str) -> bool {
        realm == self.name.to_string() && corp_id == self.corp_id
    }

    /// A user who was taken out of the configuration is logged out.
    async fn recheck(&self, subject: &Subject, _host: &Host) -> Result<Membership, CallError> {
        Ok(match self.users.lookup(&subject.id) {
            Some(user) => Membership::Current(profile(user)),
            None => Membership::Ended("the user was taken out of the configuration".to_owned()),
        })
    }

    fn login_form(&self) -> Option<LoginForm> {
        self.is_active.then(|| LoginForm::new(FORM))
    }

    async fn login_by_form(&self, request: &FormRequest<'_>, host: &Host) -> Result<Login, CallError> {
        let given = (request.text("name")?, request.text("password")?);
        let grant = self.recognise(given, request.client, host).await?;
        host.accounts.login(&grant, request.platform).await
    }
}
