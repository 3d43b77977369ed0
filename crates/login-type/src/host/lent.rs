//! `Lent`: accounts and callback records as a login type has them, which keep a rule.

use std::sync::Arc;

use async_trait::async_trait;
use clock::Timestamp;
use element_model::AppId;

use super::screen::Rule;
use crate::{
    Accounts, Added, CallError, CallbackRecords, Grant, Login, LoginCode, NewCallbackRecord, Platform, Profile,
    Revocation, Subject,
};

/// A service under a rule.
pub(super) struct Lent<S: ?Sized> {
    inner: Arc<S>,
    rule: Rule,
}

impl<S: ?Sized> Lent<S> {
    pub(super) fn over(inner: Arc<S>, rule: Rule) -> Self {
        Self { inner, rule }
    }

    fn subject(&self, subject: &Subject) -> Subject {
        Subject { login_type: self.rule.name(subject.login_type), ..subject.clone() }
    }
}

#[async_trait]
impl Accounts for Lent<dyn Accounts> {
    async fn lookup(&self, subject: &Subject) -> Result<Option<String>, CallError> {
        self.inner.lookup(&self.subject(subject)).await
    }

    async fn issue_login_code(&self, grant: &Grant) -> Result<LoginCode, CallError> {
        self.inner.issue_login_code(&*self.rule.grant(grant).await?).await
    }

    async fn login(&self, grant: &Grant, platform: Platform) -> Result<Login, CallError> {
        self.inner.login(&*self.rule.grant(grant).await?, platform).await
    }

    async fn bind(&self, user_id: &str, subject: &Subject, profile: &Profile) -> Result<(), CallError> {
        self.inner.bind(user_id, &self.subject(subject), profile).await
    }

    async fn unbind(&self, user_id: &str, login_type: &str, corp_id: &str) -> Result<(), CallError> {
        self.inner.unbind(user_id, self.rule.name(login_type), corp_id).await
    }

    async fn update_profile(&self, subject: &Subject, profile: &Profile, told_at: Timestamp) -> Result<(), CallError> {
        self.inner.update_profile(&self.subject(subject), profile, told_at).await
    }

    async fn rename(&self, subject: &Subject, new_id: &str, told_at: Timestamp) -> Result<(), CallError> {
        self.inner.rename(&self.subject(subject), new_id, told_at).await
    }

    async fn subjects(&self, login_type: &str, realm: &str, corp_id: &str) -> Result<Vec<String>, CallError> {
        self.inner.subjects(self.rule.name(login_type), realm, corp_id).await
    }

    async fn revoke(&self, revocation: &Revocation, reason: &str) -> Result<u64, CallError> {
        let login_type = self.rule.name(revocation.login_type);
        self.inner.revoke(&Revocation { login_type, ..revocation.clone() }, reason).await
    }
}

#[async_trait]
impl CallbackRecords for Lent<dyn CallbackRecords> {
    async fn add(&self, record: NewCallbackRecord) -> Result<Added, CallError> {
        self.rule.check_record(&record.instance, record.login_type)?;
        let login_type = self.rule.name(record.login_type);
        self.inner.add(NewCallbackRecord { login_type, ..record }).await
    }

    async fn retry(&self, app: &AppId, id: i64) -> Result<(), CallError> {
        self.inner.retry(app, id).await
    }

    async fn wake_waiting(&self, login_type: &'static str, realm: &str) -> Result<(), CallError> {
        self.inner.wake_waiting(self.rule.name(login_type), realm).await
    }

    fn kept_since(&self) -> Timestamp {
        self.inner.kept_since()
    }
}
