//! The server's log of the whole journey, at level debug, holds no secret.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::super::{report::Report, scene::Scene, wecom::text};

/// Shorter values would be found by chance.
const SHORTEST: usize = 8;

pub(super) fn walk(scene: &Scene<'_>, report: &mut Report) -> Result<()> {
    report.step("no secret is in the log", || {
        let log = scene.stack.server_log()?;
        ensure!(log.lines().count() > 50, "the log has {} lines only: is its level debug?", log.lines().count());
        let mut secrets = issued(scene)?;
        secrets.extend(scene.rpc.seen().into_iter().map(|value| ("the server's own".to_owned(), value)));
        secrets.push(("sealing key".to_owned(), scene.stack.sealing_key().to_owned()));
        secrets.retain(|(_, value)| value.len() >= SHORTEST);
        for (kind, value) in &secrets {
            let line = log.lines().position(|line| line.contains(value.as_str()));
            ensure!(line.is_none(), "{kind} in line {} of the log", line.unwrap_or(0) + 1);
        }
        Ok(((), format!("{} values, {} lines", secrets.len(), log.lines().count())))
    })
}

/// Every secret that the simulator ever gave out, with its kind.
fn issued(scene: &Scene<'_>) -> Result<Vec<(String, String)>> {
    let answer = scene.wecom.get("secrets")?;
    let listed = answer.get("secrets").and_then(Value::as_array).context("no list of secrets")?;
    listed.iter().map(|secret| Ok((text(secret, "kind")?, text(secret, "value")?))).collect()
}
