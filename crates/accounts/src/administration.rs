//! Administration: operators see users and sessions, end sessions, keep users out and let them in again.

use clock::Timestamp;
use login_type::{CallError, ErrorKind};
use serde::Serialize;
use serde_json::{Value, json};
use storage::{Access as _, Session, SessionFilter, User, UserFilter};
use tracing::instrument;

use crate::{AccountsError, LocalAccounts, occasion::Deed};

/// A user as operators see them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserEntry {
    /// The user.
    pub user: User,
    /// Whom they are tied to: company and id within it, by login type.
    pub members: Vec<Member>,
}

/// Who a user is to a login type, in a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Member {
    /// Full name of the login type.
    pub login_type: String,
    /// The company.
    pub corp_id: String,
    /// The id within the company.
    pub member: String,
    /// Since when.
    #[serde(skip)]
    pub since: Timestamp,
}

impl LocalAccounts {
    /// The users that fit, in the order of their ids.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn users(&self, filter: &UserFilter) -> Result<Vec<UserEntry>, AccountsError> {
        let users = self.db.users().list(filter).await?;
        let ids: Vec<&str> = users.iter().map(|user| user.id.as_str()).collect();
        let bindings = self.db.bindings().list_by_users(&ids).await?;
        let members_of = |user: &User| {
            let own = bindings.iter().filter(|binding| binding.user_id == user.id);
            own.map(|binding| Member {
                login_type: binding.login_type.clone(),
                corp_id: binding.corp_id.clone(),
                member: binding.subject.clone(),
                since: binding.created_at,
            })
            .collect()
        };
        Ok(users.into_iter().map(|user| UserEntry { members: members_of(&user), user }).collect())
    }

    /// The user of this id, and the sessions of theirs that go on.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownUser`], or when the database is out of reach.
    pub async fn user(&self, id: &str) -> Result<(UserEntry, Vec<Session>), AccountsError> {
        let Some(user) = self.db.users().lookup(id).await? else { return Err(unknown(id).into()) };
        let members = self.db.bindings().list_by_user(id).await?.into_iter().map(|binding| Member {
            login_type: binding.login_type,
            corp_id: binding.corp_id,
            member: binding.subject,
            since: binding.created_at,
        });
        let entry = UserEntry { user, members: members.collect() };
        let of_user = SessionFilter { user_id: Some(id.to_owned()), ..SessionFilter::default() };
        Ok((entry, self.live_sessions(&of_user, MOST_OF_ONE).await?))
    }

    /// Keeps a user out: their sessions end at once, and they get neither codes nor tokens until they are let in again;
    /// answers how many sessions ended.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownUser`], or when the database is out of reach.
    #[instrument(name = "accounts.user.disable", skip_all, fields(user.id = %id))]
    pub async fn disable_user(&self, id: &str) -> Result<u64, AccountsError> {
        let tx = self.db.begin().await?;
        // From here on nobody opens a session of this user: whoever does has finished, or finds the user disabled.
        if tx.users().set_disabled(id, true).await?.is_none() {
            return Err(unknown(id).into());
        }
        let of_user = SessionFilter { user_id: Some(id.to_owned()), ..SessionFilter::default() };
        let ended = tx.sessions().revoke_where(&of_user, "the user was disabled", self.clock.now()).await?;
        self.note(&tx, of_operator("user disable", format!("user {id}"), json!({ "userId": id, "sessions": ended })))
            .await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Lets a user in again who was kept out; answers whether they were.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownUser`], or when the database is out of reach.
    #[instrument(name = "accounts.user.enable", skip_all, fields(user.id = %id))]
    pub async fn enable_user(&self, id: &str) -> Result<bool, AccountsError> {
        let tx = self.db.begin().await?;
        let Some(is_change) = tx.users().set_disabled(id, false).await? else { return Err(unknown(id).into()) };
        self.note(&tx, of_operator("user enable", format!("user {id}"), json!({ "userId": id }))).await?;
        tx.commit().await?;
        Ok(is_change)
    }

    /// The newest `limit` sessions that go on and fit; with an empty filter, of all that go on.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn live_sessions(&self, filter: &SessionFilter, limit: u64) -> Result<Vec<Session>, AccountsError> {
        Ok(self.db.sessions().list(filter, limit, self.clock.now()).await?)
    }

    /// Ends the sessions that fit, with all their tokens; answers how many. An empty filter ends none.
    ///
    /// # Errors
    /// When the database is out of reach.
    #[instrument(name = "accounts.session.end", skip_all)]
    pub async fn end_sessions(&self, filter: &SessionFilter) -> Result<u64, AccountsError> {
        let tx = self.db.begin().await?;
        let ended = tx.sessions().revoke_where(filter, "ended by an administrator", self.clock.now()).await?;
        let told = told(filter);
        let target = told.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ");
        let mut detail = json!({ "sessions": ended });
        for (name, value) in told {
            detail[name] = Value::from(value);
        }
        self.note(&tx, of_operator("session end", target, detail)).await?;
        tx.commit().await?;
        Ok(ended)
    }
}

/// Sessions of one user that are shown at most.
const MOST_OF_ONE: u64 = 1_000;

/// The filter in the audit trail's words.
fn told(filter: &SessionFilter) -> Vec<(&'static str, &str)> {
    let given = [
        ("sessionId", &filter.id),
        ("userId", &filter.user_id),
        ("corpId", &filter.corp_id),
        ("app", &filter.app),
        ("instance", &filter.instance),
    ];
    given.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect()
}

fn of_operator(action: &'static str, target: String, detail: Value) -> Deed {
    Deed { actor: None, action, target, detail }
}

fn unknown(id: &str) -> CallError {
    CallError::new(ErrorKind::UnknownUser, format!("there is no user {id}"))
}
