//! Where the server's login page sends a browser.

use login_type::{CallError, Detail, LinkRequest, Way};
use wecom_client::{Endpoints, State, links};
use wecom_types::{AgentId, CorpId};

/// The address of WeCom's page for an app in a company, by the way that the member comes.
///
/// # Errors
/// The request's own parts are not of the form that WeCom takes.
pub fn url(
    endpoints: &Endpoints,
    corp: &CorpId,
    agent: AgentId,
    request: &LinkRequest<'_>,
) -> Result<String, CallError> {
    let state = State::try_from(request.state).map_err(CallError::internal)?;
    let redirect_uri = request.redirect_uri.parse().map_err(CallError::internal)?;
    // A web login gives no ticket for private fields (98177).
    let link = match (request.way, request.detail) {
        (Way::Browser, _) => links::qr,
        (Way::Client, Detail::Contact) => links::workbench_private,
        (Way::Client, _) => links::workbench,
    };
    Ok(link(endpoints, corp, agent, &redirect_uri, &state).to_string())
}
