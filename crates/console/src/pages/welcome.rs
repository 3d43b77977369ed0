//! `/console/welcome?link=…`: whoever was invited sets a name, a password and an authenticator.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use administration::{
    console::{AcceptError, Acceptance, Credentials, OpenInvitation, invitations},
    totp,
};
use element_model::Text;
use login_type::SecretText;
use maud::html;
use web::rights::{Gate, SameSiteForm};

use super::sign_in::problem_of;
use crate::{
    answer::{Answer, Refusal, see_other},
    cookie,
    list::Query,
    qr,
    rights::{Form, origin},
    services::ConsoleServices,
    texts,
    view::View,
};

/// Shows the secret of the authenticator and the form.
pub(super) async fn page(
    request: HttpRequest,
    view: View,
    services: Data<ConsoleServices>,
    gate: Data<Gate>,
) -> Answer {
    gate.rate().admit_address(origin(&request).client).map_err(|error| Refusal::call(&view, error))?;
    let link = Query::of(&view).text("link").to_owned();
    let invitation = invitations::open(&services.administration, &link).await;
    let Some(invitation) = invitation.map_err(|error| Refusal::call(&view, error))? else {
        gate.rate().guessed_wrong(origin(&request).client);
        return Ok(gone(&view));
    };
    Ok(show(&view, StatusCode::OK, (&link, &invitation), "", None))
}

/// Makes an administrator of whoever filled it in.
pub(super) async fn submit(
    request: HttpRequest,
    view: View,
    services: Data<ConsoleServices>,
    gate: Data<Gate>,
    form: SameSiteForm<Vec<(String, String)>>,
) -> Answer {
    let (form, origin) = (Form(form.0), origin(&request));
    gate.rate().admit_address(origin.client).map_err(|error| Refusal::call(&view, error))?;
    let link = form.text("link");
    let Credentials { name, password, code } = super::sign_in::credentials(&form);
    let given = Acceptance { name, password: SecretText::new(password.expose_secret()), code };
    let refused = match invitations::accept(&services.administration, link, &given, &origin).await {
        Ok(signed_in) => {
            let mut answer = see_other("/console");
            cookie::set(&mut answer, &services.public_url, signed_in.cookie.expose_secret());
            return Ok(answer);
        }
        Err(AcceptError::Failed(error)) => return Err(Refusal::call(&view, error)),
        Err(refused) => refused,
    };
    let invitation = invitations::open(&services.administration, link).await;
    let Some(invitation) = invitation.map_err(|error| Refusal::call(&view, error))? else {
        gate.rate().guessed_wrong(origin.client);
        return Ok(gone(&view));
    };
    let problem = view.say(sentence(&refused)).to_owned();
    Ok(show(&view, StatusCode::UNPROCESSABLE_ENTITY, (link, &invitation), &given.name, Some(&problem)))
}

fn sentence(refused: &AcceptError) -> &'static Text {
    match refused {
        AcceptError::Name => &texts::WRONG_NAME,
        AcceptError::NameTaken => &texts::NAME_TAKEN,
        AcceptError::Password => &texts::WRONG_PASSWORD,
        AcceptError::Code => &texts::WRONG_CODE,
        _ => &texts::LINK_GONE,
    }
}

fn gone(view: &View) -> HttpResponse {
    let content = html! {
        section.card {
            h1 { (view.say(&texts::LINK_GONE)) }
            p { (view.say(&texts::LINK_AGAIN)) }
        }
    };
    view.page_with(StatusCode::GONE, view.say(&texts::LINK_GONE), &content)
}

fn show(
    view: &View,
    status: StatusCode,
    (link, invitation): (&str, &OpenInvitation),
    typed: &str,
    problem: Option<&str>,
) -> HttpResponse {
    let secret = invitation.totp_secret.expose_secret();
    let name = invitation.name.as_deref();
    let address = totp::address(&view.site, name.unwrap_or("administrator"), secret);
    let role = texts::WELCOME_ROLE.with("role", view.say(texts::role(invitation.role)));
    let content = html! {
        section.card {
            h1 { (view.say(&texts::WELCOME)) }
            p { (view.say(&role)) }
            (problem_of(problem))
            h2 { (view.say(&texts::SCAN)) }
            (qr::code(&address, view.say(&texts::SCAN)))
            p.hint { (view.say(&texts::SCAN_OR_TYPE)) }
            p.secret { (secret) }
            form.fields method="post" action="/console/welcome" {
                input type="hidden" name="link" value=(link);
                h2 { (view.say(&texts::CHOOSE)) }
                div { label for="name" { (view.say(&texts::YOUR_NAME)) }
                    input #name name="name" value=(name.unwrap_or(typed)) readonly[name.is_some()] required maxlength="64"
                        autocomplete="username" autocapitalize="off" spellcheck="false"; }
                div { label for="password" { (view.say(&texts::NEW_PASSWORD)) }
                    input #password type="password" name="password" required minlength="12" maxlength="1024"
                        autocomplete="new-password"; }
                h2 { (view.say(&texts::PROVE)) }
                div { label for="code" { (view.say(&texts::CODE)) }
                    input #code name="code" required inputmode="numeric" pattern="[0-9 ]{6,7}" maxlength="7"
                        autocomplete="one-time-code"; }
                button type="submit" { (view.say(&texts::BECOME)) }
            }
        }
    };
    view.page_with(status, view.say(&texts::WELCOME), &content)
}
