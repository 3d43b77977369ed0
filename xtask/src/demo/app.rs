//! The demo's app: one folder of elements with an instance for each suite.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::wecom::text;

/// The app's id.
pub(crate) const APP: &str = "acme.portal";

/// Takes the second suite's secret from the environment, to show that a file needs not hold it.
pub(crate) const SECRET_VARIABLE: &str = "DEMO_SECOND_SUITE_SECRET";

/// An app template of the provider, and the instance that serves it.
#[derive(Clone)]
pub(crate) struct Suite {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) token: String,
    pub(crate) aes_key: String,
    /// Path of the instance below the app.
    pub(crate) instance: &'static str,
}

impl Suite {
    /// The template as the simulator describes it.
    ///
    /// # Errors
    /// When a field is missing.
    pub(crate) fn parse(template: &Value, instance: &'static str) -> Result<Self> {
        Ok(Self {
            id: text(template, "suiteId")?,
            secret: text(template, "suiteSecret")?,
            token: text(template, "token")?,
            aes_key: text(template, "encodingAESKey")?,
            instance,
        })
    }
}

/// Writes the app's folder below `apps`.
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn write(apps: &Path, provider: &str, first: &Suite, second: &Suite) -> Result<()> {
    let folder = apps.join(APP);
    let app = json!({ "appId": APP, "name": "portal", "title": "Acme portal 员工门户", "version": "1.0.0" });
    write_file(&folder.join("app.json"), &app)?;
    let secrets = [(first, first.secret.clone()), (second, format!("{{{{{SECRET_VARIABLE}}}}}"))];
    for (suite, secret) in secrets {
        let name = suite.instance.rsplit('/').next().unwrap_or(suite.instance);
        let element = json!({ "title": name, "type": "auths.loginTypes.QywxProxyType" });
        let config = json!({
            "authConfig": {
                "suiteId": suite.id,
                "suiteSecret": secret,
                "encodingAESKey": suite.aes_key,
                "token": suite.token,
                "providerCorpId": provider,
            },
        });
        write_file(&folder.join(suite.instance).join("e.json"), &element)?;
        write_file(&folder.join(suite.instance).join(format!("{name}.json")), &config)?;
    }
    Ok(())
}

fn write_file(path: &Path, value: &Value) -> Result<()> {
    let cannot = || format!("cannot write {}", path.display());
    fs::create_dir_all(path.parent().unwrap_or(path)).with_context(cannot)?;
    fs::write(path, serde_json::to_string_pretty(value)?).with_context(cannot)
}
