//! Every documented way to log in, and whom it must refuse.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::{AUTH_SVC, SERVICE};

use crate::{
    app::INSTANCES,
    fields::{plain, text},
    report::Report,
    scene::{Corp, Member, Scene},
};

pub(super) async fn walk(scene: &Scene, report: &mut Report) -> Result<()> {
    configuration(scene, report).await?;
    let corp = &scene.corps[0];
    for (way, member) in [("qr", &corp.members[0]), ("workbench", &corp.members[1])] {
        let code =
            report.step(&format!("getLoginCode {way}"), async || login_code(scene, corp, member, way).await).await?;
        report
            .step("loginByCode", async || {
                let arguments = json!({ "loginCode": code, "corpId": corp.id, "platform": "web" });
                let login = scene.call(scene.nobody(), AUTH_SVC, "loginByCode", arguments).await.ok();
                Ok(((), described(&login, corp, member, "web")?))
            })
            .await?;
        report
            .step("a used login code is refused", async || {
                let arguments = json!({ "loginCode": code, "corpId": corp.id, "platform": "web" });
                Ok(((), scene.call(scene.nobody(), AUTH_SVC, "loginByCode", arguments).await.refusal()))
            })
            .await?;
    }
    report
        .step("loginByWorkbench", async || {
            let login = scene.login(corp, &corp.members[0]).await;
            Ok(((), described(&login, corp, &corp.members[0], "app")?))
        })
        .await?;
    refusals(scene, report, corp).await
}

async fn configuration(scene: &Scene, report: &mut Report) -> Result<()> {
    for (suite, instance) in scene.suites.iter().zip(INSTANCES) {
        report
            .step("getLoginConfig of an instance", async || {
                let data = scene.call(scene.nobody(), instance, "getLoginConfig", json!({})).await.ok();
                ensure!(text(&data, "suiteId")? == suite.id, "another suite: {data}");
                ensure!(text(&data, "authType")? == "auths.loginTypes.QywxProxyType", "another type: {data}");
                ensure!(data.get("isActive") == Some(&Value::Bool(true)), "not active: {data}");
                let printed = data.to_string();
                let secrets = [&suite.secret, &suite.token, &suite.encoding_aes_key];
                ensure!(secrets.iter().all(|secret| !printed.contains(secret.as_str())), "a secret is in the answer");
                Ok(((), format!("{instance}, {}", text(&data, "title")?)))
            })
            .await?;
    }
    report
        .step("getLoginConfig of the service", async || {
            let corp = &scene.corps[1];
            let data =
                scene.call(scene.nobody(), SERVICE, "getLoginConfig", json!({ "code": corp.org_code })).await.ok();
            ensure!(text(&data, "corpId")? == corp.id && plain(data.get("agentId")) == corp.agent_id, "wrong: {data}");
            Ok(((), format!("{} → agentId {}", corp.org_code, corp.agent_id)))
        })
        .await
}

async fn login_code(scene: &Scene, corp: &Corp, member: &Member, way: &str) -> Result<(String, String)> {
    let code = scene.sim.oauth_code(&corp.suite, &corp.wecom, &member.id).await;
    let arguments = json!({ "corpId": corp.id, "code": code, "loginType": way });
    let data = scene.call(scene.nobody(), corp.instance, "getLoginCode", arguments).await.ok();
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

async fn refusals(scene: &Scene, report: &mut Report, corp: &Corp) -> Result<()> {
    let ask = async |arguments| scene.call(scene.nobody(), SERVICE, "loginByWorkbench", arguments).await;
    let login = async |code: &str| ask(json!({ "corpId": corp.id, "code": code })).await;
    report
        .step("an outsider is refused", async || {
            let code = scene.sim.outsider_code(&corp.suite, &corp.wecom).await;
            Ok(((), login(&code).await.refusal()))
        })
        .await?;
    report
        .step("a used code is refused", async || {
            let code = scene.sim.oauth_code(&corp.suite, &corp.wecom, &corp.members[0].id).await;
            login(&code).await.ok();
            Ok(((), login(&code).await.refusal()))
        })
        .await?;
    report
        .step("another platform, a missing, an undeclared and an ill-typed argument are refused", async || {
            let cases = [
                json!({ "corpId": corp.id, "code": "x", "platform": "watch" }),
                json!({ "corpId": corp.id }),
                json!({ "corpId": corp.id, "code": "x", "colour": "blue" }),
                json!({ "corpId": corp.id, "code": 7 }),
            ];
            let mut refused = Vec::new();
            for arguments in cases {
                refused.push(ask(arguments).await.refusal());
            }
            Ok(((), refused.join("; ")))
        })
        .await?;
    report
        .step("setCode needs an administrator, and a code is given once", async || {
            let arguments = json!({ "corpId": corp.id, "code": scene.corps[1].org_code });
            let anonymous = scene.call(scene.nobody(), SERVICE, "setCode", arguments.clone()).await.refusal();
            let taken = scene.call(scene.administrator(), SERVICE, "setCode", arguments).await.refusal();
            Ok(((), format!("{anonymous}; {taken}")))
        })
        .await
}
