//! The whole journey without a person: every row of steps through public HTTP only.

mod corps;
mod doctor;
mod leaks;
mod logins;
mod pages;
mod records;
mod restart;
mod sessions;

use super::{report::Report, scene::Scene};

/// Walks the journey; what fails is printed and counted, and the next row goes on.
pub(crate) fn walk(scene: &mut Scene<'_>, report: &mut Report) {
    report.row("Logins", |report| logins::walk(scene, report));
    report.row("Doctor", |report| doctor::walk(scene, report));
    report.row("Tokens", |report| sessions::walk(scene, report));
    report.row("Pages", |report| pages::walk(scene, report));
    report.row("Restart", |report| restart::walk(scene, report));
    report.row("Callbacks that change something", |report| corps::reset(scene, report));
    report.row("Callbacks that end sessions", |report| corps::change(scene, report));
    report.row("Records", |report| records::walk(scene, report));
    report.row("A second suite", |report| corps::keep_apart(scene, report));
    report.row("The end of an authorisation", |report| corps::cancel(scene, report));
    report.row("The log", |report| leaks::walk(scene, report));
}
