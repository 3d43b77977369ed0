//! `/console/settings`: administrators, tokens, keys.

use maud::html;

use super::administrators::texts as words;
use crate::{
    answer::Answer,
    rights::{Auditor, Console},
    texts,
};

/// Leads to each of them.
pub(super) async fn page(console: Console<Auditor>) -> Answer {
    let view = &console.view;
    let rooms = [
        ("/console/administrators", &words::ADMINISTRATORS, &words::ADMINISTRATORS_FOR),
        ("/console/tokens", &words::TOKENS, &words::TOKENS_FOR),
        ("/console/keys", &words::KEYS, &words::KEYS_FOR),
    ];
    let content = html! {
        div.head { h1 { (view.say(&texts::SETTINGS)) } }
        div.figures {
            @for (path, name, purpose) in rooms {
                a.figure href=(path) { h2 { (view.say(name)) } p.hint { (view.say(purpose)) } }
            }
        }
    };
    Ok(view.page(view.say(&texts::SETTINGS), &content))
}
