//! Accounts of a bench: they remember in memory whom they are told of.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use clock::Timestamp;

use crate::{
    Accounts, Admission, CallError, Caller, ErrorKind, Grant, Login, LoginCode, Platform, Profile, Recognised,
    Revocation, SecretText, Standing, Subject, User,
};

/// As of a server that is not told otherwise.
const TOKEN_LIFETIME: Duration = Duration::from_secs(600);

/// Accounts that remember in memory.
#[derive(Default)]
pub(super) struct BenchAccounts(Mutex<State>);

#[derive(Default)]
struct State {
    grants: Vec<Grant>,
    users: BTreeMap<Key, String>,
    users_made: usize,
    codes: BTreeMap<String, Grant>,
    sessions: Vec<Session>,
    /// Numbers the sessions and their tokens.
    issued: usize,
    revocations: Vec<Revocation>,
}

/// A login that goes on.
struct Session {
    id: String,
    grant: Grant,
    user_id: String,
    corp_id: String,
    platform: Platform,
    /// The valid ones of each.
    token: String,
    refresh_token: String,
}

impl State {
    fn user_of(&mut self, subject: &Subject) -> String {
        let State { users, users_made, .. } = self;
        let new = || {
            *users_made += 1;
            format!("user-{users_made}")
        };
        users.entry(key(subject)).or_insert_with(new).clone()
    }

    fn open(&mut self, grant: &Grant, corp_id: &str, platform: Platform) -> Login {
        self.issued += 1;
        let number = self.issued;
        let session = Session {
            id: format!("session-{number}"),
            grant: grant.clone(),
            user_id: self.user_of(&grant.subject),
            corp_id: corp_id.to_owned(),
            platform,
            token: format!("token-{number}"),
            refresh_token: format!("refresh-token-{number}"),
        };
        let login = session.login();
        self.sessions.push(session);
        login
    }
}

impl Session {
    fn user(&self) -> User {
        let mut user = User::new(&self.user_id, &self.corp_id, &self.grant.subject.id);
        (user.name, user.avatar) = (self.grant.profile.name.clone(), self.grant.profile.avatar.clone());
        user
    }

    fn login(&self) -> Login {
        let (token, refresh_token) = (SecretText::new(&self.token), SecretText::new(&self.refresh_token));
        Login::new(self.user(), (token, TOKEN_LIFETIME), refresh_token, self.platform, &self.id)
    }
}

/// Login type, company and id of a subject.
type Key = (String, String, String);

fn key(subject: &Subject) -> Key {
    (subject.login_type.to_owned(), subject.corp_id.clone(), subject.id.clone())
}

impl BenchAccounts {
    /// The grants recognised so far.
    pub(super) fn grants(&self) -> Vec<Grant> {
        self.state().grants.clone()
    }

    /// The revocations so far.
    pub(super) fn revocations(&self) -> Vec<Revocation> {
        self.state().revocations.clone()
    }

    /// The user whom an access token is of, while the session goes on.
    pub(super) fn caller(&self, token: &str) -> Option<Caller> {
        let state = self.state();
        let session = state.sessions.iter().find(|session| session.token == token)?;
        let app = session.grant.instance.app.clone();
        Some(Caller::User { app, user_id: session.user_id.clone(), session_id: session.id.clone() })
    }

    /// Makes a login of a code, once.
    pub(super) fn login_by_code(
        &self,
        admission: &dyn Admission,
        code: &str,
        corp_id: &str,
        platform: Platform,
    ) -> Result<Login, CallError> {
        let mut state = self.state();
        let grant = state.codes.remove(code);
        let grant = grant.filter(|grant| grant.corps.iter().any(|corp| corp.corp_id == corp_id));
        let worthless = || CallError::new(ErrorKind::LoginCodeInvalid, "the login code is unknown, used or expired");
        let grant = grant.ok_or_else(worthless)?;
        if !stands(admission, &grant, corp_id) {
            return Err(switched_off());
        }
        Ok(state.open(&grant, corp_id, platform))
    }

    /// Gives a session a new pair of tokens for a refresh token, once.
    pub(super) fn refresh(&self, admission: &dyn Admission, refresh_token: &str) -> Result<Login, CallError> {
        let mut state = self.state();
        let number = state.issued + 1;
        let session = state.sessions.iter_mut().find(|session| session.refresh_token == refresh_token);
        let spent = || CallError::new(ErrorKind::RefreshTokenInvalid, "the refresh token is unknown, spent or expired");
        let session = session.ok_or_else(spent)?;
        if !stands(admission, &session.grant, &session.corp_id) {
            return Err(switched_off());
        }
        (session.token, session.refresh_token) = (format!("token-{number}"), format!("refresh-token-{number}"));
        let login = session.login();
        state.issued = number;
        Ok(login)
    }

