//! `QywxProxyAuthService`: the functions that serve every suite of an app.

use login_type::{Call, CallError, ErrorKind, Instances, Reply};
use qywx_login::corp_id;
use wecom_types::SuiteId;

use crate::{deps::Deps, elements::SERVICE, instance::QywxProxyInstance, notify, org_code, serving};

/// Answers a function of the service, for the instances of the app that was called.
pub(crate) async fn call(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    call: Call<'_>,
) -> Result<Reply, CallError> {
    if call.element.as_str() != SERVICE {
        return Err(call.unknown_function());
    }
    match call.function {
        "notify" => {
            let all: Vec<_> = instances.iter().map(|(_, instance)| &**instance).collect();
            notify::receive(deps, &all, call).await
        }
        "loginByWorkbench" => login_by_workbench(deps, instances, call).await,
        "setCode" => {
            let corp = corp_id(call.args.text("corpId")?)?;
            let (code, suite) = (call.args.text("code")?.trim(), suite(call)?);
            org_code::set(deps, instances, &corp, code, suite.as_ref()).await?;
            Ok(Reply::NOTHING)
        }
        "getLoginConfigByCode" | "getLoginConfig" => {
            Ok(Reply::Value(org_code::login_config(deps, instances, call.args.text("code")?.trim()).await?))
        }
        "retryCallBack" => {
            call.host.records.retry(call.app, call.args.integer("recordId")?).await?;
            Ok(Reply::NOTHING)
        }
        _ => Err(call.unknown_function()),
    }
}

async fn login_by_workbench(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    call: Call<'_>,
) -> Result<Reply, CallError> {
    let corp = corp_id(call.args.text("corpId")?)?;
    let instance = serving::instance_for(deps, instances, &corp, suite(call)?.as_ref()).await?;
    qywx_login::login_by_workbench(&*instance, call).await
}

/// The suite that is meant, where a company authorised several of one app.
fn suite(call: Call<'_>) -> Result<Option<SuiteId>, CallError> {
    let named = call.args.opt_text("suiteId")?.map(SuiteId::try_from).transpose();
    named.map_err(|error| CallError::new(ErrorKind::ValueNotAllowed, format!("argument suiteId: {error}")))
}
