//! `Diagnosis`: what `wecom-login doctor` says, with the words of a test about it.

use serde_json::Value;

use crate::server::AppFolder;

/// The output of `wecom-login doctor --json`, and its exit code.
#[derive(Debug)]
pub struct Diagnosis {
    /// The exit code.
    pub exit_code: i32,
    /// The findings in their order.
    pub findings: Vec<Value>,
    /// All that was printed.
    pub printed: String,
}

impl Diagnosis {
    /// Runs it over a folder as it is now configured.
    pub async fn of(folder: &AppFolder) -> Self {
        let (exit_code, printed) = doctor(folder, &["--json"]).await;
        let findings = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        Self { exit_code, findings, printed }
    }

    /// The output for a person, and the exit code.
    pub async fn text(folder: &AppFolder) -> (i32, String) {
        doctor(folder, &[]).await
    }

    /// Checks that nothing but `ok` was found.
    #[track_caller]
    pub fn all_is_well(&self) {
        assert!(self.findings.iter().all(|finding| finding["severity"] == "ok"), "{}", self.printed);
        assert_eq!(self.exit_code, 0);
    }

    /// Checks that a check has this severity and says these words, in its finding or its remedy.
    #[track_caller]
    pub fn says(&self, severity: &str, check: &str, words: &[&str]) -> &Self {
        let fits = |finding: &&Value| {
            let line = finding.to_string();
            finding["check"] == check && finding["severity"] == severity && words.iter().all(|word| line.contains(word))
        };
        let found = self.findings.iter().find(fits);
        let found = found.unwrap_or_else(|| panic!("no {severity} of {check} with {words:?} in\n{}", self.printed));
        assert!(severity == "ok" || found["next"].is_string(), "nothing to do next: {found}");
        let worst = if severity == "error" { 2 } else { i32::from(severity == "warning") };
        assert!(self.exit_code >= worst, "exit code {} for {found}", self.exit_code);
        self
    }

    /// The checks that found something other than `ok`.
    pub fn complaints(&self) -> Vec<&str> {
        let complaints = self.findings.iter().filter(|finding| finding["severity"] != "ok");
        complaints.map(|finding| finding["check"].as_str().unwrap()).collect()
    }
}

async fn doctor(folder: &AppFolder, arguments: &[&str]) -> (i32, String) {
    let output = folder.output(&[&["doctor"], arguments].concat()).await;
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.is_empty(), "doctor prints to standard output alone: {stderr}");
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}
