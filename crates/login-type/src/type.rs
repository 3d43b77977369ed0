//! `LoginType` and `LoginInstance`: the two traits that a login type implements.

use std::time::Duration;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    Call, CallError, CallbackRecord, Company, ConfigProblem, Conflict, ErrorKind, Examination, Finding, Host,
    InstanceName, Instances, LinkRequest, Login, LoginLink, LoginRequest, Membership, Profile, Reply, Subject,
    WorkError, Worked,
};

/// One file of an element that a login type brings along: its own `e.json` and those of its services and models.
#[derive(Clone, Copy, Debug)]
pub struct ElementFile {
    /// Path below the app's root: `auths/loginTypes/MyType/e.json`.
    pub path: &'static str,
    /// The file's text.
    pub content: &'static str,
}

/// Code for one Type element.
#[async_trait]
pub trait LoginType: Send + Sync + 'static {
    /// Full name of the Type element: `auths.loginTypes.MyType`.
    const NAME: &'static str;

    /// The event types of its callback records that metrics tell apart; all others are counted together, because the
    /// sender may think up any number of them.
    const EVENTS: &'static [&'static str] = &[];

    /// What an instance's `<InstanceName>.json` holds.
    type Config: DeserializeOwned + Send;

    /// One configured login.
    type Instance: LoginInstance;

    /// What a new instance's `<InstanceName>.json` begins with (`wecom-login element new`): an object with every field
    /// that somebody has to fill in, and those worth a look of the others. Empty where a Type does not say.
    fn config_skeleton(&self) -> Value {
        Value::Object(Map::new())
    }

    /// The elements that come with the Type; they become part of the built-in base app.
    fn elements(&self) -> &'static [ElementFile];

    /// Makes an instance of its configuration.
    ///
    /// # Errors
    /// Names the field that is wrong and what would be right.
    fn open(&self, name: &InstanceName, config: Self::Config) -> Result<Self::Instance, ConfigProblem>;

    /// Takes note of the instances that go into service now, in the place of those before; called when all of every type
    /// were opened and checked.
    fn installed(&self, _instances: &Instances<Self::Instance>) {}

    /// Checks the instances of all apps against each other; called after each of them was opened.
    ///
    /// # Errors
    /// Names an instance that cannot stand beside another, and the field that keeps it from it.
    fn check(&self, _instances: &Instances<Self::Instance>) -> Result<(), Conflict> {
        Ok(())
    }

    /// What is allowed in the instances of all apps, but hardly meant: the operator is told (`wecom-login element check`).
    fn warnings(&self, _instances: &Instances<Self::Instance>) -> Vec<Conflict> {
        Vec::new()
    }

    /// Answers a function of one of the Type's services, for the instances of the app that was called.
    ///
    /// # Errors
    /// As the function's documentation says.
    async fn call_service(&self, _instances: &Instances<Self::Instance>, call: Call<'_>) -> Result<Reply, CallError> {
        Err(call.unknown_function())
    }

    /// Does the next piece of what nobody asks for, such as looking whether something was missed, with the instances of
    /// all apps; answers how long to wait before the piece after it, `None` for a while. One process does one piece at a
    /// time; processes that share a database do so beside each other. A piece that takes longer than five minutes is
    /// dropped where it waits.
    ///
    /// # Errors
    /// What went wrong, for the log; the next piece begins a minute later.
    async fn maintain(
        &self,
        _instances: &Instances<Self::Instance>,
        _host: &Host,
    ) -> Result<Option<Duration>, CallError> {
        Ok(None)
    }

    /// Does what a committed callback record asks, with the instances of all apps; may be called again for the same
    /// record after a failure or a crash, and must then come to the same end.
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

    /// The companies that these instances are for, for an operator who asks; opens no secret and asks no provider.
    ///
    /// # Errors
    /// When what is stored is out of reach.
    async fn companies(&self, _instances: &Instances<Self::Instance>) -> Result<Vec<Company>, CallError> {
        Ok(Vec::new())
    }

    /// Looks after what the instances of all apps need to work, for an operator who asks (`wecom-login doctor`), in a
    /// process of its own beside the server's. Checks all that it can whatever it finds first, waits for nothing without
    /// a limit, and changes nothing: neither what is stored nor anything at the identity provider. There may be no
    /// instances, when the apps cannot be read: what needs none is checked all the same.
    async fn diagnose(&self, _instances: &Instances<Self::Instance>, _examination: &Examination<'_>) -> Vec<Finding> {
        Vec::new()
    }
}

/// One configured login.
#[async_trait]
pub trait LoginInstance: Send + Sync + 'static {
    /// Whether members may log in with it.
    fn is_active(&self) -> bool;

    /// Whether members of this company may log in with it, and whose logins by it go on. An instance that is for everybody
    /// says no to a company whose own instance is switched off: a specific no is not passed over for a general yes.
    fn is_open_to(&self, _corp_id: &str) -> bool {
        self.is_active()
    }

    /// The documented properties as a JSON object; [`MASK`](crate::MASK) stands in the place of secrets.
    fn properties(&self) -> Value;

    /// What the instance needs a ticket for, so that the server can tell how old the newest one is: for WeCom the
    /// suite. `None` when it needs none, whatever realm its [`Grant`](crate::Grant)s have.
    fn realm(&self) -> Option<String> {
        None
    }

    /// Whether a login that came of a [`Grant`](crate::Grant) with this realm, to this company, may go on: asked of
    /// whatever instance has the name of the one that gave the grant, if it is of the grant's login type. An instance that
    /// can be configured for another company or another provider says no to the logins of the one before, or they would
    /// live on by its name.
    fn serves(&self, _realm: &str, _corp_id: &str) -> bool {
        true
    }

    /// Asks the identity provider whether somebody who logged in before still may: when they come back after
    /// `login.recheck_seconds`, and from time to time while they are logged in. The server asks about one subject once at
    /// a time, whatever the number of processes, lets nobody wait for long, and does what follows from the answer. A
    /// login type that does not say otherwise leaves everybody in.
    ///
    /// # Errors
    /// The provider could not tell, for the log: nobody's session ends.
    async fn recheck(&self, _subject: &Subject, _host: &Host) -> Result<Membership, CallError> {
        Ok(Membership::Current(Profile::default()))
    }

    /// Answers a function of the instance; the arguments fit the element's `functionList`.
    ///
    /// # Errors
    /// As the function's documentation says.
    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError>;

    /// Where the server's login page sends a browser; `None` when this instance does not serve the company named. The
    /// provider sends it back to [`LinkRequest::redirect_uri`] with the parameters `code` and `state`.
    ///
    /// # Errors
    /// Why nobody of that company can log in now.
    async fn login_link(&self, _request: &LinkRequest<'_>, _host: &Host) -> Result<Option<LoginLink>, CallError> {
        Ok(None)
    }

    /// Logs in whom the identity provider sent back to the server's login page with `code`.
    ///
    /// # Errors
    /// Why it is not a login.
    async fn login(&self, _request: &LoginRequest<'_>, _host: &Host) -> Result<Login, CallError> {
        Err(CallError::new(ErrorKind::UnknownFunction, "this login type has no login page"))
    }
}
