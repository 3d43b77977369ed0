//! The link by which a company authorises a template (98744); its state carries the organisation code that the company gets.

use std::time::Duration;

use login_type::{AuthorisationLink, CallError, ErrorKind};
use wecom_client::InstallState;

use crate::{deps::Deps, suite::Suite};

/// The beginning of a state that carries an organisation code: others are nobody's business here.
const PREFIX: &str = "orgcode";
/// A state without one.
const NONE: &str = "console";

/// The link of a suite.
///
/// # Errors
/// The provider's secret is not configured, the code cannot be a state, or WeCom gives no link.
pub(crate) async fn of(deps: &Deps, suite: &Suite, org_code: Option<&str>) -> Result<AuthorisationLink, CallError> {
    if suite.provider_secret.is_none() {
        let message = "authConfig.providerSecret is not configured: WeCom gives links to authorise to providers alone";
        return Err(CallError::new(ErrorKind::ValueNotAllowed, message));
    }
    let text = org_code.map_or_else(|| NONE.to_owned(), |code| format!("{PREFIX}{code}"));
    let state = InstallState::try_from(text).map_err(|_| {
        let message = "orgCode: has 1 to 25 letters a-z, A-Z and digits where a link is to carry it";
        CallError::new(ErrorKind::ValueNotAllowed, message)
    })?;
    let answer = deps.wecom.get_customized_auth_url(&suite.id, &state, std::slice::from_ref(&suite.id)).await;
    let answer = answer.map_err(|error| {
        let advice = error.advice();
        qywx_login::of_login(error, advice)
    })?;
    Ok(AuthorisationLink::new(answer.qrcode_url, Duration::from_secs(u64::from(answer.expires_in))))
}

/// The organisation code in a state.
pub(crate) fn code_in(state: &str) -> Option<&str> {
    state.strip_prefix(PREFIX).filter(|code| !code.is_empty())
}
