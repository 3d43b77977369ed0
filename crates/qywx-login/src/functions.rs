//! The functions of the documented names, for every instance that [`Recognise`]s members.

use login_type::{Call, CallError, Grant, Host, Login, LoginRequest, Reply};

use crate::{Recognise, corp_id};

/// Calls a function that each login to WeCom answers: `getLoginCode`, `bind`, `unbind`.
///
/// # Errors
/// The refusal of the function; [`Call::unknown_function`] for any other name.
pub async fn call<I: Recognise>(instance: &I, call: Call<'_>) -> Result<Reply, CallError> {
    match call.function {
        "getLoginCode" => get_login_code(instance, call).await,
        "bind" => bind(instance, call).await,
        "unbind" => unbind::<I>(call).await,
        _ => Err(call.unknown_function()),
    }
}

/// `getLoginCode(corpId, code, loginType)`.
///
/// # Errors
/// Why it is not a login.
async fn get_login_code(instance: &impl Recognise, call: Call<'_>) -> Result<Reply, CallError> {
    let grant = grant(instance, call).await?;
    Reply::of(&call.host.accounts.issue_login_code(&grant).await?)
}

/// `loginByWorkbench(corpId, code, platform)`.
///
/// # Errors
/// Why it is not a login.
pub async fn login_by_workbench(instance: &impl Recognise, call: Call<'_>) -> Result<Reply, CallError> {
    let platform = call.args.text("platform")?.parse()?;
    let grant = grant(instance, call).await?;
    Reply::of(&call.host.accounts.login(&grant, platform).await?)
}

/// `bind(userId, corpId, code)`.
///
/// # Errors
/// Why it is not a login, or why the member cannot be tied to the user.
async fn bind(instance: &impl Recognise, call: Call<'_>) -> Result<Reply, CallError> {
    let grant = grant(instance, call).await?;
    call.host.accounts.bind(call.args.text("userId")?, &grant.subject, &grant.profile).await?;
    Ok(Reply::NOTHING)
}

/// `unbind(userId, corpId)`.
///
/// # Errors
/// There is no such binding.
async fn unbind<I: Recognise>(call: Call<'_>) -> Result<Reply, CallError> {
    let corp = corp_id(call.args.text("corpId")?)?;
    call.host.accounts.unbind(call.args.text("userId")?, I::TYPE, corp.as_str()).await?;
    Ok(Reply::NOTHING)
}

/// Logs in whom WeCom sent back to the server's login page.
///
/// # Errors
/// Why it is not a login.
pub async fn login(instance: &impl Recognise, request: &LoginRequest<'_>, host: &Host) -> Result<Login, CallError> {
    let grant = come_in(instance, request.corp_id, request.code, host).await?;
    host.accounts.login(&grant, request.platform).await
}

async fn grant(instance: &impl Recognise, call: Call<'_>) -> Result<Grant, CallError> {
    come_in(instance, call.args.text("corpId")?, call.args.text("code")?, call.host).await
}

async fn come_in(instance: &impl Recognise, corp: &str, code: &str, host: &Host) -> Result<Grant, CallError> {
    let corp = corp_id(corp)?;
    instance.refuse_unless_for(&corp)?;
    instance.recognise(&corp, code, host).await
}
