//! Callback records: what came, what became of it, and one more try.

pub(super) mod list;
pub(super) mod record;
pub(super) mod retry;
pub(super) mod retry_all;
pub(crate) mod texts;

use administration::records::CallbackState;
use maud::{Markup, html};

use crate::view::View;

/// A state as a word and a shape.
pub(super) fn state(view: &View, state: &CallbackState) -> Markup {
    let (class, word) = texts::state(state.name());
    html! { span class={ "state " (class) } { (view.say(word)) } }
}
