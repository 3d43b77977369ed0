//! Every documented way to log in, and whom it must refuse.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::super::{
    report::Report,
    rpc::{AUTH_SERVICE, SHARED_SERVICE},
    scene::{Corp, Member, Scene, plain},
    wecom::text,
};

pub(super) fn walk(scene: &Scene<'_>, report: &mut Report) -> Result<()> {
    configuration(scene, report)?;
    let corp = &scene.corps[0];
    for (way, member) in [("qr", &corp.members[0]), ("workbench", &corp.members[1])] {
        let code = report.step(&format!("getLoginCode {way}"), || login_code(scene, corp, member, way))?;
        report.step("loginByCode", || {
            let arguments = json!({ "loginCode": code, "corpId": corp.id, "platform": "web" });
            let login = scene.rpc.call(SHARED_SERVICE, "loginByCode", arguments)?.data()?;
            Ok(((), described(&login, corp, member, "web")?))
        })?;
        report.step("a used login code is refused", || {
            let arguments = json!({ "loginCode": code, "corpId": corp.id, "platform": "web" });
            Ok(((), scene.rpc.call(SHARED_SERVICE, "loginByCode", arguments)?.refusal()?))
        })?;
    }
    report.step("loginByWorkbench", || {
        let login = scene.login(corp, &corp.members[0])?;
        Ok(((), described(&login, corp, &corp.members[0], "app")?))
    })?;
    refusals(scene, report, corp)
}

fn configuration(scene: &Scene<'_>, report: &mut Report) -> Result<()> {
    for suite in scene.stack.suites() {
        report.step("getLoginConfig of an instance", || {
            let data = scene.rpc.call(suite.instance, "getLoginConfig", json!({}))?.data()?;
            ensure!(text(&data, "suiteId")? == suite.id, "another suite: {data}");
            ensure!(text(&data, "authType")? == "auths.loginTypes.QywxProxyType", "another type: {data}");
            ensure!(data.get("isActive") == Some(&Value::Bool(true)), "not active: {data}");
            let printed = data.to_string();
            let secrets = [&suite.secret, &suite.token, &suite.aes_key];
            ensure!(secrets.iter().all(|secret| !printed.contains(secret.as_str())), "a secret is in the answer");
            Ok(((), format!("{}, {}", suite.instance, text(&data, "title")?)))
        })?;
    }
    report.step("getLoginConfig of the service", || {
        let corp = &scene.corps[1];
        let data = scene.rpc.call(AUTH_SERVICE, "getLoginConfig", json!({ "code": corp.org_code }))?.data()?;
        ensure!(text(&data, "corpId")? == corp.id && plain(data.get("agentId")) == corp.agent_id, "wrong: {data}");
        Ok(((), format!("{} → agentId {}", corp.org_code, corp.agent_id)))
    })
}

fn login_code(scene: &Scene<'_>, corp: &Corp, member: &Member, way: &str) -> Result<(String, String)> {
    let code = scene.wecom.oauth_code(&corp.suite.id, &corp.id, &member.id)?;
    let arguments = json!({ "corpId": corp.id, "code": code, "loginType": way });
    let data = scene.rpc.call(corp.suite.instance, "getLoginCode", arguments)?.data()?;
    let listed = data.get("corpList").and_then(Value::as_array).context("no corpList")?;
    let named = listed.iter().find(|listed| listed.get("corpId").and_then(Value::as_str) == Some(&corp.id));
    let name = text(named.context("the corp is not in corpList")?, "corpName")?;
    ensure!(name == corp.name, "the corp's name is {name}");
    text(&data, "userId")?;
    Ok((text(&data, "loginCode")?, format!("corp name {name} is stored")))
}

fn described(login: &Value, corp: &Corp, member: &Member, platform: &str) -> Result<String> {
    let user = login.get("userInfo").context("no userInfo")?;
    ensure!(text(user, "corpId")? == corp.id && text(user, "corpUserId")? == member.id, "somebody else: {user}");
    ensure!(text(login, "tokenType")? == "Bearer", "tokenType is not Bearer");
    ensure!(text(login, "platform")? == platform, "the platform is not {platform}");
    let seconds = login.get("expiresIn").and_then(Value::as_u64).context("no expiresIn")?;
    text(login, "refreshToken")?;
    text(login, "token")?;
    Ok(format!("{} as user {}, token for {seconds} s", member.name, text(login, "userId")?))
}

fn refusals(scene: &Scene<'_>, report: &mut Report, corp: &Corp) -> Result<()> {
    let login =
        |code: &str| scene.rpc.call(AUTH_SERVICE, "loginByWorkbench", json!({ "corpId": corp.id, "code": code }));
    report.step("an outsider is refused", || {
        let request = json!({ "openid": "oDemoOutsider0000000000000001" });
        let code = text(&scene.wecom.app(&corp.suite.id, &corp.id, "oauth-code", request)?, "code")?;
        Ok(((), login(&code)?.refusal()?))
    })?;
    report.step("a used code is refused", || {
        let code = scene.wecom.oauth_code(&corp.suite.id, &corp.id, &corp.members[0].id)?;
        login(&code)?.data()?;
        Ok(((), login(&code)?.refusal()?))
    })?;
    report.step("another platform, a missing, an undeclared and an ill-typed argument are refused", || {
        let cases = [
            json!({ "corpId": corp.id, "code": "x", "platform": "watch" }),
            json!({ "corpId": corp.id }),
            json!({ "corpId": corp.id, "code": "x", "colour": "blue" }),
            json!({ "corpId": corp.id, "code": 7 }),
        ];
        let refuse = |arguments| scene.rpc.call(AUTH_SERVICE, "loginByWorkbench", arguments)?.refusal();
        let refused = cases.into_iter().map(refuse).collect::<Result<Vec<_>>>()?;
        Ok(((), refused.join("; ")))
    })?;
    report.step("setCode needs an administrator, and a code is given once", || {
        let arguments = json!({ "corpId": corp.id, "code": scene.corps[1].org_code });
        let anonymous = scene.rpc.call(AUTH_SERVICE, "setCode", arguments.clone())?.refusal()?;
        let taken = scene.rpc.call_as(&scene.admin, AUTH_SERVICE, "setCode", arguments)?.refusal()?;
        Ok(((), format!("{anonymous}; {taken}")))
    })
}
