//! `Action`: the word of each action in the audit trail, and the scope that a token needs for it.

use std::{borrow::Cow, fmt};

use element_model::AdminScope;

/// An action of administrators; shown as the audit trail's word for it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// A user is kept out.
    UserDisable,
    /// A user is let in again.
    UserEnable,
    /// Sessions are ended.
    SessionEnd,
    /// A personal access token is made.
    TokenCreate,
    /// A personal access token is revoked.
    TokenRevoke,
    /// A new signing key is published.
    KeyRotate,
    /// Stored secrets are sealed anew.
    KeyReseal,
    /// A callback record is tried again.
    CallbackRetry,
    /// An instance is made.
    CreateInstance,
    /// An instance is changed.
    UpdateInstance,
    /// An instance is removed.
    RemoveInstance,
    /// A company or an instance gets a login host of its own.
    LoginHostSet,
    /// A company or an instance has a login host of its own no more.
    LoginHostRemove,
    /// A host serves a verification file.
    VerificationFilePut,
    /// A host serves a verification file no more.
    VerificationFileRemove,
    /// A company's own ids of its members are taken over.
    SetPlainUserids,
    /// A link is made by which a company authorises.
    AuthorisationLink,
    /// Somebody is invited to be an administrator, or to renew what they prove themselves by.
    AdministratorInvite,
    /// Somebody who was invited is an administrator.
    AdministratorAccept,
    /// An administrator gets another role, is kept out or let in again.
    AdministratorChange,
    /// An administrator signs in to the console.
    ConsoleSignIn,
    /// An administrator proves themselves again.
    ConsoleConfirm,
    /// An administrator signs out of the console.
    ConsoleSignOut,
    /// Somebody fails to sign in to the console.
    ConsoleRefused,
    /// Somebody keeps failing to sign in to the console.
    ConsoleAlarm,
    /// A function of a login type or a service of its own, by its name.
    Function(String),
}

impl Action {
    /// The audit trail's word.
    pub fn word(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::UserDisable => "user disable",
            Self::UserEnable => "user enable",
            Self::SessionEnd => "session end",
            Self::TokenCreate => "token create",
            Self::TokenRevoke => "token revoke",
            Self::KeyRotate => accounts::KEY_ROTATE,
            Self::KeyReseal => "key reseal",
            Self::CallbackRetry => "callback retry",
            Self::CreateInstance => "createInstance",
            Self::UpdateInstance => "updateInstance",
            Self::RemoveInstance => "removeInstance",
            Self::LoginHostSet => "host set",
            Self::LoginHostRemove => "host remove",
            Self::VerificationFilePut => "host file put",
            Self::VerificationFileRemove => "host file remove",
            Self::SetPlainUserids => "setPlainUserids",
            Self::AuthorisationLink => "company invite",
            Self::AdministratorInvite => "administrator invite",
            Self::AdministratorAccept => "administrator accept",
            Self::AdministratorChange => "administrator change",
            Self::ConsoleSignIn => "console sign-in",
            Self::ConsoleConfirm => "console confirm",
            Self::ConsoleSignOut => "console sign-out",
            Self::ConsoleRefused => "console sign-in refused",
            Self::ConsoleAlarm => "console alarm",
            Self::Function(name) => return Cow::Owned(name.clone()),
        })
    }

    /// The scope that an administrator's token must have; a function says it in its own declaration.
    pub(crate) const fn scope(&self) -> AdminScope {
        match self {
            Self::UserDisable | Self::UserEnable | Self::SessionEnd | Self::TokenCreate | Self::TokenRevoke => {
                AdminScope::Login
            }
            _ => AdminScope::Edit,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.word())
    }
}
