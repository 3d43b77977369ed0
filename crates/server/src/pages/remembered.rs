//! The companies that a browser logged in to, as rows of the login page.

use element_model::Text;
use error_chain::ErrorChain;
use maud::{Markup, html};
use web::{
    cookies::LastLogin,
    page::{bilingual, with_gloss},
};

use super::{served_app::ServedApp, texts, way_on};

/// A company that a browser logged in to.
pub(super) struct Remembered {
    id: String,
    /// The login that was taken; `None` where any that serves the company will do.
    instance: Option<String>,
    name: Option<String>,
}

impl Remembered {
    /// The companies of these logins, with their names where they are known; a name that cannot be looked up keeps nobody from
    /// the page.
    pub(super) async fn of(served: &ServedApp, logins: Vec<LastLogin>) -> Vec<Self> {
        let mut found = Vec::new();
        for LastLogin { instance, company } in logins {
            let Some(id) = company else { continue };
            let name = name(served, &id).await;
            found.push(Self { id, instance, name });
        }
        found
    }
}

/// The name by the first login of the app that knows one.
async fn name(served: &ServedApp, id: &str) -> Option<String> {
    for (name, _) in served.catalog.login_types.logins().filter(|(name, _)| name.app == *served.id()) {
        let Some(login) = served.catalog.login_types.login(name).filter(|login| login.is_open_to(id)) else { continue };
        match login.company_name(id).await {
            Ok(Some(name)) => return Some(name),
            Ok(None) => {}
            Err(error) => tracing::warn!(error = %error.chain(), "the name of a company could not be looked up"),
        }
    }
    None
}

/// A row for each, which goes straight on with that company, to the request that waits where there is one.
pub(super) fn rows(served: &ServedApp, remembered: &[Remembered], request: Option<&str>) -> Markup {
    let title: &Text = &texts::LAST_COMPANIES;
    html! {
        @if !remembered.is_empty() {
            p.hint { (with_gloss(title)) }
            ul.companies {
                @for company in remembered {
                    @let way_on = way_on::going_on(way_on::to_login(served.id(), &company.id, company.instance.as_deref()), request);
                    li { a href=(way_on.href) { (company.name.as_deref().unwrap_or(&company.id)) } }
                }
            }
            p.or { (bilingual(&texts::ANOTHER_COMPANY)) }
        }
    }
}
