//! `Recognise`: who may come in through an instance.

use async_trait::async_trait;
use login_type::{CallError, ErrorKind, Grant, Host, InstanceName, LoginInstance};
use wecom_types::CorpId;

/// An instance that finds out who a WeCom code belongs to.
#[async_trait]
pub trait Recognise: LoginInstance {
    /// Full name of the login type.
    const TYPE: &'static str;

    /// Its name.
    fn name(&self) -> &InstanceName;

    /// The one company that it is for; `None` when it is for every company that has its app.
    fn corp_id(&self) -> Option<&CorpId>;

    /// Exchanges a code of a company that the instance is for, once, for the member it belongs to.
    ///
    /// # Errors
    /// Why it is not a login: WeCom refuses, or the person is no member.
    async fn recognise(&self, corp: &CorpId, code: &str, host: &Host) -> Result<Grant, CallError>;

    /// Refuses when the instance is switched off or is for another company.
    ///
    /// # Errors
    /// Says which of the two.
    fn refuse_unless_for(&self, corp: &CorpId) -> Result<(), CallError> {
        refuse_unless_for(self, corp)
    }
}

/// Refuses when an instance is switched off or is for another company.
///
/// # Errors
/// Says which of the two.
pub fn refuse_unless_for<I: Recognise + ?Sized>(instance: &I, corp: &CorpId) -> Result<(), CallError> {
    let element = &instance.name().element;
    if !instance.is_active() {
        let message = format!("instance {element} is switched off (isActive is false)");
        return Err(CallError::new(ErrorKind::InstanceInactive, message));
    }
    if instance.corp_id().is_some_and(|own| own != corp) {
        let message = format!("instance {element} is for another company than {corp}");
        return Err(CallError::new(ErrorKind::CorpNotAuthorised, message));
    }
    Ok(())
}
