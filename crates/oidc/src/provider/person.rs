//! The member of a session, with all that is known now.

use std::collections::BTreeSet;

use login_type::{InstanceName, Recognised};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::Value;
use storage::{Access as _, CorpOfApp, Session, User};

use super::{At, Provider};
use crate::{ProviderError, claims::Person, clients::Client, scope::Scope};

/// The key under which login types keep the departments of a member.
const DEPARTMENT: &str = "department";

/// The key under which login types keep the company's own id of a member.
const PLAIN_USERID: &str = "plain_userid";

/// The details that a member consented to tell one client, at the login that it asked for.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Details {
    /// The client; details of an earlier version name none, and are nobody's.
    client_id: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

impl Provider {
    /// The member of a session, as far as these scopes tell a client of them: names and departments as the company grants them, which
    /// are fresh because members are asked about again and again.
    pub(crate) async fn person(
        &self,
        at: At<'_>,
        (session, user): (&Session, &User),
        (scope, client): (&Scope, Option<&Client>),
    ) -> Result<Person, ProviderError> {
        let member = &session.origin.member;
        let mut person = Person {
            name: user.name.clone(),
            picture: user.avatar.clone(),
            corp_id: member.corp_id.clone(),
            userid: member.subject.clone(),
            ..Person::default()
        };
        if scope.has("profile") {
            person.corp_name = company_name(at, session).await?;
            person.plain_userid = self.plain_userid(session).await?;
        }
        if scope.has("groups") {
            person.departments = self.departments(session).await?;
        }
        if let Some(client) = client.filter(|_| scope.has("phone") || scope.has("email")) {
            let details = self.details(session, client).await?;
            (person.phone, person.biz_mail) = (details.phone, details.email);
        }
        Ok(person)
    }

    /// Why the member of a session may not use a client any more.
    pub(crate) async fn refusal(
        &self,
        client: &Client,
        session: &Session,
    ) -> Result<Option<&'static str>, ProviderError> {
        let corp_id = &session.origin.member.corp_id;
        if client.config.allowed_departments.is_empty() {
            return Ok(client.refuses(corp_id, &[]));
        }
        Ok(client.refuses(corp_id, &self.departments(session).await?))
    }

    /// The ids of the member's departments; WeCom tells a customized app no names of departments.
    pub(crate) async fn departments(&self, session: &Session) -> Result<Vec<String>, ProviderError> {
        let member = &session.origin.member;
        let bindings = self.database.bindings();
        let binding = bindings.lookup(&member.login_type, &member.corp_id, &member.subject).await?;
        let departments = binding.and_then(|mut binding| binding.extra.remove(DEPARTMENT));
        Ok(departments.as_ref().and_then(Value::as_array).into_iter().flatten().filter_map(name).collect())
    }

    /// The company's own id of a member: as an administrator gave it in this app, else as an app sees it that the company made
    /// itself, where the user is tied to one such member of this company. (Whether a member of a company with another id is of
    /// the same one, nobody says but the administrator who has ids converted.)
    async fn plain_userid(&self, session: &Session) -> Result<Option<String>, ProviderError> {
        let member = &session.origin.member;
        let corp = CorpOfApp { app: &session.origin.app, corp_id: &member.corp_id };
        let given = self.database.plain_userids().lookup(corp, &member.subject).await?;
        if given.is_some() {
            return Ok(given);
        }
        let bindings = self.database.bindings().list_by_user(&session.user_id).await?;
        let of_corp = bindings.iter().filter(|binding| binding.corp_id == member.corp_id);
        let plain = of_corp.filter_map(|binding| binding.extra.get(PLAIN_USERID)?.as_str());
        let plain: BTreeSet<_> = plain.collect();
        let mut plain = plain.into_iter();
        Ok(plain.next().filter(|_| plain.next().is_none()).map(str::to_owned))
    }

    async fn details(&self, session: &Session, client: &Client) -> Result<Details, ProviderError> {
        let details = self.database.sessions().member_details(&session.id).await?;
        let details = details.map(|details| serde_json::from_str::<Details>(details.expose_secret()));
        let details = details.transpose().map_err(ProviderError::KeptRequest)?;
        Ok(details.filter(|details| details.client_id.as_ref() == Some(&client.id)).unwrap_or_default())
    }
}

fn name(department: &Value) -> Option<String> {
    department.as_str().map(str::to_owned).or_else(|| department.as_i64().map(|id| id.to_string()))
}

/// The company's name from its authorisation.
async fn company_name(at: At<'_>, session: &Session) -> Result<Option<String>, ProviderError> {
    let origin = &session.origin;
    let (Ok(app), Ok(element)) = (origin.app.parse(), origin.instance.parse()) else { return Ok(None) };
    let (instance, member) = (InstanceName { app, element }, &origin.member);
    let login = Recognised::new(&instance, &member.login_type, &member.realm, &member.corp_id);
    Ok(at.host.admission.company_name(&login).await.map_err(accounts::AccountsError::from)?)
}
