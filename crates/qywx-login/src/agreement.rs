//! Instances that configure the same app: they must say the same of it.

use std::collections::{HashMap, hash_map::Entry};

use login_type::{ConfigProblem, Conflict, Instances};

use crate::Recognise;

/// Refuses two instances that configure one app (as `app_of` calls it, for people) and differ in a field: both cannot be
/// right.
///
/// # Errors
/// Names both instances and the field, never a value.
pub fn agree<I: Recognise>(
    instances: &Instances<I>,
    app_of: impl Fn(&I) -> String,
    difference: impl Fn(&I, &I) -> Option<&'static str>,
) -> Result<(), Conflict> {
    let mut seen: HashMap<String, &I> = HashMap::new();
    for (name, instance) in instances.iter() {
        match seen.entry(app_of(instance)) {
            Entry::Vacant(entry) => drop(entry.insert(instance)),
            Entry::Occupied(entry) => {
                let other = entry.get();
                let Some(field) = difference(instance, other) else { continue };
                let message = format!(
                    "instances {} and {name} both configure {} but differ here; give both the same value",
                    other.name(),
                    entry.key(),
                );
                return Err(ConfigProblem::new(field, message).of(name));
            }
        }
    }
    Ok(())
}
