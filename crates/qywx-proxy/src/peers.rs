//! `Peers`: the facts about all instances that were opened together, which each of them needs: the suites, and the
//! companies whose own instance is switched off.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, OnceLock},
};

use login_type::{AppId, Instances};
use qywx_login::Recognise;
use wecom_types::{CorpId, SuiteId};

use crate::suite::Suite;

/// The instances that were opened together; told once, and never changed: a request keeps the instances that it began with.
#[derive(Debug, Default)]
pub(crate) struct Peers {
    /// The instance's own suite, for as long as nobody told of the others.
    own: Option<Suite>,
    told: OnceLock<Arc<Known>>,
}

#[derive(Debug)]
pub(crate) struct Known {
    suites: HashMap<SuiteId, Suite>,
    /// The companies, app by app, whose own instances are all switched off.
    closed: HashSet<(AppId, CorpId)>,
}

impl Known {
    /// The facts about these instances, each of which has a suite.
    pub(crate) fn of<I: Recognise>(instances: &Instances<I>, suite_of: impl Fn(&I) -> &Suite) -> Self {
        Self { suites: suites(instances.iter().map(|(_, instance)| suite_of(instance))), closed: closed(instances) }
    }
}

impl Peers {
    /// The peers of an instance of this suite, not told yet.
    pub(crate) fn of(own: Suite) -> Self {
        Self { own: Some(own), told: OnceLock::new() }
    }

    /// Tells about the instances; a second time changes nothing.
    pub(crate) fn tell(&self, known: Arc<Known>) {
        // The set that was opened first is the one that this instance belongs to.
        _ = self.told.set(known);
    }

    /// A suite, with what all of its instances know.
    pub(crate) fn suite(&self, suite: &SuiteId) -> Option<&Suite> {
        let told = self.told.get().and_then(|known| known.suites.get(suite));
        told.or_else(|| self.own.as_ref().filter(|own| own.id == *suite))
    }

    /// Whether an app has instances for this company, and all of them are switched off.
    pub(crate) fn is_closed(&self, company: &(AppId, CorpId)) -> bool {
        self.told.get().is_some_and(|known| known.closed.contains(company))
    }
}

fn suites<'a>(all: impl Iterator<Item = &'a Suite>) -> HashMap<SuiteId, Suite> {
    let mut suites: HashMap<SuiteId, Suite> = HashMap::new();
    for suite in all.cloned() {
        let merged = match suites.remove(&suite.id) {
            Some(before) => before.with_what_knows(suite),
            None => suite,
        };
        suites.insert(merged.id.clone(), merged);
    }
    suites
}

fn closed<I: Recognise>(instances: &Instances<I>) -> HashSet<(AppId, CorpId)> {
    let (mut open, mut closed) = (HashSet::new(), HashSet::new());
    for (name, instance) in instances.iter() {
        let Some(corp) = instance.corp_id() else { continue };
        let of_state = if instance.is_active() { &mut open } else { &mut closed };
        of_state.insert((name.app.clone(), corp.clone()));
    }
    closed.retain(|company| !open.contains(company));
    closed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn suite(id: &str) -> Suite {
        let config = json!({
            "suiteId": id,
            "suiteSecret": "s",
            "encodingAESKey": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
            "token": "t",
        });
        Suite::new(&serde_json::from_value(config).unwrap()).unwrap()
    }

    /// A login type of somebody's own that is over this one may forget to pass the others on.
    #[test]
    fn an_instance_that_was_told_of_no_others_knows_its_own_suite_alone() {
        let peers = Peers::of(suite("dkOwn"));
        let is_known = |id: &str| peers.suite(&id.parse().unwrap()).is_some();
        assert!(is_known("dkOwn"));
        assert!(!is_known("dkOther"));
    }
}
