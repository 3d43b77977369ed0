//! `/console/keys`: the keys that sign, which are rotated, and those that seal, under which what is stored is sealed anew.

use actix_web::{HttpResponse, http::StatusCode};
use administration::{
    Role,
    keys::{self, FirstUse},
};
use maud::{Markup, html};

use super::{administrators::texts, sign_in::problem_of};
use crate::{
    answer::Answer,
    rights::{Auditor, Console, Fresh, Owner, Submitted},
    view::View,
};

/// The word that confirms a rotation.
const WORD: &str = "rotate";

/// Says what there is to do.
pub(super) async fn page(console: Console<Auditor>) -> Answer {
    Ok(show(&console.view, console.is_at_least(Role::Owner), None))
}

/// Asks for the word.
pub(super) async fn ask(Fresh(console): Fresh<Owner>) -> Answer {
    Ok(asked(&console.view, StatusCode::OK, None))
}

/// Publishes new signing keys.
pub(super) async fn rotate(Submitted { right: Fresh(console), form }: Submitted<Fresh<Owner>>) -> Answer {
    let view = &console.view;
    if form.text("confirm") != WORD {
        return Ok(asked(view, StatusCode::UNPROCESSABLE_ENTITY, Some(view.say(&texts::ROTATE_WRONG))));
    }
    let first_use = if form.text("now") == "on" { FirstUse::Hurried } else { FirstUse::Announced };
    console.of(keys::rotate(console.server(), &console.actor(), first_use).await)?;
    Ok(show(view, true, Some(view.say(&texts::ROTATED).to_owned())))
}

/// Seals all that is stored under the active key.
pub(super) async fn reseal(Submitted { right: Fresh(console), .. }: Submitted<Fresh<Owner>>) -> Answer {
    let view = &console.view;
    let outcomes = console.of(keys::reseal_active(console.server(), &console.actor()).await)?;
    let count = |rows: fn(&keys::Resealed) -> u64| outcomes.iter().map(rows).sum::<u64>().to_string();
    let (done, closed) = (count(|column| column.resealed), count(|column| column.closed));
    let told = texts::RESEALED.with("done", &done).with("closed", &closed);
    Ok(show(view, true, Some(view.say(&told).to_owned())))
}

fn show(view: &View, may: bool, done: Option<String>) -> HttpResponse {
    let content = html! {
        div.head { h1 { (view.say(&texts::KEYS)) } }
        @if let Some(done) = done { p.note role="status" { (done) } }
        (part(view, &texts::SIGNING, &texts::SIGNING_HINT, &html! {
            @if may { a.button.quiet href="/console/keys/rotate" { (view.say(&texts::ROTATE)) } }
        }))
        (part(view, &texts::SEALING, &texts::SEALING_HINT, &html! {
            @if may {
                form method="post" action="/console/keys/reseal" {
                    button.quiet type="submit" { (view.say(&texts::RESEAL)) }
                }
            }
        }))
    };
    view.page(view.say(&texts::KEYS), &content)
}

fn part(view: &View, title: &element_model::Text, hint: &element_model::Text, button: &Markup) -> Markup {
    html! { section.card.narrow { h2 { (view.say(title)) } p { (view.say(hint)) } (button) } }
}

fn asked(view: &View, status: StatusCode, problem: Option<&str>) -> HttpResponse {
    let content = html! {
        section.card.narrow {
            h1 { (view.say(&texts::ROTATE)) }
            p { (view.say(&texts::SIGNING_HINT)) }
            (problem_of(problem))
            form.fields method="post" action="/console/keys/rotate" {
                p { input #now type="checkbox" name="now"; " "
                    label.inline for="now" { (view.say(&texts::AT_ONCE)) } }
                div { label for="confirm" { (view.say(&texts::ROTATE_ASK)) }
                    input #confirm name="confirm" required autocomplete="off" spellcheck="false"; }
                button.danger type="submit" { (view.say(&texts::ROTATE)) }
            }
        }
    };
    view.page_with(status, view.say(&texts::ROTATE), &content)
}
