//! `POST {issuer}/oidc/consent`: the member's answer to what a client asks for; and the page that asks.

use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use maud::{Markup, html};
use oidc::Consent;
use serde::Deserialize;
use web::{
    page::{Page, PagePolicy, say},
    rights::{FormError, SameSiteForm},
};

use super::{progress, texts, visitor::Visitor};
use crate::http::oidc::served_issuer::ServedIssuer;

/// The fields of the form.
#[derive(Deserialize)]
pub(super) struct Form {
    request: String,
    answer: String,
}

/// Takes the answer, and leads on to the client.
pub(super) async fn answer(
    request: HttpRequest,
    form: Result<SameSiteForm<Form>, FormError>,
    visitor: Visitor,
) -> HttpResponse {
    let form = match form {
        Ok(SameSiteForm(form)) => form,
        Err(error) => return error.error_response(),
    };
    let (provider, is_granted) = (&visitor.oidc.provider, form.answer == "yes");
    let progress = provider.answer_consent(visitor.at(), &form.request, visitor.session.as_ref(), is_granted).await;
    progress::show(&request, &visitor.oidc, &visitor.served, progress)
}

/// The page that asks; its form ends at the client.
pub(super) fn page(served: &ServedIssuer, consent: &Consent) -> HttpResponse {
    let client = served.app().and_then(|app| app.get_element(consent.client.name.element.as_str()).ok());
    let title = client.map_or_else(|| consent.client.id.clone(), |element| say(&element.definition().label));
    let form = html! {
        h1 { (title) }
        p.lead { (say(&texts::ASKS_TO_KNOW)) }
        (lines(consent))
        form method="post" action=(served.path("oidc/consent")) {
            input type="hidden" name="request" value=(consent.ticket);
            button type="submit" name="answer" value="yes" { (say(&texts::ALLOW)) }
            button.quiet type="submit" name="answer" value="no" { (say(&texts::DENY)) }
        }
    };
    Page::new(&texts::CONSENT).with_policy(PagePolicy::Beyond).show(&form)
}

fn lines(consent: &Consent) -> Markup {
    let told = texts::SCOPES.iter().filter(|(scope, _)| consent.scope.has(scope));
    html! {
        ul {
            li { (say(&texts::IDENTITY)) }
            @for (_, text) in told {
                li { (say(text)) }
            }
        }
    }
}
