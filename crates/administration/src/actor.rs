//! `Actor`: the one who acts, by which way, and with which rights.

use std::net::IpAddr;

use accounts::{Asked, AuditContext, Rights};
use element_model::{AdminScope, AppId};
use login_type::{CallError, ErrorKind};

use crate::{Action, Role};

/// The actor in the audit trail, at the command line.
const COMMAND_LINE: &str = "command line";

/// The one who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Actor {
    /// Somebody at the command line of the machine, who may do everything.
    CommandLine {
        /// The operating system's name of them.
        os_user: Option<String>,
    },
    /// An administrator with a personal access token.
    Token {
        /// The token's name.
        name: String,
        /// Its scopes, as far as they were asked.
        rights: Rights,
        /// The request.
        origin: Origin,
    },
    /// An administrator at the console.
    Administrator {
        /// Their name.
        name: String,
        /// Their role.
        role: Role,
        /// The request.
        origin: Origin,
    },
    /// The caller of a function that an app opened to others than administrators.
    Caller {
        /// The user, where one is logged in.
        user_id: Option<String>,
        /// The scope that the app gives them.
        rights: Rights,
        /// The request.
        origin: Origin,
    },
}

/// The request that an action comes by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The request's id.
    pub request_id: String,
    /// The client's address.
    pub client: Option<IpAddr>,
    /// The element whose function is called, with its app: `acme.portal:services.UserSvc`.
    pub element: Option<String>,
}

impl Actor {
    /// The fields about them that the audit trail adds to an entry.
    pub fn audit_context(&self) -> AuditContext {
        let (administrator, origin) = match self {
            Self::CommandLine { os_user } => {
                let administrator = Some(COMMAND_LINE.to_owned());
                return AuditContext { administrator, os_user: os_user.clone(), ..AuditContext::default() };
            }
            Self::Token { name, origin, .. } | Self::Administrator { name, origin, .. } => (Some(name.clone()), origin),
            Self::Caller { user_id, origin, .. } => (user_id.as_ref().map(|id| format!("user {id}")), origin),
        };
        let Origin { request_id, client, element } = origin.clone();
        AuditContext { administrator, element, request_id: Some(request_id), client, ..AuditContext::default() }
    }

    /// Refuses an action that their rights are not good for; `app` is the one that it is about, `None` for the whole
    /// server.
    pub(crate) fn check(&self, action: &Action, app: Option<&AppId>) -> Result<(), CallError> {
        if let Self::Administrator { role, .. } = self {
            return refuse_below(*role, Role::needed_for(action), action);
        }
        self.check_scope(action.scope(), app)
    }

    /// Refuses a look that their rights are not good for.
    pub(crate) fn check_read(&self, app: Option<&AppId>) -> Result<(), CallError> {
        self.check_scope(AdminScope::Read, app)
    }

    fn check_scope(&self, scope: AdminScope, app: Option<&AppId>) -> Result<(), CallError> {
        match self {
            Self::CommandLine { .. } | Self::Administrator { .. } => Ok(()),
            Self::Token { rights, .. } | Self::Caller { rights, .. } => rights.refuse_unless(Asked { app, scope }),
        }
    }
}

/// Refuses an administrator whose role does not reach.
fn refuse_below(role: Role, needed: Role, action: &Action) -> Result<(), CallError> {
    if role >= needed {
        return Ok(());
    }
    let message = format!("{action} is for the role {needed}: yours is {role}");
    Err(CallError::new(ErrorKind::AdminRequired, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_does_nothing_that_its_app_or_its_scopes_are_not_for() {
        let (own, other): (AppId, AppId) = ("acme.portal".parse().unwrap(), "acme.shop".parse().unwrap());
        let actor = |app: Option<&AppId>, scopes: &[AdminScope]| Actor::Token {
            name: "ops".to_owned(),
            rights: Rights { app: app.cloned(), scopes: scopes.iter().copied().collect() },
            origin: Origin::default(),
        };
        let at_console = |role| Actor::Administrator { name: "kim".to_owned(), role, origin: Origin::default() };
        let cases = [
            (actor(None, &[AdminScope::Login]), Action::UserDisable, None, true),
            (actor(None, &[AdminScope::Edit]), Action::UserDisable, None, false),
            (actor(Some(&own), &[AdminScope::Login]), Action::UserDisable, None, false),
            (actor(Some(&own), &[AdminScope::Login]), Action::SessionEnd, Some(&own), true),
            (actor(Some(&own), &[AdminScope::Login]), Action::SessionEnd, Some(&other), false),
            (actor(Some(&own), &[AdminScope::Edit]), Action::UpdateInstance, Some(&own), true),
            (actor(Some(&own), &[AdminScope::Read]), Action::UpdateInstance, Some(&own), false),
            (Actor::CommandLine { os_user: None }, Action::KeyRotate, None, true),
            (at_console(Role::Owner), Action::KeyRotate, None, true),
            (at_console(Role::Operator), Action::KeyRotate, None, false),
            (at_console(Role::Operator), Action::CallbackRetry, Some(&own), true),
            (at_console(Role::Auditor), Action::CallbackRetry, Some(&own), false),
        ];
        for (actor, action, app, may) in cases {
            assert_eq!(actor.check(&action, app).is_ok(), may, "{actor:?}: {action}");
        }
    }
}
