//! How a page shows a text: both languages, side by side.

use element_model::Text;
use maud::{Markup, html};

/// A text in Chinese, and in English where that is another one.
pub fn bilingual(text: &Text) -> Markup {
    html! {
        (text.zh)
        @if text.en != text.zh { " " span lang="en" { (text.en) } }
    }
}

/// A text in Chinese with a small English gloss, as headings and labels have it.
pub fn with_gloss(text: &Text) -> Markup {
    html! {
        (text.zh)
        @if text.en != text.zh { " " span.en lang="en" { (text.en) } }
    }
}
