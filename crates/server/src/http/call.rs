//! One call of a function: who may call it, what its arguments are, who answers it, what the audit trail tells of it.

use accounts::{Asked, Occasion};
use actix_web::{HttpRequest, http::StatusCode};
use app_catalog::Catalog;
use element_model::{AdminScope, Function};
use login_type::{Call, CallError, Caller, ErrorKind, Method, Reply, Request};
use serde_json::Value;
use web::{
    RequestContext, errcode,
    limits::body::BodyError,
    rights::{Admitted, Demand, Gate, UnreadBody},
};

use super::{
    arguments, audit,
    rpc::Functions,
    target::{self, Target},
};
use crate::{administration, element_svc::Answered, login_labels};

/// The argument that names a company, of every function that has one.
const CORP: &str = "corpId";

/// The argument that is a one-use code of WeCom's.
const CODE: &str = "code";

/// Why a call failed, and what that means for the connection.
pub(super) struct Failure {
    pub(super) error: CallError,
    pub(super) status: StatusCode,
    /// Whether some of the body was not read.
    pub(super) body_left: bool,
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
        Self { status: errcode::status(error.kind()), error, body_left: false }
    }
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        Self { status: error.status(), error: CallError::from(&error), body_left: true }
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

impl Incoming<'_> {
    /// Calls the function.
    pub(super) async fn call(self, body: UnreadBody, gate: &Gate, functions: &Functions) -> Result<Reply, Failure> {
        let Self { request, context, method, target, .. } = self;
        let admitted = self.admit(gate).await.map_err(Failure::unread)?;
        let body = body.read(request, gate, &admitted).await?;
        let args = arguments::read(request, &body, method, target.function)?;
        if let (true, Some(Value::String(corp))) = (asks_wecom(target.function), args.value(CORP)) {
            gate.rate().admit_corp(context.client, target.app.id(), corp).map_err(CallError::from)?;
        }
        let request = Request { id: context.id.clone(), method, body: body.to_vec(), client: context.client };
        // A callback does nothing to accounts before its record is worked on.
        let accounts = functions.accounts.on(self.occasion(admitted.caller()));
        let own = (!target::answers_plainly(target.function))
            .then(|| functions.host.clone().with_accounts(std::sync::Arc::new(accounts.clone())));
        let call = Call {
            app: target.app.id(),
            element: target.element.full_name(),
            title: &target.element.definition().title,
            function: &target.function.name,
            args: &args,
            caller: admitted.caller(),
            request: &request,
            host: own.as_ref().unwrap_or(&functions.host),
        };
        let Answered { reply, noted } = self.answer(call, &accounts, functions).await?;
        if let Some(administrator) = self.actor(admitted.caller()).filter(|_| !accounts.has_noted()) {
            let now = functions.host.clock.now();
            audit::note(&functions.database, now, administrator, target, &args, context, noted).await;
        }
        Ok(reply)
    }

    /// Looks whether the caller may call the function.
    async fn admit(self, gate: &Gate) -> Result<Admitted, CallError> {
        let function = self.target.function;
        if function.login_required || function.admin_required {
            let app = self.target.app.id();
            let demand = Demand {
                what: &format!("function {}", function.name),
                app,
                asked: Asked { app: (!is_server_wide(self.target)).then_some(app), scope: function.admin_scope },
                is_for_administrators: function.admin_required,
            };
            return gate.admit_bearer(self.request.headers(), self.context.client, &demand).await;
        }
        if is_open(function) { gate.admit_anybody(self.context.client) } else { Ok(Admitted::by_own_signature()) }
    }

    async fn answer(
        self,
        call: Call<'_>,
        accounts: &accounts::LocalAccounts,
        functions: &Functions,
    ) -> Result<Answered, CallError> {
        let Functions { folder, database, .. } = functions;
        match administration::answer(folder, database, accounts, self.catalog, self.target.app, call).await {
            Some(answered) => answered,
            None => Ok(self.catalog.login_types.call(call).await?.into()),
        }
    }

    /// The administrator who changes something by the call; a mere look is not noted.
    fn actor(self, caller: &Caller) -> Option<&str> {
        let function = self.target.function;
        match caller {
            Caller::Administrator { name } if function.admin_required && !function.read_only => Some(name),
            _ => None,
        }
    }

    /// The audit trail's account of all that a call does to accounts.
    fn occasion(self, caller: &Caller) -> Occasion {
        let Self { context, target, .. } = self;
        let way = login_labels::way_of_function(&target.function.name);
        let told =
            Occasion { request_id: Some(context.id.clone()), client: context.client, way, ..Occasion::default() };
        let Caller::Administrator { name } = caller else { return told };
        let element = format!("{}:{}", target.app.id(), target.element.full_name());
        Occasion { administrator: Some(name.clone()), element: Some(element), ..told }
    }
}

/// Whether a function reaches beyond its app. A user is the same in all apps: who may be logged in as whom is decided for
/// all of them, except by a service that keeps to its app.
fn is_server_wide(target: &Target<'_>) -> bool {
    match administration::service(target.element.full_name().as_str()) {
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
