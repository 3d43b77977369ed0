//! `/console/tokens`: personal access tokens; a new one is shown once.

use std::{collections::BTreeSet, time::Duration};

use actix_web::web::Path;
use administration::{
    Role,
    tokens::{self, CreatedToken, NewToken, Rights, TokenEntry},
};
use element_model::{AdminScope, AppId, Text};
use login_type::{CallError, ErrorKind};
use maud::{Markup, html};

use super::administrators::texts;
use crate::{
    answer::{Answer, Refusal, see_other},
    list::{Align, List},
    rights::{Auditor, Console, Form, Fresh, Owner, Submitted},
    texts as common,
    view::View,
    when,
};

const SCOPES: [(AdminScope, &Text); 3] = [
    (AdminScope::Read, &texts::SCOPE_READ),
    (AdminScope::Edit, &texts::SCOPE_EDIT),
    (AdminScope::Login, &texts::SCOPE_LOGIN),
];
/// Days that a token may be good for.
const MOST_DAYS: u64 = 36_500;

/// Lists them, never their secrets.
pub(super) async fn page(console: Console<Auditor>) -> Answer {
    show(&console, None).await
}

/// Makes one.
pub(super) async fn create(Submitted { right: Fresh(console), form }: Submitted<Fresh<Owner>>) -> Answer {
    let new = read(&console, &form)?;
    let created = console.of(tokens::create(console.server(), &console.actor(), &new).await)?;
    show(&console, Some(&created)).await
}

/// Revokes one at once.
pub(super) async fn revoke(
    id: Path<String>,
    Submitted { right: Fresh(console), .. }: Submitted<Fresh<Owner>>,
) -> Answer {
    console.of(tokens::revoke(console.server(), &console.actor(), &id).await)?;
    Ok(see_other("/console/tokens"))
}

fn read(console: &Console<Owner>, form: &Form) -> Result<NewToken, Refusal> {
    let wrong = |text: &Text| {
        let message = console.view.say(text).to_owned();
        Refusal::call(&console.view, CallError::new(ErrorKind::ValueNotAllowed, message))
    };
    let expires_at = match form.text("days") {
        "" => None,
        days => {
            let days: Option<u64> = days.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
            let days = days.ok_or_else(|| wrong(&texts::WRONG_DAYS))?;
            Some(console.view.now + Duration::from_hours(days * 24))
        }
    };
    let app = match form.text("app") {
        "" => None,
        app => {
            let app: AppId = app.parse().map_err(|_| wrong(&texts::WRONG_APP))?;
            let is_there = console.catalog().apps.app(&app).is_some();
            Some(is_there.then_some(app).ok_or_else(|| wrong(&texts::WRONG_APP))?)
        }
    };
    let scopes: BTreeSet<AdminScope> = form.all("scope").filter_map(|word| word.parse().ok()).collect();
    if scopes.is_empty() {
        return Err(wrong(&texts::NO_SCOPE));
    }
    Ok(NewToken::new(form.text("name"), expires_at).with_rights(Rights { app, scopes }))
}

async fn show<R>(console: &Console<R>, created: Option<&CreatedToken>) -> Answer {
    let view = &console.view;
    let all = console.of(tokens::list(console.server(), &console.actor()).await)?;
    let may = console.is_at_least(Role::Owner);
    let list = List {
        title: view.say(&texts::TOKENS),
        actions: html! {},
        chips: Vec::new(),
        filter: None,
        head: &[
            (&texts::TOKEN_NAME, Align::Left),
            (&common::STATE, Align::Left),
            (&texts::SCOPES, Align::Left),
            (&texts::APP, Align::Left),
            (&texts::EXPIRES, Align::Left),
            (&texts::LAST_USED, Align::Left),
            (&texts::REVOKE, Align::Left),
        ],
        rows: all.iter().rev().map(|token| row(view, token, may)).collect(),
        bulk: None,
        empty: (&texts::NO_TOKENS, &texts::TOKENS_FOR),
        next: None,
    };
    let content = html! {
        @if let Some(created) = created {
            div.note role="status" {
                p { (view.say(&texts::TOKEN_MADE)) }
                p.secret { (created.token.expose_secret()) }
            }
        }
        (list.show(view))
        @if may { (form(view)) }
    };
    Ok(view.page(view.say(&texts::TOKENS), &content))
}

fn row(view: &View, token: &TokenEntry, may: bool) -> Markup {
    let (class, state) = match token.state(view.now) {
        "valid" => ("good", &texts::VALID),
        "expired" => ("off", &texts::EXPIRED),
        _ => ("off", &texts::REVOKED),
    };
    let action = format!("/console/tokens/{}/revoke", token.id);
    html! {
        tr {
            td { (token.name) span.hint.id { (token.id) } }
            td { span class={ "state " (class) } { (view.say(state)) } }
            td { (tokens::scopes(&token.rights).join(", ")) }
            td { (token.rights.app.as_ref().map_or_else(|| view.say(&common::ALL).to_owned(), ToString::to_string)) }
            td { @match token.expires_at { Some(at) => (when::at(view, at)), None => (view.say(&texts::NEVER)) } }
            td { (when::maybe(view, token.last_used_at)) }
            td {
                @if may && class == "good" {
                    form method="post" action=(action) {
                        button.danger.small type="submit" { (view.say(&texts::REVOKE)) }
                    }
                }
            }
        }
    }
}

fn form(view: &View) -> Markup {
    html! {
        section.card.narrow {
            h2 { (view.say(&texts::MAKE_TOKEN)) }
            form.fields method="post" action="/console/tokens" {
                div { label for="name" { (view.say(&texts::TOKEN_NAME)) }
                    input #name name="name" required maxlength="100" autocomplete="off"; }
                div { label for="days" { (view.say(&texts::DAYS)) }
                    input #days name="days" value="90" inputmode="numeric" pattern="[0-9]*" maxlength="5"; }
                div { label for="app" { (view.say(&texts::APP)) }
                    input #app name="app" maxlength="190" autocomplete="off" spellcheck="false"; }
                fieldset {
                    legend.label { (view.say(&texts::SCOPES)) }
                    @for (scope, name) in SCOPES {
                        p { input type="checkbox" name="scope" value=(scope.as_str()) id={ "scope-" (scope.as_str()) } checked;
                            " " label.inline for={ "scope-" (scope.as_str()) } { (view.say(name)) } }
                    }
                }
                button type="submit" { (view.say(&texts::MAKE_TOKEN)) }
            }
        }
    }
}
