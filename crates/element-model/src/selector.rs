//! `Selector`: which elements of an app are meant.

use std::{fmt, str::FromStr};

use crate::{Element, FullName, Layer, NameError};

/// Elements by full name (`auths.QywxProxyTemp`), instances by type (`.auths.loginTypes.QywxProxyType`), or the union
/// of several such (`a,b`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Term {
    Element(FullName),
    InstancesOf(FullName),
}

impl Selector {
    /// The element of this name.
    pub fn element(name: FullName) -> Self {
        Self { terms: vec![Term::Element(name)] }
    }

    /// The instances of a Type, or of Types derived from it; those of a whole family where it is a Meta.
    pub fn instances_of(name: FullName) -> Self {
        Self { terms: vec![Term::InstancesOf(name)] }
    }

    pub(crate) fn selects(&self, element: &Element) -> bool {
        self.terms.iter().any(|term| match term {
            Term::Element(name) => element.full_name() == name,
            Term::InstancesOf(name) => element.layer() == Layer::Instance && element.type_chain().contains(name),
        })
    }
}

impl FromStr for Selector {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let term = |term: &str| match term.trim().strip_prefix('.') {
            Some(name) => name.parse().map(Term::InstancesOf),
            None => term.trim().parse().map(Term::Element),
        };
        Ok(Self { terms: text.split(',').map(term).collect::<Result<_, _>>()? })
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.terms.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "," })?;
            match term {
                Term::Element(name) => write!(f, "{name}")?,
                Term::InstancesOf(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}
