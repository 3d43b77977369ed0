//! `/console/confirm`: an administrator proves themselves again before keys, secrets, tokens and administrators.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use administration::console::sign_in;
use maud::html;

use super::sign_in::{credentials, problem_of, proof, refused};
use crate::{
    answer::{Answer, next, see_other},
    list::Query,
    rights::{Auditor, Console, Submitted, origin},
    texts,
    view::View,
};

/// Asks for password and code.
pub(super) async fn page(console: Console<Auditor>) -> Answer {
    let query = Query::of(&console.view);
    Ok(show(&console.view, StatusCode::OK, next(Some(query.text("next"))), None))
}

/// Takes them, and goes on.
pub(super) async fn submit(
    request: HttpRequest,
    Submitted { right: console, form }: Submitted<Console<Auditor>>,
) -> Answer {
    let to = next(Some(form.text("next"))).to_owned();
    let mut credentials = credentials(&form);
    credentials.name.clone_from(&console.session.administrator.name);
    match sign_in::confirm(console.server(), &console.session, &credentials, &origin(&request)).await {
        Ok(()) => Ok(see_other(&to)),
        Err(error) => {
            let (status, problem, _) = refused(&console.view, error)?;
            Ok(show(&console.view, status, &to, Some(&problem)))
        }
    }
}

fn show(view: &View, status: StatusCode, next: &str, problem: Option<&str>) -> HttpResponse {
    let content = html! {
        section.card.narrow {
            h1 { (view.say(&texts::CONFIRM)) }
            p { (view.say(&texts::CONFIRM_WHY)) }
            (problem_of(problem))
            form.fields method="post" action="/console/confirm" {
                input type="hidden" name="next" value=(next);
                (proof(view))
                button type="submit" { (view.say(&texts::GO_ON)) }
            }
        }
    };
    view.page_with(status, view.say(&texts::CONFIRM), &content)
}
