//! Accounts of a bench: they remember in memory whom they are told of.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use clock::Timestamp;

use crate::{
    Accounts, CallError, ErrorKind, Grant, Login, LoginCode, Platform, Profile, Revocation, SecretText, Subject, User,
};

/// Accounts that remember in memory.
#[derive(Default)]
pub(super) struct BenchAccounts(Mutex<State>);

#[derive(Default)]
struct State {
    grants: Vec<Grant>,
    users: BTreeMap<Key, String>,
    users_made: usize,
    sessions: Vec<Grant>,
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
        let login_code = SecretText::new(format!("login-code-{}", state.grants.len()));
        Ok(LoginCode { login_code, corp_list: grant.corps.clone(), user_id: state.user_of(&grant.subject) })
    }

    async fn login(&self, grant: &Grant, platform: Platform) -> Result<Login, CallError> {
        let mut state = self.state();
        state.grants.push(grant.clone());
        state.sessions.push(grant.clone());
        let (user_id, number) = (state.user_of(&grant.subject), state.sessions.len());
        let user_info = User {
            user_id: user_id.clone(),
            name: grant.profile.name.clone(),
            avatar: grant.profile.avatar.clone(),
            corp_id: grant.subject.corp_id.clone(),
            corp_user_id: grant.subject.id.clone(),
        };
        Ok(Login {
            user_id,
            user_info,
            token: SecretText::new(format!("token-{number}")),
            token_type: "Bearer",
            expires_in: Duration::from_secs(600),
            refresh_token: SecretText::new(format!("refresh-token-{number}")),
            platform,
            session_id: format!("session-{number}"),
        })
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
        state.sessions.retain(|session| key(&session.subject) != subject);
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
        let theirs =
            state.sessions.iter().filter(|it| wanted == (it.subject.login_type, &it.realm, &it.subject.corp_id));
        Ok(theirs.map(|session| session.subject.id.clone()).collect())
    }

    async fn revoke(&self, revocation: &Revocation, _reason: &str) -> Result<u64, CallError> {
        let mut state = self.state();
        let before = state.sessions.len();
        state.sessions.retain(|session| !ends(revocation, session));
        Ok(u64::try_from(before - state.sessions.len()).unwrap_or(u64::MAX))
    }
}

fn ends(revocation: &Revocation, session: &Grant) -> bool {
    (revocation.login_type, &revocation.realm) == (session.subject.login_type, &session.realm)
        && revocation.corp_id == session.subject.corp_id
        && revocation.subject.as_ref().is_none_or(|id| *id == session.subject.id)
        && session.recognised_at <= revocation.until
}