    /// Ends a session.
    pub(super) fn log_out(&self, session_id: &str) {
        self.state().sessions.retain(|session| session.id != session_id);
    }

    /// The user of a session that goes on.
    pub(super) fn user_of_session(&self, session_id: &str) -> Result<User, CallError> {
        let state = self.state();
        let session = state.sessions.iter().find(|session| session.id == session_id);
        let ended = || CallError::new(ErrorKind::LoginRequired, "the session has ended: log in again");
        session.map(Session::user).ok_or_else(ended)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Accounts for BenchAccounts {
    async fn lookup(&self, subject: &Subject) -> Result<Option<String>, CallError> {
        Ok(self.state().users.get(&key(subject)).cloned())
    }

    async fn issue_login_code(&self, grant: &Grant) -> Result<LoginCode, CallError> {
        let mut state = self.state();
        state.grants.push(grant.clone());
        let code = format!("login-code-{}", state.grants.len());
        state.codes.insert(code.clone(), grant.clone());
        let user_id = state.user_of(&grant.subject);
        Ok(LoginCode::new(SecretText::new(code), grant.corps.clone(), user_id))
    }

    async fn login(&self, grant: &Grant, platform: Platform) -> Result<Login, CallError> {
        let mut state = self.state();
        state.grants.push(grant.clone());
        Ok(state.open(grant, &grant.subject.corp_id, platform))
    }

    async fn bind(&self, user_id: &str, subject: &Subject, _profile: &Profile) -> Result<(), CallError> {
        let mut state = self.state();
        if !state.users.values().any(|known| known == user_id) {
            return Err(CallError::new(ErrorKind::UnknownUser, format!("there is no user {user_id}")));
        }
        if state.users.get(&key(subject)).is_some_and(|bound| bound != user_id) {
            return Err(CallError::new(ErrorKind::BindingConflict, "bound to another user"));
        }
        state.users.insert(key(subject), user_id.to_owned());
        Ok(())
    }

    async fn unbind(&self, user_id: &str, login_type: &str, corp_id: &str) -> Result<(), CallError> {
        let mut state = self.state();
        let bound = state.users.iter().find(|((name, corp, _), bound)| {
            (name.as_str(), corp.as_str(), bound.as_str()) == (login_type, corp_id, user_id)
        });
        let Some(subject) = bound.map(|(subject, _)| subject.clone()) else {
            return Err(CallError::new(ErrorKind::BindingConflict, "there is no such binding"));
        };
        state.users.remove(&subject);
        state.sessions.retain(|session| key(&session.grant.subject) != subject);
        Ok(())
    }

    async fn update_profile(&self, _: &Subject, _: &Profile, _told_at: Timestamp) -> Result<(), CallError> {
        Ok(())
    }

    async fn rename(&self, subject: &Subject, new_id: &str, _told_at: Timestamp) -> Result<(), CallError> {
        let mut state = self.state();
        if let Some(user_id) = state.users.remove(&key(subject)) {
            state.users.insert(key(&Subject { id: new_id.to_owned(), ..subject.clone() }), user_id);
        }
        Ok(())
    }

    async fn subjects(&self, login_type: &str, realm: &str, corp_id: &str) -> Result<Vec<String>, CallError> {
        let state = self.state();
        let wanted = (login_type, realm, corp_id);
        let grants = state.sessions.iter().map(|session| &session.grant);
        let theirs = grants.filter(|it| wanted == (it.subject.login_type, &it.realm, &it.subject.corp_id));
        Ok(theirs.map(|grant| grant.subject.id.clone()).collect())
    }

    async fn revoke(&self, revocation: &Revocation, _reason: &str) -> Result<u64, CallError> {
        let mut state = self.state();
        let before = state.sessions.len();
        state.sessions.retain(|session| !ends(revocation, &session.grant));
        state.codes.retain(|_, grant| !ends(revocation, grant));
        state.revocations.push(revocation.clone());
        Ok(u64::try_from(before - state.sessions.len()).unwrap_or(u64::MAX))
    }
}

fn ends(revocation: &Revocation, grant: &Grant) -> bool {
    (revocation.login_type, &revocation.realm) == (grant.subject.login_type, &grant.realm)
        && revocation.corp_id == grant.subject.corp_id
        && revocation.subject.as_ref().is_none_or(|id| *id == grant.subject.id)
        && grant.recognised_at <= revocation.until
}

fn switched_off() -> CallError {
    CallError::new(
        ErrorKind::InstanceInactive,
        "the instance is switched off, or does not stand for this login any more",
    )
}

/// Whether the instance that recognised somebody still stands for it.
fn stands(admission: &dyn Admission, grant: &Grant, corp_id: &str) -> bool {
    let login = Recognised::new(&grant.instance, grant.subject.login_type, &grant.realm, corp_id);
    admission.standing(&login) == Standing::Open
}
