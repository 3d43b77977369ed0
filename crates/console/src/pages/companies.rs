//! Companies: who authorised which suite, how they stand, what is still to do for their members to log in.

pub(super) mod authorise;
pub(super) mod checklist;
pub(super) mod company;
pub(super) mod list;
pub(super) mod texts;

use element_model::Text;
use maud::{Markup, html};

use crate::view::View;

/// The words for how a company stands; those of a login type that is not ours are shown as they are.
const STATUSES: [(&str, &str, &Text); 5] = [
    ("authorised", "good", &texts::AUTHORISED),
    ("configured", "good", &texts::CONFIGURED),
    ("disabled", "off", &texts::DISABLED),
    ("credential_invalid", "bad", &texts::INVALID),
    ("cancelled", "off", &texts::CANCELLED),
];

/// How a company stands, as a word and a shape.
fn status(view: &View, status: &str) -> Markup {
    let known = STATUSES.iter().find(|(word, ..)| *word == status);
    html! {
        @match known {
            Some((_, class, text)) => span class={ "state " (class) } { (view.say(text)) },
            None => span.state { (status) }
        }
    }
}
