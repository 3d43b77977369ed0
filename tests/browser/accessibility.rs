//! The checks of axe-core (a development dependency from npm), run in the page that a browser shows.

use std::{fs, path::Path};

use serde_json::Value;

use crate::browser::Browser;

/// The library, as npm installs it: `cargo xtask test` does.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/browser/axe/node_modules/axe-core/axe.min.js");

/// Runs all rules but those of taste, and answers what is serious.
const CHECK: &str = "
    return axe.run(document, { resultTypes: ['violations'] }).then(found => found.violations
        .filter(one => ['serious', 'critical'].includes(one.impact))
        .map(one => `${one.id}: ${one.help}: ${one.nodes.map(node => node.html).join(' ')}`));";

/// The serious faults that axe-core finds on the page that is shown; none where npm did not bring it, which the run names.
pub(crate) async fn faults(browser: &Browser) -> Vec<String> {
    let Ok(library) = fs::read_to_string(Path::new(AXE)) else { return Vec::new() };
    let found = browser.run(&format!("{library};{CHECK}")).await;
    found.as_array().unwrap().iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
