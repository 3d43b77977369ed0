//! `LoginType` and `LoginInstance`: what a login adds to an element with code.

use std::collections::BTreeMap;

use async_trait::async_trait;
use element_type::{CallError, ElementInstance, ElementType, ErrorKind, Instances};

use crate::{
    AuthorisationLink, CallbackRecord, Company, CompanyQuery, FormRequest, Heartbeat, Host, LinkRequest, Login,
    LoginForm, LoginLink, LoginPrompt, LoginRequest, Membership, Profile, Subject, WorkError, Worked,
};

/// A Type whose instances are logins.
#[async_trait]
pub trait LoginType: ElementType<Instance: LoginInstance> {
    /// The event types of its callback records that metrics tell apart; all others are counted together, because the
    /// sender may think up any number of them. By default none.
    const EVENTS: &'static [&'static str] = &[];

    /// Does what a committed callback record asks, with the instances of all apps; may be called again for the same
    /// record after a failure or a crash, and must then come to the same end. By default a record is dead: the login type
    /// takes no callbacks.
    ///
    /// # Errors
    /// Whether to try again, or why that is of no use.
    async fn work(
        &self,
        _instances: &Instances<Self::Instance>,
        _record: &CallbackRecord,
        _host: &Host,
    ) -> Result<Worked, WorkError> {
        Err(WorkError::dead("this login type takes no callbacks"))
    }

    /// The companies that these instances are for, for an operator who asks; opens no secret and asks no provider. By
    /// default none is told.
    ///
    /// # Errors
    /// When what is stored is out of reach.
    async fn companies(&self, _instances: &Instances<Self::Instance>) -> Result<Vec<Company>, CallError> {
        Ok(Vec::new())
    }

    /// A page of those companies, for an operator who has many; as many as fit are answered without reading the others where a
    /// login type can do so. By default all are read.
    ///
    /// # Errors
    /// As [`companies`](Self::companies).
    async fn search_companies(
        &self,
        instances: &Instances<Self::Instance>,
        query: &CompanyQuery<'_>,
    ) -> Result<Vec<Company>, CallError> {
        Ok(query.select(self.companies(instances).await?))
    }

    /// How many companies there are. By default all are read.
    ///
    /// # Errors
    /// As [`companies`](Self::companies).
    async fn count_companies(&self, instances: &Instances<Self::Instance>) -> Result<u64, CallError> {
        Ok(self.companies(instances).await?.len() as u64)
    }

    /// Gives a company of a realm the organisation code by which its members find it on the login page. By default a login
    /// type has no such codes.
    ///
    /// # Errors
    /// The code will not do or is another company's, or there is no such company.
    async fn set_org_code(
        &self,
        _instances: &Instances<Self::Instance>,
        _company: (&str, &str),
        _code: &str,
    ) -> Result<(), CallError> {
        Err(CallError::new(ErrorKind::UnknownFunction, "companies of this login type have no organisation codes"))
    }

    /// The messages that the provider sends these instances from time to time, without which they soon stop working;
    /// the server tells in `/readyz`, in its metrics and in its log when the newest came. Asks no provider. By default
    /// nothing is awaited.
    ///
    /// # Errors
    /// When what is stored is out of reach.
    async fn heartbeats(&self, _instances: &Instances<Self::Instance>) -> Result<Vec<Heartbeat>, CallError> {
        Ok(Vec::new())
    }
}

/// A configured login.
#[async_trait]
pub trait LoginInstance: ElementInstance<Host = Host> {
    /// Whether members of this company may log in with it, and whose logins by it go on. An instance that is for everybody
    /// says no to a company whose own instance is switched off: a specific no is not passed over for a general yes. By
    /// default it is open to all while it is switched on.
    fn is_open_to(&self, _corp_id: &str) -> bool {
        self.is_active()
    }

    /// Whether a login that came of a [`Grant`](crate::Grant) with this realm, to this company, may go on: asked of
    /// whatever instance has the name of the one that gave the grant, if it is of the grant's login type. An instance that
    /// can be configured for another company or another provider says no to the logins of the one before, or they would
    /// live on by its name. By default every login may go on.
    fn serves(&self, _realm: &str, _corp_id: &str) -> bool {
        true
    }

