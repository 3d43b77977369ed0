//! `POST {issuer}/oidc/consent`: the member's answer to what a client asks for; and the page that asks.

use actix_web::{HttpRequest, HttpResponse, ResponseError as _, web::Data};
use maud::{Markup, html};
use oidc::Consent;
use serde::Deserialize;
use web::{
    page::{Page, PagePolicy, bilingual, with_gloss},
    rights::{FormError, NotSignedIn, SameSiteForm, SignedIn},
};

use super::{progress, texts};
use crate::http::oidc::{
    Oidc,
    site::{Site, session},
};

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
    signed_in: Result<SignedIn, NotSignedIn>,
    oidc: Data<Oidc>,
) -> HttpResponse {
    let Some(site) = oidc.site(&request) else { return crate::pages::not_found().await };
    let form = match (form, &signed_in) {
        (Err(error), _) => return error.error_response(),
        (_, Err(error @ NotSignedIn::Unavailable(_))) => return error.error_response(),
        (Ok(SameSiteForm(form)), _) => form,
    };
    let (signed_in, is_granted) = (signed_in.ok(), form.answer == "yes");
    let browser = session(signed_in.as_ref());
    let progress = oidc.provider.answer_consent(oidc.at(&site), &form.request, browser, is_granted).await;
    progress::show(&request, &oidc, &site, progress)
}

/// The page that asks; its form ends at the client.
pub(super) fn page(site: &Site, consent: &Consent) -> HttpResponse {
    let client = site.app().and_then(|app| app.get_element(consent.client.name.element.as_str()).ok());
    let title = client.map_or_else(|| consent.client.id.clone(), |element| element.definition().title.clone());
    let form = html! {
        h1 { (title) }
        p.lead { (with_gloss(&texts::ASKS_TO_KNOW)) }
        (lines(consent))
        form method="post" action=(site.path("oidc/consent")) {
            input type="hidden" name="request" value=(consent.ticket);
            button type="submit" name="answer" value="yes" { (bilingual(&texts::ALLOW)) }
            button.quiet type="submit" name="answer" value="no" { (bilingual(&texts::DENY)) }
        }
    };
    Page::new(&texts::CONSENT.in_one()).with_policy(PagePolicy::Beyond).show(&form)
}

fn lines(consent: &Consent) -> Markup {
    let told = texts::SCOPES.iter().filter(|(scope, _)| consent.scope.has(scope));
    html! {
        ul {
            li { (with_gloss(&texts::IDENTITY)) }
            @for (_, text) in told {
                li { (with_gloss(text)) }
            }
        }
    }
}
