//! The server's log of the whole journey, at level debug, holds no secret.

use anyhow::{Result, ensure};
use tests::SEALING_KEY;

use crate::{report::Report, scene::Scene};

/// Shorter values would be found by chance.
const SHORTEST: usize = 8;

pub(super) async fn walk(scene: &Scene, report: &mut Report) -> Result<()> {
    report
        .step("no secret is in the log", async || {
            let log = scene.server.log();
            ensure!(log.lines().count() > 50, "the log has {} lines only: is its level debug?", log.lines().count());
            let mut secrets = scene.sim.secrets().await;
            secrets.extend(scene.seen().into_iter().map(|value| ("the server's own".to_owned(), value)));
            secrets.push(("sealing key".to_owned(), SEALING_KEY.to_owned()));
            secrets.retain(|(_, value)| value.len() >= SHORTEST);
            for (kind, value) in &secrets {
                let line = log.lines().position(|line| line.contains(value.as_str()));
                ensure!(line.is_none(), "{kind} in line {} of the log", line.unwrap_or(0) + 1);
            }
            Ok(((), format!("{} values, {} lines", secrets.len(), log.lines().count())))
        })
        .await
}
