//! Rights as extractors: whose browser asks, with which role; a handler that takes none of them cannot read a form.

use std::marker::PhantomData;

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::Method, web::Data};
use administration::{
    Actor, Administration, Origin, Role,
    console::{ConsoleSessionEntry, sessions},
};
use app_catalog::Catalog;
use futures::future::LocalBoxFuture;
use login_type::{CallError, ErrorKind};
use std::sync::Arc;
use web::{RequestContext, rights::SameSiteForm};

use crate::{answer::Refusal, cookie, services::ConsoleServices, view::View};

/// How much longer a proof counts for a form than for the page that shows it: somebody fills it in.
const FILLING_IN: u32 = 3;

/// A role as a type.
pub trait LeastRole: 'static {
    /// The role.
    const ROLE: Role;
}

/// An administrator who may look.
#[derive(Debug)]
pub struct Auditor;
/// An administrator who runs the server.
#[derive(Debug)]
pub struct Operator;
/// An administrator who has administrators, tokens and keys in hand.
#[derive(Debug)]
pub struct Owner;

impl LeastRole for Auditor {
    const ROLE: Role = Role::Auditor;
}

impl LeastRole for Operator {
    const ROLE: Role = Role::Operator;
}

impl LeastRole for Owner {
    const ROLE: Role = Role::Owner;
}

/// An administrator with at least this role asks.
pub struct Console<R> {
    pub(crate) view: View,
    pub(crate) session: ConsoleSessionEntry,
    pub(crate) services: Data<ConsoleServices>,
    pub(crate) origin: Origin,
    role: PhantomData<R>,
}

/// An administrator with at least this role asks, who proved themselves lately.
pub struct Fresh<R>(pub(crate) Console<R>);

/// The fields of a form of this very site, from somebody with a right.
pub struct Submitted<C> {
    pub(crate) right: C,
    pub(crate) form: Form,
}

/// The fields of a form, in their order; a name may come several times.
#[derive(Clone, Debug, Default)]
pub struct Form(pub(crate) Vec<(String, String)>);

impl Form {
    /// The first value of a name, without the blanks around it; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim())
    }

    /// The first value of a name as it was typed.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// All values of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.trim())
    }
}

impl<R> Console<R> {
    pub(crate) fn server(&self) -> &Administration {
        &self.services.administration
    }

    /// The apps as they stand.
    pub(crate) fn catalog(&self) -> Arc<Catalog> {
        self.services.folder.catalog().current()
    }

    /// The administrator, as actions take them.
    pub(crate) fn actor(&self) -> Actor {
        let administrator = &self.session.administrator;
        Actor::Administrator { name: administrator.name.clone(), role: administrator.role, origin: self.origin.clone() }
    }

    /// Whether they may do more than this page needs.
    pub(crate) fn is_at_least(&self, role: Role) -> bool {
        self.session.administrator.role >= role
    }

    /// The value, or the page that says why there is none.
    pub(crate) fn of<T, E: Into<CallError>>(&self, outcome: Result<T, E>) -> Result<T, Refusal> {
        outcome.map_err(|error| Refusal::call(&self.view, error))
    }

    pub(crate) fn not_found(&self) -> Refusal {
        Refusal::not_found(&self.view)
    }

    fn is_fresh(&self, method: &Method) -> bool {
        let proof = self.services.administration.lasting.proof;
        let enough = if *method == Method::GET { proof } else { proof * FILLING_IN };
        self.view.now.since(self.session.confirmed_at) < enough
    }
}

/// The request, as the audit trail tells it.
pub(crate) fn origin(request: &HttpRequest) -> Origin {
    let context = RequestContext::of(request);
    Origin { request_id: context.id, client: context.client, element: None }
}

/// The session of the browser, if it goes on.
pub(crate) async fn session(
    request: &HttpRequest,
    services: &ConsoleServices,
) -> Result<Option<ConsoleSessionEntry>, CallError> {
    for value in cookie::values(request, &services.public_url) {
        if let Some(session) = sessions::lookup(&services.administration, &value).await? {
            return Ok(Some(session));
        }
    }
    Ok(None)
}

impl<R: LeastRole> FromRequest for Console<R> {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let services = Data::<ConsoleServices>::extract(&request).await.map_err(|_| Refusal::absent())?;
            let view = View::of(&request, &services);
            let found = session(&request, &services).await.map_err(|error| Refusal::call(&view, error))?;
            let Some(session) = found else { return Err(Refusal::sign_in(view)) };
            let view = View { administrator: Some(session.administrator.clone()), ..view };
            if session.administrator.role < R::ROLE {
                return Err(Refusal::role(view, R::ROLE));
            }
            Ok(Self { view, session, services, origin: origin(&request), role: PhantomData })
        })
    }
}

impl<R: LeastRole> FromRequest for Fresh<R> {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let console = Console::<R>::extract(&request).await?;
            if console.is_fresh(request.method()) { Ok(Self(console)) } else { Err(Refusal::confirm(console.view)) }
        })
    }
}

/// A right that a form may need.
pub trait Right: FromRequest<Error = Refusal> + 'static {
    /// How the page looks that says what is wrong with the form.
    fn view(&self) -> &View;
}

impl<R: LeastRole> Right for Console<R> {
    fn view(&self) -> &View {
        &self.view
    }
}

impl<R: LeastRole> Right for Fresh<R> {
    fn view(&self) -> &View {
        &self.0.view
    }
}

impl<C: Right> FromRequest for Submitted<C> {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let right = C::extract(&request).await?;
            match SameSiteForm::<Vec<(String, String)>>::extract(&request).await {
                Ok(SameSiteForm(fields)) => Ok(Self { right, form: Form(fields) }),
                Err(error) => Err(Refusal::form(right.view().clone(), error)),
            }
        })
    }
}

/// The refusal of a name that has to wait.
pub(crate) fn too_many(retry_after: std::time::Duration) -> CallError {
    let seconds = retry_after.as_secs().max(1);
    let message = format!("too many wrong attempts: try again in {seconds} s");
    CallError::new(ErrorKind::TooManyRequests { retry_after }, message)
}
