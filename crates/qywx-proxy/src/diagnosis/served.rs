//! `ServedSuite`: a suite and the instances that are configured for it.

use std::collections::BTreeMap;

use login_type::{Examination, InstanceName, Instances};
use wecom_types::SuiteId;

use crate::{elements::SERVICE, instance::QywxProxyInstance, suite::Suite};

/// A suite and the instances that are configured for it, at least one.
pub(super) struct ServedSuite<'a> {
    /// Its keys, with what any of its instances knows.
    pub(super) suite: Suite,
    /// The names of its instances.
    pub(super) instances: Vec<&'a InstanceName>,
}

impl<'a> ServedSuite<'a> {
    /// Each suite once, by its id.
    pub(super) fn all(instances: &'a Instances<QywxProxyInstance>) -> Vec<Self> {
        let mut suites: BTreeMap<SuiteId, Self> = BTreeMap::new();
        for (name, instance) in instances.iter() {
            let own = instance.suite().clone();
            let served = match suites.remove(&own.id) {
                Some(before) => Self { suite: before.suite.with_what_knows(own), ..before },
                None => Self { suite: own, instances: Vec::new() },
            };
            let names = served.instances.into_iter().chain([name]).collect();
            suites.insert(served.suite.id.clone(), Self { suite: served.suite, instances: names });
        }
        suites.into_values().collect()
    }

    /// How findings name it.
    pub(super) fn subject(&self) -> String {
        format!("suite {}", self.suite.id)
    }

    /// The URL that serves every suite of the app: the template's, and those of the companies' apps.
    pub(super) fn callback_url(&self, examination: &Examination<'_>) -> String {
        let app =
            self.instances.first().map_or_else(String::new, |name| format!("{}/{}", name.app.org(), name.app.app()));
        format!("{}/api/{app}/{}/notify", examination.public_url, SERVICE.replace('.', "/"))
    }

    /// Where its values are configured, for a person.
    pub(super) fn configured_in(&self) -> String {
        let names: Vec<String> = self.instances.iter().map(ToString::to_string).collect();
        names.join(" and ")
    }
}
