//! Removal: what an `e.json` takes away of those above it has to be there.

use super::draft::Draft;
use crate::{
    decode::Flaw,
    element::Ancestry,
    near::{Quoted, suggestion},
};

/// The functions and fields that the file of an element takes away, and that neither the elements it overrides nor the
/// types above it declare.
pub(super) fn of_nothing(draft: &Draft<'_>, above: &Ancestry) -> Vec<Flaw> {
    let own = &draft.entry.definition;
    let overridden = || draft.overridden.iter().map(|(_, entry)| &entry.definition);
    let functions: Vec<&str> = overridden()
        .flat_map(|definition| &definition.function_list)
        .chain(&above.functions)
        .map(|function| function.name.as_str())
        .collect();
    let fields: Vec<&str> = overridden()
        .flat_map(|definition| &definition.config_fields)
        .chain(&above.config_fields)
        .map(|field| field.name.as_str())
        .collect();
    let removed = own.function_list.iter().enumerate().filter(|(_, function)| !function.is_there());
    let of_functions =
        removed.filter_map(|(at, function)| flaw("functionList", at, "function", &function.name, &functions));
    let removed = own.config_fields.iter().enumerate().filter(|(_, field)| !field.is_there());
    let of_fields = removed.filter_map(|(at, field)| flaw("configFields", at, "field", &field.name, &fields));
    of_functions.chain(of_fields).collect()
}

fn flaw(list: &str, at: usize, what: &str, name: &str, known: &[&str]) -> Option<Flaw> {
    let message = || {
        let meant = suggestion(name, known.iter().copied());
        format!("there is no {what} {} to take away{meant}", Quoted(name))
    };
    (!known.contains(&name)).then(|| Flaw { field: format!("{list}[{at}].removed"), message: message() })
}
