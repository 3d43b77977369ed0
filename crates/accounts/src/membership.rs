//! Whether somebody who logged in still is a member: the identity provider is asked when its last word on them is old.
//!
//! The turn to ask is claimed in the member's row, so that of all requests and processes one asks at a time. It asks in a
//! task of its own: whoever comes waits for the outcome, but not for long.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use clock::Timestamp;
use error_chain::ErrorChain;
use login_type::{CallError, ErrorKind, Host, Membership, Profile, Recognised};
use storage::{Access as _, MemberCheck, MemberKey, Session, StorageError, User};
use tokio::sync::watch;
use tracing::{Instrument, instrument};

use crate::{
    AccountsError, LocalAccounts, admission, bindings,
    sessions::{self, Scope},
};

/// How long somebody waits for the answer about them; after that they go on as they were.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a turn to ask lasts; longer than all tries of one question.
const LEASE: Duration = Duration::from_mins(1);
/// The longest that one question may take.
const LIMIT: Duration = Duration::from_secs(50);
/// How long a member is left alone, at most, about whom was asked in vain.
const PAUSE: Duration = Duration::from_mins(1);
/// How long such a member is left alone while nobody waits for the answer.
const UNHURRIED_PAUSE: Duration = Duration::from_mins(10);
/// How often another process's question is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// The outcome of a question to the identity provider.
#[derive(Clone, Debug)]
pub enum Rechecked {
    /// There was nobody to ask about.
    Nobody,
    /// The provider answered, or need not be asked.
    Answered,
    /// It could not tell.
    Failed(Arc<CallError>),
}

/// The questions that this process is asking; its clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Questions(Arc<Mutex<HashMap<MemberKey, watch::Receiver<Option<Rechecked>>>>>);

impl Questions {
    fn under_way(&self, member: &MemberKey) -> Option<watch::Receiver<Option<Rechecked>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(member).cloned()
    }

    fn begin(&self, member: &MemberKey) -> (watch::Sender<Option<Rechecked>>, watch::Receiver<Option<Rechecked>>) {
        let (tell, told) = watch::channel(None);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(member.clone(), told.clone());
        (tell, told)
    }

    fn end(&self, member: &MemberKey) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(member);
    }
}

impl LocalAccounts {
    /// Has the identity provider asked about the member of a session, if it did not confirm them within
    /// [`recheck_period`](crate::Settings::recheck_period); afterwards the session may have ended. Waits 3 seconds at most.
    /// Answers whether anything may have changed.
    #[instrument(name = "accounts.member.recheck", skip_all, fields(corp.id = %session.origin.member.corp_id))]
    pub(crate) async fn recheck(&self, host: &Host, session: &Session) -> Result<bool, AccountsError> {
        let (now, period) = (self.clock.now(), self.settings.recheck_period);
        let seen = self.check_of(session).await?;
        if !seen.is_stale(now, period) {
            return Ok(false);
        }
        if !seen.is_under_way(now, PATIENCE) {
            if !seen.is_due(now, period, PAUSE.min(period)) {
                // A question ended a moment ago, perhaps after the session was looked up, or at a clock that is ahead of ours.
                return Ok(true);
            }
            self.ask(host, &seen, session, now).await?;
        }
        tokio::select! {
            outcome = self.outcome(&seen.member) => outcome?,
            () = self.clock.sleep(PATIENCE) => {}
        }
        Ok(true)
    }

    /// The session and its user, if it still goes on when its member was [rechecked](Self::recheck).
    pub(crate) async fn rechecked(
        &self,
        host: &Host,
        (session, user): (Session, User),
    ) -> Result<Option<(Session, User)>, AccountsError> {
        if !self.recheck(host, &session).await? {
            return Ok(Some((session, user)));
        }
        Ok(sessions::live(&self.db, &session.id, self.clock.now()).await?)
    }

    /// Has the identity provider asked about the member who was asked about longest ago, if that is `period` ago, and waits
    /// for what comes of it.
    ///
    /// # Errors
    /// When the database is out of reach.
    #[instrument(name = "accounts.member.recheck_next", skip_all)]
    pub async fn recheck_next(&self, host: &Host, period: Duration) -> Result<Rechecked, AccountsError> {
        let now = self.clock.now();
        let pause = UNHURRIED_PAUSE.min(period);
        let next = self.db.member_checks().longest_unasked(now, period, pause).await?;
        let Some(seen) = next else { return Ok(Rechecked::Nobody) };
        let sessions = self.db.sessions().list_by_member(&seen.member, now).await?;
        let Some(session) = sessions.first() else {
            self.db.member_checks().remove(&seen.member, seen.asked_at).await?;
            return Ok(Rechecked::Answered);
        };
        let Some(mut told) = self.ask(host, &seen, session, now).await? else { return Ok(Rechecked::Answered) };
        let outcome = told.wait_for(Option::is_some).await.ok().and_then(|told| told.clone());
        Ok(outcome.unwrap_or(Rechecked::Answered))
    }

