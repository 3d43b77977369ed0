//! `/console/users/{id}`: a user, the members they are, their sessions.

use actix_web::web::Path;
use administration::{Role, users};
use maud::html;

use super::{list::state, texts};
use crate::{
    answer::{Answer, see_other},
    pages::sessions,
    rights::{Auditor, Console, Operator, Submitted},
    texts as common, when,
};

/// Shows them.
pub(crate) async fn page(id: Path<String>, console: Console<Auditor>) -> Answer {
    let (view, catalog) = (&console.view, console.services.folder.catalog());
    let found = users::show(console.server(), &console.actor(), Some(catalog), &id).await;
    let (entry, of_user) = console.of(found)?;
    let (user, may) = (&entry.user, console.is_at_least(Role::Operator));
    let name = user.name.as_deref().unwrap_or_else(|| view.say(&texts::NAMELESS));
    let (word, button) = if user.disabled { ("enable", &texts::ENABLE) } else { ("disable", &texts::DISABLE) };
    let action = format!("/console/users/{}/{word}", user.id);
    let content = html! {
        p.crumb { a href="/console/users" { (view.say(&texts::USERS)) } }
        div.head {
            h1 { (name) }
            (state(view, user.disabled))
            @if may { div.actions { form method="post" action=(action) {
                button.danger[!user.disabled].quiet[user.disabled] type="submit" { (view.say(button)) }
            } } }
        }
        section.card {
            dl.facts {
                div { dt { (view.say(&common::ID)) } dd { code { (user.id) } } }
                div { dt { (view.say(&texts::SINCE)) } dd { (when::at(view, user.created_at)) } }
                @for member in &entry.members {
                    div { dt { (view.say(&texts::MEMBER)) } dd { (member.member) " " code { (member.corp_id) } } }
                }
            }
        }
        section.card {
            div.head {
                h2 { (view.say(&texts::SESSIONS)) }
                @if may && !of_user.is_empty() {
                    form method="post" action="/console/sessions/end" {
                        button.danger.small type="submit" name="user" value=(user.id) { (view.say(&texts::END_ALL)) }
                    }
                }
            }
            (sessions::table(&console, &of_user))
        }
    };
    Ok(view.page(name, &content))
}

/// Keeps a user out.
pub(crate) async fn disable(
    id: Path<String>,
    Submitted { right: console, .. }: Submitted<Console<Operator>>,
) -> Answer {
    console.of(users::disable(console.server(), &console.actor(), &id).await)?;
    Ok(see_other(&format!("/console/users/{id}")))
}

/// Lets a user in again.
pub(crate) async fn enable(id: Path<String>, Submitted { right: console, .. }: Submitted<Console<Operator>>) -> Answer {
    console.of(users::enable(console.server(), &console.actor(), &id).await)?;
    Ok(see_other(&format!("/console/users/{id}")))
}
