//! `Functions`: which functions of an element its code does not have, and which of its code's it does not offer.

use std::collections::BTreeSet;

use element_model::{Element, Layer};
use element_type::BASE_APP;

use super::code;
use crate::catalog::Catalog;

/// The functions by which an element and its code differ. The functions of a code are those that its own files declare, in the
/// built-in app.
#[derive(Debug, Default)]
pub(crate) struct Functions<'a> {
    /// The functions that it declares and that no code answers.
    pub(crate) without_code: Vec<&'a str>,
    /// The functions of its code that an `e.json` took away.
    pub(crate) hidden: Vec<&'a str>,
}

impl<'a> Functions<'a> {
    /// The functions of an element of this catalog; none where the files of the code are not built in.
    pub(crate) fn of(catalog: &'a Catalog, element: &'a Element) -> Self {
        let Some(of_code) = of_code(catalog, element) else { return Self::default() };
        let declared: BTreeSet<&str> = element.functions().map(|function| function.name.as_str()).collect();
        Self {
            without_code: declared.difference(&of_code).copied().collect(),
            hidden: of_code.difference(&declared).copied().collect(),
        }
    }
}

/// The functions that the code of an element has.
fn of_code<'a>(catalog: &'a Catalog, element: &'a Element) -> Option<BTreeSet<&'a str>> {
    if element.layer() == Layer::Meta {
        return None;
    }
    let Some(code) = code(catalog, element) else { return Some(BTreeSet::new()) };
    let base = catalog.apps.iter().find(|app| app.id().to_string() == BASE_APP)?;
    base.get_element(code.registered_as).ok()?;
    let names = [element.full_name()].into_iter().chain(element.type_chain());
    let built_in = names.filter_map(|name| base.get_element(name.as_str()).ok());
    Some(built_in.flat_map(Element::functions).map(|function| function.name.as_str()).collect())
}
