//! The work of a committed callback: one file an event that has any.

mod authorise;
mod cancel_auth;
mod change_auth;

use clock::Timestamp;
use login_type::{CallError, CallbackRecord, Host, WorkError, Worked};
use qywx_login::callback::{MemberEvent, of_wecom};
use storage::wecom::{CorpAuth, CorpAuthStatus, StorageError};
use wecom_types::{CorpId, SuiteId, SuiteTicket};

use crate::{
    auth_info::{self, ReadError},
    deps::Deps,
    elements::TYPE,
    event::{Event, EventType},
    login, revocation,
};

/// Does what the record asks; may be called again and then comes to the same end.
pub(crate) async fn work(deps: &Deps, record: &CallbackRecord, host: &Host) -> Result<Worked, WorkError> {
    let event =
        Event::parse(record.payload.expose_secret()).map_err(|error| WorkError::dead(format!("message: {error}")))?;
    let suite =
        SuiteId::try_from(record.realm.as_str()).map_err(|error| WorkError::dead(format!("SuiteId: {error}")))?;
    let task = Task { deps, host, record, event: &event, suite: &suite };
    task.note_app_event().await?;
    match event.r#type {
        EventType::SuiteTicket => task.offer_ticket().await,
        EventType::CreateAuth | EventType::ResetPermanentCode => authorise::work(&task).await,
        EventType::ChangeAuth => change_auth::work(&task).await,
        EventType::CancelAuth => cancel_auth::work(&task).await,
        EventType::ChangeContact | EventType::Unsubscribe => task.hear_of_member().await,
        EventType::Other(_) => Ok(Worked::default()),
    }
}

/// A record with all that its work needs.
struct Task<'a> {
    deps: &'a Deps,
    host: &'a Host,
    record: &'a CallbackRecord,
    event: &'a Event,
    suite: &'a SuiteId,
}

impl Task<'_> {
    async fn offer_ticket(&self) -> Result<Worked, WorkError> {
        let Some(ticket) = self.event.ticket() else { return Err(missing("SuiteTicket")) };
        let ticket = SuiteTicket::try_from(ticket).map_err(|error| WorkError::dead(format!("SuiteTicket: {error}")))?;
        let tickets = self.deps.tables.suite_tickets();
        tickets.offer(self.suite, &ticket, self.event_time(), self.record.received_at).await.map_err(of_storage)?;
        Ok(Worked::default())
    }

    /// Notes that the company's app sends its events here, if this is one: it is no `InfoType` but a message (96302).
    async fn note_app_event(&self) -> Result<(), WorkError> {
        let Ok(corp) = self.corp_id() else { return Ok(()) };
        if self.event.field("InfoType").is_some() {
            return Ok(());
        }
        let auths = self.deps.tables.corp_auths();
        auths.note_app_event(self.suite, &corp, self.record.received_at).await.map_err(of_storage)
    }

    async fn hear_of_member(&self) -> Result<Worked, WorkError> {
        let Self { host, record, event, .. } = *self;
        let corp = self.corp_id()?;
        let auth = login::authorisation(self.deps, self.suite, &corp).await.map_err(|error| of_call(&error))?;
        let auth = auth.filter(|auth| auth.status == CorpAuthStatus::Authorised);
        let contacts = auth.as_ref().map(|auth| login::contacts(self.deps, auth));
        MemberEvent { login_type: TYPE, corp: &corp, message: &event.message, record, contacts, host }.work().await
    }

    /// When it happened, by WeCom's clock.
    fn event_time(&self) -> Timestamp {
        self.record.event_time
    }

    /// The company that the record is about, as it was checked when it was received.
    fn corp_id(&self) -> Result<CorpId, WorkError> {
        let text = self.record.corp_id.as_deref().ok_or_else(|| missing("AuthCorpId"))?;
        CorpId::try_from(text).map_err(|error| WorkError::dead(format!("AuthCorpId: {error}")))
    }

    /// Ends the sessions of a company, or of one member of it, that were recognised up to `until`.
    async fn revoke(
        &self,
        corp: &CorpId,
        subject: Option<&str>,
        until: Timestamp,
        reason: &str,
    ) -> Result<(), WorkError> {
        let revoked = revocation::revoke(self.host, self.suite, corp, subject, until, reason).await;
        revoked.map_err(|error| of_call(&error))
    }

    /// Reads anew what WeCom says of a company's authorisation.
    async fn read(&self, auth: &CorpAuth) -> Result<(), WorkError> {
        auth_info::read(self.deps, self.host, auth).await.map_err(|error| match error {
            ReadError::Wecom(failure) => of_wecom(&failure),
            ReadError::Storage(failure) => of_storage(failure),
            ReadError::Accounts(failure) => of_call(&failure),
        })
    }
}

fn done(corp: &CorpId) -> Worked {
    Worked::about(corp.as_str())
}

/// Done, and the company's authorisation is another than before.
fn changed(corp: &CorpId) -> Worked {
    done(corp).as_change()
}

fn missing(field: &str) -> WorkError {
    WorkError::dead(format!("the message has no {field}"))
}

#[expect(clippy::needless_pass_by_value, reason = "the form that `map_err` wants")]
fn of_storage(error: StorageError) -> WorkError {
    WorkError::retry(format!("database: {error}"))
}

fn of_call(error: &CallError) -> WorkError {
    WorkError::retry(error.to_string())
}
