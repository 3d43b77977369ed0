//! The foot of every page: the other language, and who provides the login.

use maud::{Markup, html};

use super::look::Provider;
use crate::language::Language;

/// A form, so that it works without script and no link of another site changes anything.
pub(super) fn foot(language: Language, again: &str, provider: Option<&Provider>) -> Markup {
    let other = language.other();
    html! {
        footer {
            form method="post" action="/language" {
                input type="hidden" name="to" value=(again);
                button.text type="submit" name="language" value=(other.tag()) lang=(other.tag()) { (other.name()) }
            }
            @if let Some(Provider { name, url }) = provider {
                @match url {
                    Some(url) => { a href=(url) rel="noreferrer" { (language.say(name)) } },
                    None => { span { (language.say(name)) } },
                }
            }
        }
    }
}
