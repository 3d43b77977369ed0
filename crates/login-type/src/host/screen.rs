//! `Screen`: a look at each grant; and the rules that lent services keep.

use std::{borrow::Cow, sync::Arc};

use async_trait::async_trait;

use crate::{Admission, CallError, ErrorKind, Grant, InstanceName};

/// A look at each [`Grant`], before anybody is logged in.
#[async_trait]
pub trait Screen: Send + Sync {
    /// Lets a grant pass.
    ///
    /// # Errors
    /// Why it does not, for the person who wanted in: [`ErrorKind::LoginRefused`] as a rule.
    async fn screen(&self, grant: &Grant) -> Result<(), CallError>;
}

/// A rule of lent services.
#[derive(Clone)]
pub(super) enum Rule {
    /// Grants and records name the login type that their instance is of.
    OwnName(Arc<dyn Admission>),
    /// All that names a login type names this one.
    InTheNameOf(&'static str),
    /// Grants pass a screen.
    Screened(Arc<dyn Screen>),
}

impl Rule {
    /// The login type that is spoken for, where code says `name`.
    pub(super) fn name<'a>(&self, name: &'a str) -> &'a str {
        match self {
            Self::InTheNameOf(name) => name,
            Self::OwnName(_) | Self::Screened(_) => name,
        }
    }

    /// The grant as it goes on.
    ///
    /// # Errors
    /// The grant is in another's name, or does not pass the screen.
    pub(super) async fn grant<'a>(&self, grant: &'a Grant) -> Result<Cow<'a, Grant>, CallError> {
        match self {
            Self::OwnName(admission) => {
                refuse_another_name(&**admission, &grant.instance, grant.subject.login_type, "a grant")?;
            }
            Self::InTheNameOf(name) => {
                let mut renamed = grant.clone();
                renamed.subject.login_type = name;
                return Ok(Cow::Owned(renamed));
            }
            Self::Screened(screen) => screen.screen(grant).await?,
        }
        Ok(Cow::Borrowed(grant))
    }

    /// Refuses a record of an instance that is in another's name.
    pub(super) fn check_record(&self, instance: &InstanceName, login_type: &'static str) -> Result<(), CallError> {
        match self {
            Self::OwnName(admission) => refuse_another_name(&**admission, instance, login_type, "a callback record"),
            Self::InTheNameOf(_) | Self::Screened(_) => Ok(()),
        }
    }
}

/// An instance that was removed a moment ago is of no login type, and nothing is refused for it here.
fn refuse_another_name(
    admission: &dyn Admission,
    instance: &InstanceName,
    named: &'static str,
    what: &str,
) -> Result<(), CallError> {
    match admission.login_type_of(instance) {
        Some(own) if own != named => {
            let message = format!(
                "instance {instance} is of {own}, and its code made {what} in the name of {named}: a login type speaks for \
                 itself alone; one that calls through to {named} lends it Host::in_the_name_of({own})"
            );
            Err(CallError::new(ErrorKind::Internal, message))
        }
        _ => Ok(()),
    }
}
