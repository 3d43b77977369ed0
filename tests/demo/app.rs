//! The demo's app: one folder of elements with an instance for each suite.

use serde_json::{Value, json};
use tests::{AppFolder, Suite, config};

use crate::relying_party;

/// The app's id.
pub(crate) const APP: &str = "acme.portal";

/// The instances that serve the two suites: paths below the app.
pub(crate) const INSTANCES: [&str; 2] = ["auths/QywxProxyTemp", "auths/QywxProxySecond"];

/// Takes the second suite's secret from the environment, to show that a file needs not hold it.
const SECRET_VARIABLE: &str = "DEMO_SECOND_SUITE_SECRET";

/// Writes the app into the folder.
pub(crate) fn write(folder: &mut AppFolder, provider: &str, suites: &[Suite; 2]) {
    let app = json!({ "appId": APP, "name": "portal", "title": "Acme portal 员工门户", "version": "1.0.0" });
    folder.write(&format!("{APP}/app.json"), &app);
    folder.set_variable(SECRET_VARIABLE, &suites[1].secret);
    let [first, mut second] = [0, 1].map(|index| config(&suites[index], provider));
    second["authConfig"]["suiteSecret"] = json!(format!("{{{{{SECRET_VARIABLE}}}}}"));
    instance(folder, INSTANCES[0], &first);
    instance(folder, INSTANCES[1], &second);
    relying_party::write_client(folder);
}

fn instance(folder: &AppFolder, path: &str, config: &Value) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let element = json!({
        "title": { "zh": "使用企业微信登录", "en": "Continue with WeCom" },
        "type": "auths.loginTypes.QywxProxyType",
    });
    folder.write(&format!("{APP}/{path}/e.json"), &element);
    folder.write(&format!("{APP}/{path}/{name}.json"), config);
}
