//! `ProcessEnvironment`: the variables of the environment that are open to apps.

use std::env;

use element_model::Variables;

use crate::config::{self, OpenVariables};

/// The process's environment, for `{{NAME}}`, as far as it is open to apps: never what configures the server, because an
/// administrator of an instance would read its keys where the instance shows a field.
#[derive(Clone, Debug)]
pub(crate) struct ProcessEnvironment {
    open: OpenVariables,
}

impl ProcessEnvironment {
    /// The variables that the configuration opens.
    pub(crate) fn of(config: &config::Apps) -> Self {
        Self { open: config.variables.clone() }
    }
}

impl Variables for ProcessEnvironment {
    fn variable(&self, name: &str) -> Option<String> {
        if self.open.include(name) { env::var(name).ok() } else { None }
    }

    fn closed(&self, name: &str) -> Option<String> {
        (!self.open.include(name)).then(|| "apps.variables does not open it to apps".to_owned())
    }
}
