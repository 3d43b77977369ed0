//! `Scope`: the variables that one app sees, its own before its parents' before the environment's.

use std::collections::BTreeMap;

use crate::{
    AppId, Variables,
    near::{did_you_mean, near},
};

/// The values that `{{NAME}}` stands for in an app.
pub(crate) struct Scope<'a> {
    pub(crate) app: &'a AppId,
    /// The variables of the app and of its parents, nearest first.
    pub(crate) of_apps: Vec<&'a BTreeMap<String, String>>,
    pub(crate) environment: &'a dyn Variables,
}

impl Scope<'_> {
    pub(crate) fn lookup(&self, name: &str) -> Option<String> {
        let of_app = self.of_apps.iter().filter_map(|variables| variables.get(name)).find(|value| !value.is_empty());
        of_app.cloned().or_else(|| self.environment.variable(name).filter(|value| !value.is_empty()))
    }

    /// Why a name has no value, for an error.
    pub(crate) fn why_none(&self, name: &str) -> String {
        let near = did_you_mean(&self.near(name));
        let closed = self.environment.closed(name).map(|why| format!(": {why}")).unwrap_or_default();
        format!("neither app {} nor its parents nor the environment has the variable `{name}`{closed}{near}", self.app)
    }

    fn near(&self, name: &str) -> Vec<String> {
        near(
            name,
            self.of_apps
                .iter()
                .flat_map(|variables| variables.keys())
                .map(String::as_str)
                .filter(|known| *known != name),
        )
    }
}