    /// How many members are asked about from time to time.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn members(&self) -> Result<u64, AccountsError> {
        Ok(self.db.member_checks().count().await?)
    }

    /// The check of a session's member; a member without one counts as confirmed when the session was opened.
    async fn check_of(&self, session: &Session) -> Result<MemberCheck, StorageError> {
        let member = session.origin.member.clone();
        let known = self.db.member_checks().lookup(&member).await?;
        Ok(known.unwrap_or(MemberCheck {
            member,
            confirmed_at: session.created_at,
            asked_at: session.created_at,
            leased_until: Timestamp::from_millis(0),
        }))
    }

    /// Begins to ask, if the turn is to be had; it goes on when nobody waits for it any more.
    async fn ask(
        &self,
        host: &Host,
        seen: &MemberCheck,
        session: &Session,
        now: Timestamp,
    ) -> Result<Option<watch::Receiver<Option<Rechecked>>>, AccountsError> {
        if !self.db.member_checks().claim(seen, now, now + LEASE).await? {
            return Ok(None);
        }
        let (tell, told) = self.questions.begin(&seen.member);
        let (accounts, host, session) = (self.clone(), host.clone(), session.clone());
        let question = async move {
            let outcome = accounts.hear(&host, &session, now).await;
            accounts.questions.end(&session.origin.member);
            tell.send_replace(Some(outcome));
        };
        tokio::spawn(question.in_current_span());
        Ok(Some(told))
    }

    /// Asks, does what follows from the answer, and ends the turn that began at `asked_at`.
    async fn hear(&self, host: &Host, session: &Session, asked_at: Timestamp) -> Rechecked {
        let outcome = tokio::select! {
            outcome = self.hear_of(host, session, asked_at) => outcome,
            () = self.clock.sleep(LIMIT) => Err(overdue().into()),
        };
        let confirmed = matches!(outcome, Ok(Answer::Confirmed)).then_some(asked_at);
        let member = &session.origin.member;
        if let Err(error) = self.db.member_checks().finish(member, asked_at, confirmed).await {
            tracing::warn!(error = %error.chain(), "what came of the question about a member could not be noted");
        }
        match outcome.map_err(CallError::from) {
            Ok(_) => Rechecked::Answered,
            Err(error) => {
                tracing::info!(corp.id = %member.corp_id, member = member.subject, error = %error.chain(), "it cannot be told whether the member still is one");
                Rechecked::Failed(Arc::new(error))
            }
        }
    }

    async fn hear_of(&self, host: &Host, session: &Session, asked_at: Timestamp) -> Result<Answer, AccountsError> {
        let instance = admission::name(&session.origin.app, &session.origin.instance)?;
        let MemberKey { login_type, realm, corp_id, subject } = &session.origin.member;
        let login = Recognised::new(&instance, login_type, realm, corp_id);
        match host.admission.recheck(&login, subject, host).await? {
            Membership::Current(profile) => {
                self.take_over(session, &profile, asked_at).await?;
                Ok(Answer::Confirmed)
            }
            Membership::Ended(reason) => {
                self.end_membership(session, &reason, asked_at).await?;
                Ok(Answer::Other)
            }
            _ => Ok(Answer::Other),
        }
    }

    async fn take_over(&self, session: &Session, profile: &Profile, told_at: Timestamp) -> Result<(), AccountsError> {
        if *profile == Profile::default() {
            return Ok(());
        }
        let MemberKey { login_type, corp_id, subject, .. } = &session.origin.member;
        let profile = bindings::stored(profile);
        self.db.bindings().update_profile(login_type, corp_id, subject, &profile, told_at).await?;
        Ok(())
    }

    /// Ends what a member has who is out, as a revocation by a login type does.
    async fn end_membership(&self, session: &Session, reason: &str, until: Timestamp) -> Result<(), AccountsError> {
        let MemberKey { login_type, realm, corp_id, subject } = &session.origin.member;
        let ended = self.end_scope(Scope { login_type, realm, corp_id, subject: Some(subject), until }, reason).await?;
        tracing::info!(corp.id = %session.origin.member.corp_id, member = session.origin.member.subject, sessions = ended, reason, "sessions revoked");
        Ok(())
    }

    /// Waits until nobody asks about a member any more.
    async fn outcome(&self, member: &MemberKey) -> Result<(), AccountsError> {
        if let Some(mut told) = self.questions.under_way(member) {
            // The question ends with its sender, which tells something first unless it panicked.
            let _ = told.wait_for(Option::is_some).await;
            return Ok(());
        }
        loop {
            let check = self.db.member_checks().lookup(member).await?;
            if !check.is_some_and(|check| check.is_under_way(self.clock.now(), PATIENCE)) {
                return Ok(());
            }
            self.clock.sleep(LOOK).await;
        }
    }
}

/// The meaning of an answer for the member's row.
enum Answer {
    Confirmed,
    Other,
}

fn overdue() -> CallError {
    CallError::new(ErrorKind::UpstreamUnavailable, "the identity provider did not answer in time")
}
