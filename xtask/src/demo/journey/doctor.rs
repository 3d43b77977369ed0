//! `wecom-login doctor` on the healthy demo: all is well.

use anyhow::Result;

use super::super::{report::Report, scene::Scene};

pub(super) fn walk(scene: &Scene<'_>, report: &mut Report) -> Result<()> {
    report.step("doctor finds all well", || {
        // Any warning or error is another exit code, and fails the step.
        let findings = scene.stack.command(&["doctor", "--json"])?;
        Ok(((), format!("{} checks", findings.len())))
    })
}