    /// Asks the identity provider whether somebody who logged in before still may: when they come back after
    /// `login.recheck_seconds`, and from time to time while they are logged in. The server asks about one subject once at
    /// a time, whatever the number of processes, lets nobody wait for long, and does what follows from the answer. By
    /// default everybody stays in.
    ///
    /// # Errors
    /// The provider could not tell, for the log: nobody's session ends.
    async fn recheck(&self, _subject: &Subject, _host: &Host) -> Result<Membership, CallError> {
        Ok(Membership::Current(Profile::default()))
    }

    /// The name of a company whose members may log in with it, as it is known now; asks no provider. By default none is known.
    ///
    /// # Errors
    /// When what is stored is out of reach.
    async fn company_name(&self, _corp_id: &str) -> Result<Option<String>, CallError> {
        Ok(None)
    }

    /// A link by which another company lets its members log in with it, where the provider has such links; `org_code` is the
    /// organisation code that the company gets then, if it is free. May ask the provider. By default there is none.
    ///
    /// # Errors
    /// Why there is none now, or the code will not do.
    async fn authorisation_link(
        &self,
        _org_code: Option<&str>,
        _host: &Host,
    ) -> Result<Option<AuthorisationLink>, CallError> {
        Ok(None)
    }

    /// The ids that the company of the instance itself has for members whom another app of it, with this id, knows by these; a
    /// thousand at most. By default an instance can tell none.
    ///
    /// # Errors
    /// Why none can be told.
    async fn plain_userids(
        &self,
        _source_agent: i64,
        _userids: &[&str],
        _host: &Host,
    ) -> Result<BTreeMap<String, String>, CallError> {
        let message = "this login knows no other ids of members: name the instance of the company's own app";
        Err(CallError::new(ErrorKind::ValueNotAllowed, message))
    }

    /// Whether the server's login page has a [link](Self::login_link) to this instance's identity provider. It is asked for
    /// one only where this says yes; `wecom-login doctor` then names the redirect URI to register at the provider.
    fn has_login_link(&self) -> bool {
        false
    }

    /// The beginning of a login with it, on the server's login page.
    fn login_prompt(&self) -> LoginPrompt {
        LoginPrompt::Button
    }

    /// Where the server's login page sends a browser; `None` when this instance does not serve the company named. The
    /// provider sends it back to [`LinkRequest::redirect_uri`] with the parameters `code` and `state`. What must not be
    /// seen in the link and is needed again is [kept](LoginLink::keeping) by the server.
    ///
    /// A panic, and a link that takes longer than 15 s, are a failure of this login alone. By default there is no link.
    ///
    /// # Errors
    /// Why nobody of that company can log in now.
    async fn login_link(&self, _request: &LinkRequest<'_>, _host: &Host) -> Result<Option<LoginLink>, CallError> {
        Ok(None)
    }

    /// Logs in whom the identity provider sent back to the server's login page with `code`, within a minute. The return may
    /// reach another process than the one that made the link, or the same one after a restart: all that is needed is in the
    /// request. By default nobody is logged in.
    ///
    /// # Errors
    /// Why it is not a login.
    async fn login(&self, _request: &LoginRequest<'_>, _host: &Host) -> Result<Login, CallError> {
        Err(CallError::new(ErrorKind::UnknownFunction, "this login type has no login page"))
    }

    /// The form that the server's login page shows for this instance, where there is no provider's page to go to. The
    /// server renders it, takes it from its own page alone and counts what is wrong against the visitor's address. By
    /// default there is none.
    fn login_form(&self) -> Option<LoginForm> {
        None
    }

    /// Logs in whoever filled in the [form](Self::login_form), within a minute. By default nobody is.
    ///
    /// # Errors
    /// Why it is not a login; [`ErrorKind::LoginCodeInvalid`] for a secret that is wrong, so that an address that guesses
    /// is slowed down.
    async fn login_by_form(&self, _request: &FormRequest<'_>, _host: &Host) -> Result<Login, CallError> {
        Err(CallError::new(ErrorKind::UnknownFunction, "this login type has no form"))
    }
}
