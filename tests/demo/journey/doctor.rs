//! `wecom-login doctor` on the healthy demo: all is well.

use anyhow::Result;
use tests::Diagnosis;

use crate::{report::Report, scene::Scene};

pub(super) async fn walk(scene: &Scene, report: &mut Report) -> Result<()> {
    report
        .step("doctor finds all well", async || {
            let diagnosis = Diagnosis::of(&scene.folder).await;
            diagnosis.all_is_well();
            Ok(((), format!("{} checks", diagnosis.findings.len())))
        })
        .await
}
