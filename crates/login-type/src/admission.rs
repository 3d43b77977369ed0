//! `Admission`: whether the instance that recognised somebody still stands for their login.

use async_trait::async_trait;

use crate::{CallError, Host, InstanceName, Membership, Profile};

/// Which instances may log members in, as the apps stand now, and whom they still would.
#[async_trait]
pub trait Admission: Send + Sync {
    /// The present standing of the instance that a login came by. Its name alone says nothing: an administrator may
    /// have given it to another company or another login type.
    fn standing(&self, login: &Recognised<'_>) -> Standing;

    /// Full name of the login type whose code serves an instance; `None` where there is no such login.
    fn login_type_of(&self, instance: &InstanceName) -> Option<&'static str>;

    /// Has the instance that a login came by [ask](crate::LoginInstance::recheck) about its subject;
    /// [`Membership::Unknown`] where no instance stands for the login. By default everybody still is a member.
    ///
    /// # Errors
    /// As the instance's.
    async fn recheck(&self, _login: &Recognised<'_>, _id: &str, _host: &Host) -> Result<Membership, CallError> {
        Ok(Membership::Current(Profile::default()))
    }

    /// The name of the company of a login, where the instance that stands for it [knows](crate::LoginInstance::company_name)
    /// one. By default none is known.
    ///
    /// # Errors
    /// As the instance's.
    async fn company_name(&self, _login: &Recognised<'_>) -> Result<Option<String>, CallError> {
        Ok(None)
    }
}

/// The part of the [`Grant`](crate::Grant) that a session, refresh token or login code keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recognised<'a> {
    /// The instance that recognised the subject.
    pub instance: &'a InstanceName,
    /// Full name of the login type, as in [`Subject::login_type`](crate::Subject::login_type).
    pub login_type: &'a str,
    /// As in [`Grant::realm`](crate::Grant::realm).
    pub realm: &'a str,
    /// The company that was logged in to.
    pub corp_id: &'a str,
}

impl<'a> Recognised<'a> {
    /// A login by an instance of a login type, under a realm, to a company.
    pub const fn new(instance: &'a InstanceName, login_type: &'a str, realm: &'a str, corp_id: &'a str) -> Self {
        Self { instance, login_type, realm, corp_id }
    }
}

/// The present standing of the instance that a login came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is there, of the same login type, switched on, and [serves](crate::LoginInstance::serves) the login.
    Open,
    /// It is there, but switched off, for everybody or for this company: logins are refused until it is switched on again.
    SwitchedOff,
    /// It was removed, or what has its name is for others: the login is over, unless the instance comes back.
    Gone,
}
