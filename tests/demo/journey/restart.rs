//! A restart of the server in the middle: everything still holds.

use anyhow::{Result, ensure};
use serde_json::json;
use tests::SERVICE;

use super::sessions::{refresh, verify};
use crate::{fields::text, report::Report, scene::Scene};

pub(super) async fn walk(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let corp = scene.corps[1].clone();
    let before = report
        .step("a login before", async || Ok((scene.login(&corp, &corp.members[0]).await, corp.name.to_owned())))
        .await?;
    let token = text(&before, "token")?;
    let fetches = scene.sim.successes("gettoken").await;
    report
        .step("SIGTERM and start", async || {
            let status = scene.restart_server().await?;
            ensure!(status.success(), "the server ended with {status}");
            Ok(((), format!("ended with {status}")))
        })
        .await?;
    report
        .step("the old access token is good", async || {
            let user = scene.current_user(&token).await.ok();
            ensure!(text(&user, "corpUserId")? == corp.members[0].id, "somebody else: {user}");
            let verified = verify(scene, &token).await?;
            Ok(((), format!("key {} is still published", verified.key_id)))
        })
        .await?;
    report
        .step("the old refresh token is good", async || {
            refresh(scene, &before).await?.ok();
            Ok(((), "a new pair".to_owned()))
        })
        .await?;
    report
        .step("the organisation code is known", async || {
            let data = scene
                .call(scene.nobody(), SERVICE, "getLoginConfigByCode", json!({ "code": corp.org_code }))
                .await
                .ok();
            ensure!(text(&data, "corpId")? == corp.id, "another corp: {data}");
            Ok(((), corp.org_code.to_owned()))
        })
        .await?;
    report
        .step("a login works with the stored access token", async || {
            scene.login(&corp, &corp.members[1]).await;
            let after = scene.sim.successes("gettoken").await;
            ensure!(after == fetches, "gettoken was called {} more times", after - fetches);
            Ok(((), "no further gettoken".to_owned()))
        })
        .await?;
    report
        .step("a new corp authorises without a new suite_ticket", async || {
            let late = scene.found("拂晓物流 Daybreak", "daybreak", &["高远 Gao"], 0).await;
            let (agent, outcome) = scene.authorise(&late).await?;
            scene.set_code_once_authorised(&late).await;
            Ok(((), format!("{}: {outcome}, agentId {agent}", late.name)))
        })
        .await
}
