//! The services by which administrators run the server, answered by the server itself; part of the built-in app.
//!
//! Add one: a file below, its `e.json` in `elements/`, its line in [`SERVICES`], an arm in [`answer`].

mod company_svc;
mod session_svc;
mod token_svc;
mod user_svc;

use accounts::LocalAccounts;
use app_catalog::{BuiltInService, Catalog, Folder};
use element_model::App;
use login_type::{Call, CallError};
use storage::Database;

pub(crate) use self::{
    session_svc::describe as describe_session,
    token_svc::{describe as describe_token, scopes},
    user_svc::describe as describe_user,
};
use crate::element_svc::{self, Answered};

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
    BuiltInService { name: token_svc::NAME, element: token_svc::ELEMENT, code: token_svc::CODE, is_server_wide: true },
];

/// The one of this full name.
pub(crate) fn service(name: &str) -> Option<&'static BuiltInService> {
    SERVICES.iter().find(|service| service.name == name)
}

/// Answers a function of one of them; `None` where the element is none.
pub(crate) async fn answer(
    folder: &Folder,
    database: &Database,
    accounts: &LocalAccounts,
    catalog: &Catalog,
    app: &App,
    call: Call<'_>,
) -> Option<Result<Answered, CallError>> {
    let reply = match call.element.as_str() {
        element_svc::NAME => return Some(element_svc::answer(folder, catalog, app, call).await),
        user_svc::NAME => user_svc::answer(accounts, call).await,
        session_svc::NAME => session_svc::answer(accounts, call).await,
        company_svc::NAME => company_svc::answer(database, catalog, call).await,
        token_svc::NAME => token_svc::answer(accounts, call).await,
        _ => return None,
    };
    Some(reply.map(Answered::from))
}

/// The argument `limit`, 1 to 1000.
fn limit(call: Call<'_>) -> Result<u64, CallError> {
    let limit = u64::try_from(call.args.integer("limit")?).ok().filter(|limit| (1..=1_000).contains(limit));
    limit.ok_or_else(|| {
        CallError::new(login_type::ErrorKind::ValueNotAllowed, "argument limit: must be a number from 1 to 1000")
    })
}
