//! `LocalAccounts`: the accounts of one server, in its database.

use std::{
    fmt,
    sync::{Arc, atomic::AtomicBool},
};

use async_trait::async_trait;
use clock::{SharedClock, SharedEntropy, Timestamp};
use login_type::{Accounts, CallError, Grant, Login, LoginCode, Platform, Profile, Revocation, Subject};
use serde_json::Value;
use storage::{Access as _, Database};

use crate::{
    AccountsError, AuditContext, AuditEntry, FirstUse, KEY_ROTATE, Rotation, Settings, bindings, membership::Questions,
    signing_keys::SigningKeys, token_families::REPEAT_WITHIN,
};

/// The accounts of one server: users, login codes, sessions, tokens. Its clones are the same accounts, and so are those
/// of every process on the same database: a revocation holds everywhere at once, a new signing key within 30 seconds.
#[derive(Clone)]
pub struct LocalAccounts {
    pub(crate) db: Database,
    pub(crate) clock: SharedClock,
    pub(crate) entropy: SharedEntropy,
    pub(crate) settings: Arc<Settings>,
    pub(crate) keys: Arc<SigningKeys>,
    pub(crate) questions: Questions,
    pub(crate) context: Arc<AuditContext>,
    /// The client that asked for the login.
    pub(crate) client_id: Option<Arc<str>>,
    /// Whether the audit trail has something of this context.
    pub(crate) noted: Arc<AtomicBool>,
}

impl LocalAccounts {
    /// The accounts in `db`, which must have its tables.
    pub fn new(db: Database, clock: SharedClock, entropy: SharedEntropy, settings: Settings) -> Self {
        let keys = SigningKeys::new(db.clone(), Arc::clone(&clock), Arc::clone(&entropy), &settings);
        let (keys, questions, context, noted) = (Arc::new(keys), Questions::default(), Arc::default(), Arc::default());
        Self { db, clock, entropy, settings: Arc::new(settings), keys, questions, context, client_id: None, noted }
    }

    /// These accounts as a login uses them that a client asked for: what the member consents to tell is for that client alone.
    /// Of a login that no client asked for it is not kept.
    #[must_use]
    pub fn asked_by(&self, client_id: Option<&str>) -> Self {
        Self { client_id: client_id.map(Arc::from), ..self.clone() }
    }

    /// The public keys that verify tokens, as a JSON Web Key Set (RFC 7517); makes the first key of access tokens where
    /// there is none.
    ///
    /// # Errors
    /// When the database is out of reach or a stored key cannot be read.
    pub async fn jwks(&self) -> Result<Value, AccountsError> {
        Ok(self.keys.current().await?.jwks(self.clock.now()))
    }

    /// Publishes new signing keys at once; they sign when every verifier has seen them, or as soon as every process knows
    /// them. Those before them stay published until all they signed has expired, so that nobody is logged out.
    /// The audit trail has each as [`KEY_ROTATE`], in the key's own transaction.
    ///
    /// # Errors
    /// [`AccountsError::TooManyKeys`] after many rotations in a row, or when the database is out of reach.
    pub async fn rotate_keys(&self, first_use: FirstUse) -> Result<Rotation, AccountsError> {
        let entry = |kid: &str| AuditEntry {
            actor: None,
            action: KEY_ROTATE.into(),
            target: kid.to_owned(),
            detail: Value::Null,
        };
        let event = |kid: &str| self.context.event(self.clock.now(), entry(kid));
        let rotation = self.keys.rotate(first_use, &event).await?;
        self.set_noted();
        Ok(rotation)
    }

    /// Removes what has expired: login codes, sessions, refresh tokens, signing keys; answers how many of them.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn housekeeping(&self, now: Timestamp) -> Result<u64, AccountsError> {
        let codes = self.db.login_codes().remove_expired(now).await?;
        let tokens = self.db.refresh_tokens().remove_expired(now).await?;
        self.db.refresh_tokens().forget_nonces(now - REPEAT_WITHIN).await?;
        let sessions = self.db.sessions().remove_expired(now).await?;
        let keys = self.db.signing_keys().remove_expired(now).await?;
        // No login code or session is as old as that.
        let oldest = now - self.settings.session_lifetime - self.settings.login_code_lifetime;
        let revocations = self.db.revocations().remove_before(oldest).await?;
        let members = self.db.member_checks().remove_before(oldest).await?;
        Ok(codes + tokens + sessions + keys + revocations + members)
    }
}

impl fmt::Debug for LocalAccounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalAccounts").field("settings", &self.settings).finish_non_exhaustive()
    }
}

#[async_trait]
impl Accounts for LocalAccounts {
    async fn lookup(&self, subject: &Subject) -> Result<Option<String>, CallError> {
        Ok(bindings::user_of(&self.db, subject).await?)
    }

    async fn issue_login_code(&self, grant: &Grant) -> Result<LoginCode, CallError> {
        Ok(self.issue_code(grant).await?)
    }

    async fn login(&self, grant: &Grant, platform: Platform) -> Result<Login, CallError> {
        Ok(self.login_at_once(grant, platform).await?)
    }

    async fn bind(&self, user_id: &str, subject: &Subject, profile: &Profile) -> Result<(), CallError> {
        Ok(self.tie(user_id, subject, profile).await?)
    }

    async fn unbind(&self, user_id: &str, login_type: &str, corp_id: &str) -> Result<(), CallError> {
        Ok(self.untie(user_id, login_type, corp_id).await?)
    }

    async fn update_profile(&self, subject: &Subject, profile: &Profile, told_at: Timestamp) -> Result<(), CallError> {
        Ok(bindings::update_profile(&self.db, subject, profile, told_at).await?)
    }

    async fn rename(&self, subject: &Subject, new_id: &str, told_at: Timestamp) -> Result<(), CallError> {
        Ok(bindings::rename(self, subject, new_id, told_at).await?)
    }

    async fn subjects(&self, login_type: &str, realm: &str, corp_id: &str) -> Result<Vec<String>, CallError> {
        let subjects = self.db.sessions().subjects(login_type, realm, corp_id, self.clock.now()).await;
        Ok(subjects.map_err(AccountsError::from)?)
    }

    async fn revoke(&self, revocation: &Revocation, reason: &str) -> Result<u64, CallError> {
        Ok(self.revoke_sessions(revocation, reason).await?)
    }
}
