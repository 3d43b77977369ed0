//! How a page shows a text: in its visitor's language, and in no other.

use element_model::Text;

use crate::visit::Visit;

/// The text in the language of the visit that is being answered.
pub fn say(text: &Text) -> String {
    Visit::current().language.say(text).to_owned()
}
