//! The login page in a phone's own browser: WeCom is on the same phone, whose screen cannot be scanned by itself.

use maud::{Markup, html};
use web::page::say;

use super::texts;

/// The address that opens WeCom on a phone; nothing happens where it is not installed, so the words below stand there too.
const WECOM: &str = "wxwork://";

/// The way by WeCom itself.
pub(super) fn way() -> Markup {
    html! {
        p.lead { (say(&texts::FROM_WORKBENCH)) }
        a.button href=(WECOM) { (say(&texts::OPEN_WECOM)) }
    }
}

/// The ways that take another device, folded.
pub(super) fn other_ways(content: &Markup) -> Markup {
    html! {
        details {
            summary { (say(&texts::OTHER_WAYS)) }
            p.hint { (say(&texts::NEEDS_SECOND_DEVICE)) }
            (content)
        }
    }
}
