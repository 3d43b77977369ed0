//! Values that may stand in a configuration, but are hardly meant.

use std::collections::{HashMap, hash_map::Entry};

use login_type::{ConfigProblem, Conflict, Instances};

use crate::Recognise;

/// How ids begin that are a company's and no template's, and the other way round. WeCom promises no prefixes, so this is a
/// doubt and no refusal (wecom-protocol: ids).
const OF_COMPANIES: [&str; 2] = ["wp", "wo"];
const OF_TEMPLATES: [&str; 2] = ["dk", "tj"];

/// A template's id that looks like that of a company.
pub fn doubt_suite_id(field: &str, id: &str) -> Option<ConfigProblem> {
    let message = "looks like the id of a company; the id of a template begins with dk, ww, wx or tj";
    begins(id, &OF_COMPANIES).then(|| ConfigProblem::new(field, message))
}

/// A company's id that looks like that of a template.
pub fn doubt_corp_id(field: &str, id: &str) -> Option<ConfigProblem> {
    let message = "looks like the id of a template; the id of a company begins with ww, wx, wp or wo";
    begins(id, &OF_TEMPLATES).then(|| ConfigProblem::new(field, message))
}

fn begins(id: &str, with: &[&str]) -> bool {
    with.iter().any(|prefix| id.starts_with(prefix))
}

/// Instances that are switched on, of one app here, for the same app of WeCom (as `app_of` calls it, for people) and the
/// same companies: only the first of them by name answers on login pages. `field` names what they share.
pub fn rivals<I: Recognise>(instances: &Instances<I>, field: &str, app_of: impl Fn(&I) -> String) -> Vec<Conflict> {
    let mut seen = HashMap::new();
    let mut found = Vec::new();
    for (name, instance) in instances.iter().filter(|(_, instance)| instance.is_active()) {
        match seen.entry((&name.app, app_of(instance), instance.corp_id())) {
            Entry::Vacant(free) => drop(free.insert(name)),
            Entry::Occupied(first) => {
                let message = format!(
                    "{} is for the same companies of {} and comes first, so it answers; give this one a company of its \
                     own, or switch one of the two off",
                    first.get().element,
                    first.key().1,
                );
                found.push(ConfigProblem::new(field, message).of(name));
            }
        }
    }
    found
}
