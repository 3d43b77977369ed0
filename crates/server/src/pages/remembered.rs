//! The companies that a browser logged in to, as rows of the login page.

use maud::{Markup, html};
use web::{cookies::LastLogin, page::say};

use super::{company, row::row, served_app::ServedApp, texts, way_on};

/// A company that a browser logged in to.
pub(super) struct Remembered {
    id: String,
    /// The login that was taken; `None` where any that serves the company will do.
    instance: Option<String>,
    name: Option<String>,
}

impl Remembered {
    /// The companies of these logins, with their names where they are known.
    pub(super) async fn of(served: &ServedApp, logins: Vec<LastLogin>) -> Vec<Self> {
        let mut found = Vec::new();
        for LastLogin { instance, company } in logins {
            let Some(id) = company else { continue };
            let name = company::name(served, &id).await.or_else(|| label(served, instance.as_deref()?));
            found.push(Self { id, instance, name });
        }
        found
    }
}

/// The label of the login that was taken, for a company whose name nobody tells.
fn label(served: &ServedApp, instance: &str) -> Option<String> {
    Some(say(&served.app.get_element(instance).ok()?.definition().label))
}

/// A row for each, which goes straight on with that company, to the request that waits where there is one.
pub(super) fn rows(served: &ServedApp, remembered: &[Remembered], request: Option<&str>) -> Markup {
    let title = if remembered.len() == 1 { &texts::LAST_COMPANY } else { &texts::LAST_COMPANIES };
    html! {
        h2 { (say(title)) }
        ul.rows.companies {
            @for company in remembered {
                @let to = way_on::to_login(served.id(), &company.id, company.instance.as_deref());
                @let name = company.name.as_deref().unwrap_or(&company.id);
                li { (row(&way_on::going_on(to, request).href, name, &texts::SIGN_IN)) }
            }
        }
    }
}
