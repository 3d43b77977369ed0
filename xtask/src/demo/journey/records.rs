//! `retryCallBack`: a record that failed is done as soon as the operator says so.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::super::{
    report::Report,
    rpc::{AUTH_SERVICE, Answer},
    scene::{SOON, Scene},
};
use crate::interrupt::wait_for;

pub(super) fn walk(scene: &Scene<'_>, report: &mut Report) -> Result<()> {
    let api = "v2/get_permanent_code";
    let suite = scene.stack.suites()[0].clone();
    let corp = scene.found("晨星教育 Eos", "eos", &["钟原 Zhong"], suite)?;
    let record = report.step("create_auth while WeCom is busy", || {
        scene.wecom.post("faults", json!({ "api": api, "errcode": -1, "times": 1000 }))?;
        let (_, outcome) = scene.authorise(&corp.suite, &corp.id)?;
        let record = wait_for("a record that failed", SOON, || failed(scene))?;
        let id = record.get("id").and_then(Value::as_i64).context("a record without an id")?;
        Ok((id, format!("{outcome}; record {id} is `failed`")))
    })?;
    let retry = |id: i64| scene.rpc.call_as(&scene.admin, AUTH_SERVICE, "retryCallBack", json!({ "recordId": id }));
    report.step("retryCallBack", || {
        scene.wecom.delete("faults")?;
        wait_for("the record is free", SOON, || match retry(record)? {
            Answer::Data(_) => Ok(Some(())),
            Answer::Refused(..) => Ok(None),
        })?;
        scene.set_code_once_authorised(&corp)?;
        Ok(((), format!("record {record} is done, {} is authorised", corp.name)))
    })?;
    report.step("retryCallBack needs an administrator and a record that is there", || {
        let anonymous = scene.rpc.call(AUTH_SERVICE, "retryCallBack", json!({ "recordId": record }))?.refusal()?;
        Ok(((), format!("{anonymous}; {}", retry(987_654_321)?.refusal()?)))
    })
}

/// The newest record of a `create_auth` that failed, from `wecom-login callback list`.
fn failed(scene: &Scene<'_>) -> Result<Option<Value>> {
    let records = scene.stack.command(&["callback", "list", "--json"])?;
    let is = |record: &Value, field: &str, text: &str| record.get(field).and_then(Value::as_str) == Some(text);
    let found = records.iter().find(|record| is(record, "eventType", "create_auth") && is(record, "state", "failed"));
    Ok(found.cloned())
}
