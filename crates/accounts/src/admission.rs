//! Whether the instance that a session or a login code came by still stands for it.

use login_type::{Admission, CallError, ErrorKind, InstanceName, Recognised, Standing};
use storage::{MemberKey, Session, StoredLoginCode};

/// The present standing of the instance that a session came by.
///
/// # Errors
/// The names that the session keeps are none.
pub fn of_session(admission: &dyn Admission, session: &Session) -> Result<Standing, CallError> {
    let instance = name(&session.origin.app, &session.origin.instance)?;
    let MemberKey { login_type, realm, corp_id, .. } = &session.origin.member;
    Ok(admission.standing(&Recognised::new(&instance, login_type, realm, corp_id)))
}

/// The present standing of the instance that gave a login code, for a login to this company with it.
pub(crate) fn of_code(admission: &dyn Admission, code: &StoredLoginCode, corp_id: &str) -> Result<Standing, CallError> {
    let instance = name(&code.app, &code.instance)?;
    Ok(admission.standing(&Recognised::new(&instance, &code.login_type, &code.realm, corp_id)))
}

/// Refuses new tokens by an instance that does not stand for the login, or is switched off.
pub(crate) fn refuse_unless_open(standing: Standing, instance: &str) -> Result<(), CallError> {
    let message = match standing {
        Standing::Open => return Ok(()),
        Standing::SwitchedOff => format!("instance {instance} is switched off"),
        Standing::Gone => format!("instance {instance} was removed or is for others now: log in again"),
    };
    Err(CallError::new(ErrorKind::InstanceInactive, message))
}

/// An instance by the columns that it is kept in.
pub(crate) fn name(app: &str, instance: &str) -> Result<InstanceName, CallError> {
    let app = app.parse().map_err(CallError::internal)?;
    Ok(InstanceName { app, element: instance.parse().map_err(CallError::internal)? })
}
