//! The services that the server answers itself: the functions by which administrators run it, part of the built-in app.
//!
//! Each is a door: it reads the arguments, calls one function of `administration` and answers. Add one: a file below, its
//! `e.json` in `elements/`, its line in [`SERVICES`], an arm in [`answer`].

pub(crate) mod client_login;
mod company_svc;
pub(crate) mod element_svc;
mod host_svc;
mod session_svc;
mod token_svc;
mod user_svc;

use std::path::Path;

use administration::{Actor, Administration};
use app_catalog::{BuiltInService, Catalog, Folder};
use element_model::App;
use login_type::{Call, CallError, ErrorKind, Reply};

/// The services that the server answers itself.
pub(crate) const SERVICES: &[BuiltInService] = &[
    BuiltInService {
        name: element_svc::NAME,
        element: element_svc::ELEMENT,
        code: element_svc::CODE,
        is_server_wide: false,
    },
    BuiltInService { name: user_svc::NAME, element: user_svc::ELEMENT, code: user_svc::CODE, is_server_wide: true },
    BuiltInService {
        name: session_svc::NAME,
        element: session_svc::ELEMENT,
        code: session_svc::CODE,
        is_server_wide: false,
    },
    BuiltInService {
        name: company_svc::NAME,
        element: company_svc::ELEMENT,
        code: company_svc::CODE,
        is_server_wide: false,
    },
    BuiltInService { name: host_svc::NAME, element: host_svc::ELEMENT, code: host_svc::CODE, is_server_wide: true },
    BuiltInService { name: token_svc::NAME, element: token_svc::ELEMENT, code: token_svc::CODE, is_server_wide: true },
];

/// The one of this full name.
pub(crate) fn service(name: &str) -> Option<&'static BuiltInService> {
    SERVICES.iter().find(|service| service.name == name)
}

/// The context of a call of one of them.
#[derive(Clone, Copy)]
pub(crate) struct Door<'a> {
    pub(crate) server: &'a Administration,
    pub(crate) actor: &'a Actor,
    pub(crate) folder: &'a Folder,
    /// The catalog that the request began with.
    pub(crate) catalog: &'a Catalog,
    /// The folder of verification files.
    pub(crate) verification_files: Option<&'a Path>,
    /// The app that is called.
    pub(crate) app: &'a App,
}

/// Answers a function of one of them; `None` where the element is none.
pub(crate) async fn answer(door: Door<'_>, call: Call<'_>) -> Option<Result<Reply, CallError>> {
    Some(match call.element.as_str() {
        element_svc::NAME => element_svc::answer(door, call).await,
        user_svc::NAME => user_svc::answer(door, call).await,
        session_svc::NAME => session_svc::answer(door, call).await,
        company_svc::NAME => company_svc::answer(door, call).await,
        host_svc::NAME => host_svc::answer(door, call).await,
        token_svc::NAME => token_svc::answer(door, call).await,
        _ => return None,
    })
}

/// The argument `limit`, 1 to 1000.
fn limit(call: Call<'_>) -> Result<u64, CallError> {
    let limit = u64::try_from(call.args.integer("limit")?).ok().filter(|limit| (1..=1_000).contains(limit));
    limit.ok_or_else(|| CallError::new(ErrorKind::ValueNotAllowed, "argument limit: must be a number from 1 to 1000"))
}
