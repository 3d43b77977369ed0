//! `retryCallBack`: a record that failed is done as soon as the operator says so.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::SERVICE;

use crate::{
    report::Report,
    scene::{Scene, until},
};

pub(super) async fn walk(scene: &Scene, report: &mut Report) -> Result<()> {
    let api = "v2/get_permanent_code";
    let corp = scene.found("晨星教育 Eos", "eos", &["钟原 Zhong"], 0).await;
    let record = report
        .step("create_auth while WeCom is busy", async || {
            scene.sim.fault(api, json!({ "errcode": -1 }), 1000).await;
            let (_, outcome) = scene.authorise(&corp).await?;
            let record = until("a record that failed", async || failed(scene).await).await;
            let id = record.get("id").and_then(Value::as_i64).context("a record without an id")?;
            Ok((id, format!("{outcome}; record {id} is `failed`")))
        })
        .await?;
    let retry =
        async |id: i64| scene.call(scene.administrator(), SERVICE, "retryCallBack", json!({ "recordId": id })).await;
    report
        .step("retryCallBack", async || {
            scene.sim.clear_faults().await;
            until("the record is free", async || retry(record).await.is_ok().then_some(())).await;
            scene.set_code_once_authorised(&corp).await;
            Ok(((), format!("record {record} is done, {} is authorised", corp.name)))
        })
        .await?;
    report
        .step("retryCallBack needs an administrator and a record that is there", async || {
            let anonymous =
                scene.call(scene.nobody(), SERVICE, "retryCallBack", json!({ "recordId": record })).await.refusal();
            Ok(((), format!("{anonymous}; {}", retry(987_654_321).await.refusal())))
        })
        .await
}

/// The newest record of a `create_auth` that failed, from `wecom-login callback list`.
async fn failed(scene: &Scene) -> Option<Value> {
    let mut records = scene.command(&["callback", "list", "--json"]).await.into_iter();
    records.find(|record| record["eventType"] == "create_auth" && record["state"] == "failed")
}
