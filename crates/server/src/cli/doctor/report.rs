//! `Report`: prints findings and remembers the worst.

use std::process::ExitCode;

use login_type::{Finding, Severity};
use serde_json::json;

use crate::cli::output;

/// How findings look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A line each for a person, and one that counts them.
    Text,
    /// A JSON object a line.
    Json,
    /// None: they are kept for somebody who shows them.
    Kept,
}

/// The findings so far.
pub(super) struct Report {
    form: Form,
    severities: Vec<Severity>,
    kept: Vec<Finding>,
    /// Why the first finding that could not be printed could not.
    unprinted: Option<anyhow::Error>,
}

impl Report {
    pub(super) fn new(form: Form) -> Self {
        Self { form, severities: Vec::new(), kept: Vec::new(), unprinted: None }
    }

    /// Prints a finding.
    pub(super) fn add(&mut self, finding: &Finding) {
        self.severities.push(finding.severity);
        let line = match self.form {
            Form::Kept => return self.kept.push(finding.clone()),
            Form::Text => text(finding),
            Form::Json => json!({
                "severity": finding.severity.as_str(),
                "check": finding.check,
                "subject": finding.subject,
                "found": finding.found,
                "next": finding.next,
            })
            .to_string(),
        };
        self.print(line);
    }

    fn print(&mut self, line: String) {
        if let Err(error) = output::line(line) {
            self.unprinted.get_or_insert(error);
        }
    }

    /// The findings that were kept.
    pub(super) fn kept(self) -> Vec<Finding> {
        self.kept
    }

    /// Prints several.
    pub(super) fn add_all(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.add(finding);
        }
    }

    /// Counts the findings for a person; the exit code is 0 when all is well, 1 for a warning or for a
    /// report that cannot be printed, 2 for an error.
    pub(super) fn finish(mut self) -> ExitCode {
        let count = |severity| self.severities.iter().filter(|one| **one == severity).count();
        if self.form == Form::Text {
            let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
            let counted = format!("ok {}, warnings {warnings}, errors {errors}", count(Severity::Ok));
            self.print(counted);
        }
        let unprinted = self.unprinted.as_ref().map(output::failure);
        match self.severities.iter().max() {
            None | Some(Severity::Ok) => unprinted.unwrap_or(ExitCode::SUCCESS),
            Some(Severity::Warning) => ExitCode::from(1),
            Some(Severity::Error) => ExitCode::from(2),
        }
    }
}

fn text(finding: &Finding) -> String {
    let Finding { severity, check, found, .. } = finding;
    let subject = finding.subject.as_ref().map(|subject| format!(" ({subject})")).unwrap_or_default();
    let next = finding.next.as_ref().map(|next| format!(" → {next}")).unwrap_or_default();
    // Causes out of libraries may have several lines.
    format!("{severity:<7}  {check}{subject}: {found}{next}").replace('\n', " ")
}
