//! A call of a function: who may call it, what its arguments are, who answers it, what the audit trail tells of it.

use std::{pin::pin, sync::Arc, time::Duration};

use accounts::{Asked, AuditContext, LocalAccounts, Rights};
use actix_web::{
    HttpRequest,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
};
use administration::{Actor, Origin, trail};
use app_catalog::Catalog;
use element_model::{AdminScope, Arguments, Function};
use element_type::contained;
use futures::future::{Either, select};
use login_type::{Call, CallError, Caller, ErrorKind, Host, Method, Reply, Request};
use serde_json::Value;
use web::{
    RequestContext, errcode,
    limits::{body::BodyError, rate},
    rights::{Admitted, Demand, Gate, UnreadBody},
};

use super::{
    arguments,
    rpc::Functions,
    target::{self, Target},
};
use crate::{
    login_labels,
    records::RecordsOfCall,
    services::{self, Door, client_login},
};

/// How long the code of a function may take: longer than each of its waits for a database or a provider.
const ANSWERED_WITHIN: Duration = Duration::from_mins(1);

/// The argument that names a company, of every function that has one.
const CORP: &str = "corpId";

/// The argument that is a one-use code of WeCom's.
const CODE: &str = "code";

/// The arguments that say to whom or what something was done; none is a secret, as a login code would be.
const NOTED: [&str; 5] = ["corpId", "userId", "recordId", "fullName", "type"];

/// Why a call failed, and what that means for the connection.
pub(super) struct Failure {
    pub(super) error: CallError,
    pub(super) status: StatusCode,
    /// Whether some of the body was not read.
    pub(super) body_left: bool,
    /// Whether what was presented was guessed wrong, or may have been.
    pub(super) is_guess: bool,
}

impl Failure {
    /// A refusal before the body was read: one who asks too often is not listened to.
    fn unread(error: CallError) -> Self {
        let body_left = matches!(error.kind(), ErrorKind::TooManyRequests { .. });
        Self { body_left, ..error.into() }
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let (status, is_guess) = (errcode::status(error.kind()), rate::is_wrong_guess(error.kind()));
        Self { error, status, body_left: false, is_guess }
    }
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        Self { status: error.status(), error: CallError::from(&error), body_left: true, is_guess: false }
    }
}

impl From<client_login::Refusal> for Failure {
    fn from(refusal: client_login::Refusal) -> Self {
        match refusal {
            client_login::Refusal::Unproven(error) => error.into(),
            client_login::Refusal::OfClient(error) => Self { is_guess: false, ..error.into() },
        }
    }
}

/// A request for a function that was found.
#[derive(Clone, Copy)]
pub(super) struct Incoming<'a> {
    pub(super) request: &'a HttpRequest,
    pub(super) context: &'a RequestContext,
    pub(super) method: Method,
    pub(super) catalog: &'a Catalog,
    pub(super) target: &'a Target<'a>,
}

impl<'a> Incoming<'a> {
    /// Calls the function.
    pub(super) async fn call(self, body: UnreadBody, gate: &Gate, functions: &Functions) -> Result<Reply, Failure> {
        let Self { request, context, method, target, .. } = self;
        let admitted = self.admit(gate).await.map_err(Failure::unread)?;
        let body = body.read(request, gate, &admitted).await?;
        let args = arguments::read(request, &body, method, target.function)?;
        if let (true, Some(Value::String(corp))) = (asks_wecom(target.function), args.value(CORP)) {
            gate.rate().admit_corp(context.client, target.app.id(), corp).map_err(CallError::from)?;
        }
        let plain = target::answers_plainly(target.function);
        let headers = plain.then(|| request.headers());
        let request = seen(headers, Request::new(context.id.clone(), method).with_body(body.to_vec()));
        let request = request.from_client(context.client);
        let actor = self.actor(admitted.caller());
        let accounts = functions.accounts.on(self.audit_context(&actor));
        // A callback does nothing to accounts before its record is worked on.
        let own = (!plain).then(|| host_of_call(functions, &accounts, &actor));
        let (place, host) = ((target.app, target.element, target.function), own.as_ref().unwrap_or(&functions.host));
        let call = Call::new(place, &args, admitted.caller(), &request, host);
        let door = Door {
            server: &functions.administration,
            actor: &actor,
            folder: &functions.folder,
            catalog: self.catalog,
            verification_files: functions.verification_files.as_deref(),
            app: target.app,
        };
        if let Some(answered) = Box::pin(contained(client_login::answer(door, call))).await.map_err(CallError::from)? {
            return Ok(answered?);
        }
        // It reads what instances say of themselves.
        if let Some(answered) = contained(services::answer(door, call)).await.map_err(CallError::from)? {
            return Ok(answered?);
        }
        let answered = pin!(self.catalog.login_types.call(call));
        let reply = match select(answered, functions.host.clock.sleep(ANSWERED_WITHIN)).await {
            Either::Left((answered, _)) => answered?,
            Either::Right(_) => return Err(self.took_too_long().into()),
        };
        // The entry that is there already was noted by code that knows more.
        if self.is_action(admitted.caller()) && !accounts.has_noted() {
            self.note(functions, &actor, &args).await;
        }
        Ok(reply)
    }

