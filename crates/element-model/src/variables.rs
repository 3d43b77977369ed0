//! `Variables`: where the value of `{{NAME}}` is looked up when no app has it.

use std::{
    collections::{BTreeMap, HashMap},
    hash::BuildHasher,
};

/// Named values from outside the apps, such as the environment of the process.
pub trait Variables {
    /// The value of a variable, if there is one; an empty value counts as none.
    fn variable(&self, name: &str) -> Option<String>;

    /// Why apps may not use the variable of this name, whether there is one or not; `None` where they may.
    fn closed(&self, _name: &str) -> Option<String> {
        None
    }
}

impl Variables for BTreeMap<String, String> {
    fn variable(&self, name: &str) -> Option<String> {
        self.get(name).cloned()
    }
}

impl<S: BuildHasher> Variables for HashMap<String, String, S> {
    fn variable(&self, name: &str) -> Option<String> {
        self.get(name).cloned()
    }
}

impl<F: Fn(&str) -> Option<String>> Variables for F {
    fn variable(&self, name: &str) -> Option<String> {
        self(name)
    }
}
