//! The functions of the documented names, for every instance that [`Recognise`]s members.

use login_type::{Call, CallError, Host, Login, LoginRequest, Reply};

use crate::{Recognise, corp_id};

/// `getLoginCode(corpId, code, loginType)`.
///
/// # Errors
/// Why it is not a login.
pub async fn get_login_code(instance: &impl Recognise, call: Call<'_>) -> Result<Reply, CallError> {
    let corp = corp_id(call.args.text("corpId")?)?;
    let grant = instance.recognise(&corp, call.args.text("code")?, call.host).await?;
    let code = call.host.accounts.issue_login_code(&grant).await?;
    Ok(Reply::Value(serde_json::to_value(code).map_err(CallError::internal)?))
}

/// `loginByWorkbench(corpId, code, platform)`.
///
/// # Errors
/// Why it is not a login.
pub async fn login_by_workbench(instance: &impl Recognise, call: Call<'_>) -> Result<Reply, CallError> {
    let corp = corp_id(call.args.text("corpId")?)?;
    let platform = call.args.text("platform")?.parse()?;
    let grant = instance.recognise(&corp, call.args.text("code")?, call.host).await?;
    let login = call.host.accounts.login(&grant, platform).await?;
    Ok(Reply::Value(serde_json::to_value(login).map_err(CallError::internal)?))
}

/// `bind(userId, corpId, code)`.
///
/// # Errors
/// Why it is not a login, or why the member cannot be tied to the user.
pub async fn bind(instance: &impl Recognise, call: Call<'_>) -> Result<Reply, CallError> {
    let corp = corp_id(call.args.text("corpId")?)?;
    let grant = instance.recognise(&corp, call.args.text("code")?, call.host).await?;
    call.host.accounts.bind(call.args.text("userId")?, &grant.subject, &grant.profile).await?;
    Ok(Reply::NOTHING)
}

/// `unbind(userId, corpId)`.
///
/// # Errors
/// There is no such binding.
pub async fn unbind<I: Recognise>(call: Call<'_>) -> Result<Reply, CallError> {
    let corp = corp_id(call.args.text("corpId")?)?;
    call.host.accounts.unbind(call.args.text("userId")?, I::TYPE, corp.as_str()).await?;
    Ok(Reply::NOTHING)
}

/// Logs in whom WeCom sent back to the server's login page.
///
/// # Errors
/// Why it is not a login.
pub async fn login(instance: &impl Recognise, request: &LoginRequest<'_>, host: &Host) -> Result<Login, CallError> {
    let grant = instance.recognise(&corp_id(request.corp_id)?, request.code, host).await?;
    host.accounts.login(&grant, request.platform).await
}
