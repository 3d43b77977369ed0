//! `/console/sign-in`: name, password and the code of an authenticator.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use administration::console::{Credentials, SignInError, sign_in};
use login_type::{CallError, SecretText};
use maud::{Markup, html};
use web::{
    retry_after,
    rights::{Gate, SameSiteForm},
};

use crate::{
    answer::{Answer, Refusal, next, see_other},
    cookie,
    list::Query,
    rights::{Form, origin, session, too_many},
    services::ConsoleServices,
    texts,
    view::View,
};

/// Shows the form; whoever is signed in goes on.
pub(super) async fn page(request: HttpRequest, view: View, services: Data<ConsoleServices>) -> Answer {
    let query = Query::of(&view);
    let to = next(Some(query.text("next"))).to_owned();
    if session(&request, &services).await.map_err(|error| Refusal::call(&view, error))?.is_some() {
        return Ok(see_other(&to));
    }
    Ok(show(&view, StatusCode::OK, "", &to, None))
}

/// Signs in.
pub(super) async fn submit(
    request: HttpRequest,
    view: View,
    services: Data<ConsoleServices>,
    gate: Data<Gate>,
    form: SameSiteForm<Vec<(String, String)>>,
) -> Answer {
    let (form, origin) = (Form(form.0), origin(&request));
    gate.rate().admit_address(origin.client).map_err(|error| Refusal::call(&view, error))?;
    let to = next(Some(form.text("next"))).to_owned();
    let credentials = credentials(&form);
    match sign_in::sign_in(&services.administration, &credentials, &origin).await {
        Ok(signed_in) => {
            let mut answer = see_other(&to);
            cookie::set(&mut answer, &services.public_url, signed_in.cookie.expose_secret());
            Ok(answer)
        }
        Err(error) => {
            if matches!(error, SignInError::Wrong) {
                gate.rate().guessed_wrong(origin.client);
            }
            let (status, problem, wait) = refused(&view, error)?;
            let mut answer = show(&view, status, &credentials.name, &to, Some(&problem));
            if let Some(wait) = wait {
                retry_after::set(&mut answer, wait);
            }
            Ok(answer)
        }
    }
}

/// The proof in a form.
pub(super) fn credentials(form: &Form) -> Credentials {
    Credentials {
        name: form.text("name").to_owned(),
        password: SecretText::new(form.raw("password")),
        code: form.text("code").to_owned(),
    }
}

/// The status and the sentence of a refused attempt, and how long to wait.
pub(super) fn refused(
    view: &View,
    error: SignInError,
) -> Result<(StatusCode, String, Option<std::time::Duration>), Refusal> {
    match error {
        SignInError::Wrong => Ok((StatusCode::UNAUTHORIZED, view.say(&texts::WRONG).to_owned(), None)),
        SignInError::TooMany { retry_after } => {
            let seconds = retry_after.as_secs().max(1).to_string();
            let problem = view.say(&texts::TOO_MANY.with("n", &seconds)).to_owned();
            Ok((StatusCode::TOO_MANY_REQUESTS, problem, Some(retry_after)))
        }
        SignInError::Failed(error) => Err(Refusal::call(view, CallError::from(error))),
        _ => Err(Refusal::call(view, too_many(std::time::Duration::ZERO))),
    }
}

fn show(view: &View, status: StatusCode, name: &str, next: &str, problem: Option<&str>) -> HttpResponse {
    let content = html! {
        section.card {
            h1 { (view.say(&texts::SIGN_IN)) }
            (problem_of(problem))
            form.fields method="post" action="/console/sign-in" {
                input type="hidden" name="next" value=(next);
                div { label for="name" { (view.say(&texts::NAME)) }
                    input #name name="name" value=(name) required maxlength="64" autocomplete="username"
                        autocapitalize="off" spellcheck="false" autofocus; }
                (proof(view))
                button type="submit" { (view.say(&texts::ENTER)) }
            }
            p.hint { (view.say(&texts::NO_ACCOUNT)) }
        }
    };
    view.page_with(status, view.say(&texts::SIGN_IN), &content)
}

/// The fields of password and code.
pub(super) fn proof(view: &View) -> Markup {
    html! {
        div { label for="password" { (view.say(&texts::PASSWORD)) }
            input #password type="password" name="password" required maxlength="1024" autocomplete="current-password"; }
        div { label for="code" { (view.say(&texts::CODE)) }
            input #code name="code" required inputmode="numeric" pattern="[0-9 ]{6,7}" maxlength="7"
                autocomplete="one-time-code"; }
    }
}

/// The problem, where there is one.
pub(super) fn problem_of(problem: Option<&str>) -> Markup {
    html! { @if let Some(problem) = problem { p.alarm role="alert" { (problem) } } }
}
