//! The suite that `ToUserName` names: the id of the template (97162), or that of a company whose suite the keys tell.

use login_type::{CallError, ErrorKind};
use qywx_login::callback;

use crate::instance::QywxProxyInstance;

/// How the id of a customized app's template begins (97162); no company's does.
const SUITE_PREFIX: &str = "dk";

/// The instances whose suite is named by its id.
pub(super) fn addressed<'a>(instances: &[&'a QywxProxyInstance], to_user_name: &str) -> Vec<&'a QywxProxyInstance> {
    instances.iter().copied().filter(|instance| instance.suite().id.as_str() == to_user_name).collect()
}

/// Refuses the id of a template that no instance is for.
pub(super) fn refuse_unknown_suite(to_user_name: &str) -> Result<(), CallError> {
    if !to_user_name.starts_with(SUITE_PREFIX) {
        return Ok(());
    }
    let shown = if callback::has_form_of_id(to_user_name) { to_user_name } else { "of the envelope" };
    Err(CallError::new(ErrorKind::UnknownAddressee, format!("ToUserName {shown} is not a suite served here")))
}
