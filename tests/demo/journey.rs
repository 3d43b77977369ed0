//! The whole journey without a person: every row of steps through public HTTP only.

mod corps;
mod doctor;
mod leaks;
mod logins;
mod pages;
mod records;
mod relying_party;
mod restart;
mod sessions;

use crate::{report::Report, scene::Scene};

/// Walks the journey; what fails is printed and counted, and the next row goes on.
pub(crate) async fn walk(scene: &mut Scene, report: &mut Report) {
    report.row("Logins", async |report| logins::walk(scene, report).await).await;
    report.row("Doctor", async |report| doctor::walk(scene, report).await).await;
    report.row("Tokens", async |report| sessions::walk(scene, report).await).await;
    report.row("Pages", async |report| pages::walk(scene, report).await).await;
    report.row("OpenID Connect", async |report| relying_party::walk(scene, report).await).await;
    report.row("Restart", async |report| restart::walk(scene, report).await).await;
    report.row("Callbacks that change something", async |report| corps::reset(scene, report).await).await;
    report.row("Callbacks that end sessions", async |report| corps::change(scene, report).await).await;
    report.row("Records", async |report| records::walk(scene, report).await).await;
    report.row("A second suite", async |report| corps::keep_apart(scene, report).await).await;
    report.row("The end of an authorisation", async |report| corps::cancel(scene, report).await).await;
    report.row("The log", async |report| leaks::walk(scene, report).await).await;
}
