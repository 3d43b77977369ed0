//! Whether the configuration can be read; everything else depends on it.

use std::path::Path;

use login_type::Finding;

use super::report::Report;
use crate::{config::Config, telemetry};

const CHECK: &str = "configuration";

/// The configuration, where it can be read.
pub(super) fn check(file: Option<&Path>, report: &mut Report) -> Option<Config> {
    let config = match Config::load(file) {
        Ok(config) => config,
        Err(error) => {
            let next =
                "correct it and run doctor again: everything else waits for it; all keys are in config/default.toml";
            report.add(&Finding::error(CHECK, error.to_string(), next));
            return None;
        }
    };
    let read_from = file.map_or_else(
        || "read from the environment alone: there is no configuration file".to_owned(),
        |file| format!("read from {} and the environment", file.display()),
    );
    report.add(&match telemetry::filter(&config.log) {
        Ok(_) => Finding::ok(CHECK, read_from),
        Err(error) => Finding::error(CHECK, error.to_string(), "correct log.level: serve does not start with it"),
    });
    Some(config)
}
