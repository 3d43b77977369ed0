//! A restart of the server in the middle: everything still holds.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::{
    super::{report::Report, rpc::AUTH_SERVICE, scene::Scene, wecom::text},
    sessions::{refresh, verify},
};

pub(super) fn walk(scene: &mut Scene<'_>, report: &mut Report) -> Result<()> {
    let corp = scene.corps[1].clone();
    let before = report.step("a login before", || Ok((scene.login(&corp, &corp.members[0])?, corp.name.to_owned())))?;
    let token = text(&before, "token")?;
    let fetches = scene.wecom.calls("gettoken")?;
    report.step("SIGTERM and start", || {
        let status = scene.stack.restart_server()?;
        ensure!(status.success(), "the server ended with {status}");
        Ok(((), format!("ended with {status}")))
    })?;
    report.step("the old access token is good", || {
        let user = scene.current_user(&token)?.data()?;
        ensure!(text(&user, "corpUserId")? == corp.members[0].id, "somebody else: {user}");
        let verified = verify(scene, &token)?;
        Ok(((), format!("key {} is still published", verified.key_id)))
    })?;
    report.step("the old refresh token is good", || {
        refresh(scene, &before)?.data()?;
        Ok(((), "a new pair".to_owned()))
    })?;
    report.step("the organisation code is known", || {
        let data = scene.rpc.call(AUTH_SERVICE, "getLoginConfigByCode", json!({ "code": corp.org_code }))?.data()?;
        ensure!(text(&data, "corpId")? == corp.id, "another corp: {data}");
        Ok(((), corp.org_code.to_owned()))
    })?;
    report.step("a login works with the stored access token", || {
        scene.login(&corp, &corp.members[1])?;
        let after = scene.wecom.calls("gettoken")?;
        ensure!(after == fetches, "gettoken was called {} more times", after - fetches);
        Ok(((), "no further gettoken".to_owned()))
    })?;
    report.step("a new corp authorises without a new suite_ticket", || {
        let suite = scene.stack.suites()[0].clone();
        let late = scene.found("拂晓物流 Daybreak", "daybreak", &["高远 Gao"], suite)?;
        let (agent, outcome) = scene.authorise(&late.suite, &late.id).context("create_auth")?;
        scene.set_code_once_authorised(&late)?;
        Ok(((), format!("{}: {outcome}, agentId {agent}", late.name)))
    })
}
