//! A row to tap: its mark, its name, and what happens.

use element_model::Text;
use maud::{Markup, html};
use web::page::say;

/// A row that leads on.
pub(super) fn row(href: &str, name: &str, does: &Text) -> Markup {
    html! {
        a.row href=(href) {
            span.mark aria-hidden="true" { (name.chars().next().unwrap_or('·')) }
            span.label { (name) }
            span.go { (say(does)) }
        }
    }
}
