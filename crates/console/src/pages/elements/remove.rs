//! `/console/elements/{app}/{name}/remove`: an instance goes, once its name was typed.

use actix_web::{HttpResponse, http::StatusCode, web::Path};
use administration::instances;
use login_type::InstanceName;
use maud::html;

use super::{address_of, edit::workplace, lookup, texts};
use crate::{
    answer::{Answer, see_other},
    pages::sign_in::problem_of,
    rights::{Fresh, Operator, Submitted},
    view::View,
};

/// Asks for the name.
pub(crate) async fn page(path: Path<(String, String)>, Fresh(console): Fresh<Operator>) -> Answer {
    let catalog = console.catalog();
    let (app, element) = lookup(&catalog, (&path.0, &path.1)).ok_or_else(|| console.not_found())?;
    Ok(show(&console.view, StatusCode::OK, &address_of(app, element), None))
}

/// Removes it.
pub(crate) async fn submit(
    path: Path<(String, String)>,
    Submitted { right: Fresh(console), form }: Submitted<Fresh<Operator>>,
) -> Answer {
    let (view, catalog) = (&console.view, console.catalog());
    let (app, element) = lookup(&catalog, (&path.0, &path.1)).ok_or_else(|| console.not_found())?;
    if form.text("confirm") != element.full_name().as_str() {
        let problem = view.say(&texts::REMOVE_WRONG);
        return Ok(show(view, StatusCode::UNPROCESSABLE_ENTITY, &address_of(app, element), Some(problem)));
    }
    let name = InstanceName { app: app.id().clone(), element: element.full_name().clone() };
    console.of(instances::remove(workplace(&console), &console.actor(), &name).await)?;
    Ok(see_other("/console/elements"))
}

fn show(view: &View, status: StatusCode, own: &str, problem: Option<&str>) -> HttpResponse {
    let content = html! {
        section.card.narrow {
            h1 { (view.say(&texts::REMOVE)) }
            (problem_of(problem))
            form.fields method="post" action={ (own) "/remove" } {
                div { label for="confirm" { (view.say(&texts::REMOVE_ASK)) }
                    input #confirm name="confirm" required autocomplete="off" spellcheck="false"; }
                button.danger type="submit" { (view.say(&texts::REMOVE)) }
            }
        }
    };
    view.page_with(status, view.say(&texts::REMOVE), &content)
}
