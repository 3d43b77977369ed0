//! `QywxInnerAuthService`: the function that serves every company of an app.

use login_type::{Call, CallError, ElementInstance, ErrorKind, Instances, Reply};
use qywx_login::corp_id;

use crate::{elements::SERVICE, instance::QywxInnerInstance};

/// Answers a function of the service, for the instances of the app that was called.
pub(crate) async fn call(instances: &Instances<QywxInnerInstance>, call: Call<'_>) -> Result<Reply, CallError> {
    match (call.element.as_str(), call.function) {
        (SERVICE, "loginByWorkbench") => qywx_login::login_by_workbench(instance_for(instances, call)?, call).await,
        _ => Err(call.unknown_function()),
    }
}

/// The instance of the company's app; one that is switched off is passed over while there is another.
fn instance_for<'a>(
    instances: &'a Instances<QywxInnerInstance>,
    call: Call<'_>,
) -> Result<&'a QywxInnerInstance, CallError> {
    let corp = corp_id(call.args.text("corpId")?)?;
    let agent = call.args.opt_integer("agentId")?;
    let apps = instances.iter().map(|(_, instance)| &**instance).filter(|instance| instance.app().corp == corp);
    let meant = apps.filter(|instance| agent.is_none_or(|agent| instance.app().agent.get() == agent));
    meant.min_by_key(|instance| !instance.is_active()).ok_or_else(|| {
        let message = format!("no app of company {corp} is configured here, or not the one of this agentid");
        CallError::new(ErrorKind::CorpNotAuthorised, message)
    })
}