    /// The refusal of a function whose code waits without a limit.
    fn took_too_long(self) -> CallError {
        let (function, limit) = (&self.target.function.name, ANSWERED_WITHIN.as_secs());
        let message = format!("function {function} took longer than {limit} s and was given up; try again");
        CallError::new(ErrorKind::UpstreamUnavailable, message)
    }

    /// Looks whether the caller may call the function.
    async fn admit(self, gate: &Gate) -> Result<Admitted, CallError> {
        let function = self.target.function;
        if function.login_required || function.admin_required {
            let demand = Demand {
                what: &format!("function {}", function.name),
                app: self.target.app.id(),
                asked: self.asked(),
                is_for_administrators: function.admin_required,
            };
            return gate.admit_bearer(self.request.headers(), self.context.client, &demand).await;
        }
        if is_open(function) { gate.admit_anybody(self.context.client) } else { Ok(Admitted::by_own_signature()) }
    }

    /// The scope that the function asks of an administrator's token.
    fn asked(self) -> Asked<'a> {
        let app = (!is_server_wide(self.target)).then(|| self.target.app.id());
        Asked { app, scope: self.target.function.admin_scope }
    }

    /// The caller and the rights that the function asked for and got.
    fn actor(self, caller: &Caller) -> Actor {
        let Asked { app, scope } = self.asked();
        let rights = Rights { app: app.cloned(), scopes: [scope].into() };
        let (request_id, client) = (self.context.id.clone(), self.context.client);
        let origin = Origin { request_id, client, element: None };
        match caller {
            Caller::Administrator { name } => {
                let element = Some(self.element());
                Actor::Token { name: name.clone(), rights, origin: Origin { element, ..origin } }
            }
            Caller::User { user_id, .. } => Actor::Caller { user_id: Some(user_id.clone()), rights, origin },
            Caller::Anonymous => Actor::Caller { user_id: None, rights, origin },
        }
    }

    /// The audit trail's account of all that a call does to accounts.
    fn audit_context(self, actor: &Actor) -> AuditContext {
        AuditContext { way: login_labels::way_of_function(&self.target.function.name), ..actor.audit_context() }
    }

    /// Whether an administrator changes something by the call; a mere look is not noted.
    fn is_action(self, caller: &Caller) -> bool {
        let function = self.target.function;
        matches!(caller, Caller::Administrator { .. }) && function.admin_required && !function.read_only
    }

    /// Notes what a function of a login type did, with the arguments that say to whom or what.
    async fn note(self, functions: &Functions, actor: &Actor, args: &Arguments) {
        let detail = NOTED.iter().filter_map(|name| Some(((*name).to_owned(), args.value(name)?.clone())));
        let (function, detail) = (&self.target.function.name, Value::Object(detail.collect()));
        trail::note_function(&functions.administration, actor, function, self.element(), detail).await;
    }

    /// The element that is called, with its app: `acme.portal:services.UserSvc`.
    fn element(self) -> String {
        format!("{}:{}", self.target.app.id(), self.target.element.full_name())
    }
}

/// A request with the headers that its function may see: those of functions that read the request themselves, but for the
/// cookies, which are between browsers and the server.
fn seen(headers: Option<&HeaderMap>, request: Request) -> Request {
    let all = headers.into_iter().flatten().filter(|(name, _)| *name != header::COOKIE);
    all.fold(request, |request, (name, value)| request.with_header(name.as_str(), value.as_bytes()))
}

/// The services lent to a call: accounts and records that note who calls.
fn host_of_call(functions: &Functions, accounts: &LocalAccounts, actor: &Actor) -> Host {
    let records = RecordsOfCall {
        records: Arc::clone(&functions.host.records),
        server: functions.administration.clone(),
        actor: actor.clone(),
        accounts: accounts.clone(),
    };
    functions.host.clone().with_accounts(Arc::new(accounts.clone())).with_records(Arc::new(records))
}

/// Whether a function reaches beyond its app. A user is the same in all apps: who may be logged in as whom is decided for
/// all of them, except by a service that keeps to its app.
fn is_server_wide(target: &Target<'_>) -> bool {
    match services::service(target.element.full_name().as_str()) {
        Some(service) => service.is_server_wide,
        None => target.function.admin_scope == AdminScope::Login,
    }
}

/// Whether anybody may have WeCom asked by a function: whose code it is, for a company.
fn asks_wecom(function: &Function) -> bool {
    is_open(function) && function.arg(CORP).is_some() && function.arg(CODE).is_some()
}

/// Whether anybody may call a function as often as the limits allow. WeCom's callbacks are not among them: one that is
/// refused may not come again, and one that is not signed costs little.
pub(super) fn is_open(function: &Function) -> bool {
    !function.login_required && !function.admin_required && !target::answers_plainly(function)
}
