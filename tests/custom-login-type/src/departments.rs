//! A rule on the official login type: only members of the departments that the instance names come in.
//!
//! `main.rs` adds it; the instance's `<InstanceName>.json` then has `"departments": [2]` beside the official fields.

use login_type::{CallError, Candidate, ElementFile, ErrorKind, Rule, async_trait};
use qywx_proxy::QywxProxyType;

/// The field that the rule adds.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Departments {
    departments: Vec<i64>,
}

/// Only members of some departments come in.
pub struct OnlyDepartments;

#[async_trait]
impl Rule for OnlyDepartments {
    type Base = QywxProxyType;
    type Config = Departments;

    fn elements(&self) -> &'static [ElementFile] {
        &[ElementFile {
            path: "auths/loginTypes/QywxProxyType/e.json",
            content: r#"{"configFields": [{"name": "departments", "dataType": "JitList", "required": true,
                "title": {"zh": "部门", "en": "Departments"},
                "help": {"zh": "可以登录的部门的 id", "en": "The ids of the departments whose members come in"}}]}"#,
        }]
    }

    async fn admit(&self, allowed: &Departments, candidate: &Candidate<'_>) -> Result<(), CallError> {
        let theirs = qywx_proxy::departments(candidate.profile).unwrap_or_default();
        if theirs.iter().any(|department| allowed.departments.contains(department)) {
            return Ok(());
        }
        Err(CallError::new(
            ErrorKind::LoginRefused,
            "only members of some departments come in here, and you are in none",
        ))
    }
}
