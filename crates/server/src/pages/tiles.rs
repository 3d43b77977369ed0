//! The apps that a member can go to from the signed-in page.

use maud::{Markup, html};
use oidc::clients::Client;
use url::Url;
use web::page::say;

use super::{row::row, served_app::ServedApp, texts};
use crate::http::oidc::served_issuer::directory;

/// A row for each client with a page of its own whose users may be of the company.
pub(super) fn tiles(served: &ServedApp, issuer: &str, corp_id: &str) -> Markup {
    let directory = directory(&served.catalog, served.id());
    let of_company = |client: &&std::sync::Arc<Client>| {
        let allowed = &client.config.allowed_corps;
        allowed.is_empty() || allowed.iter().any(|corp| corp == corp_id)
    };
    let apps: Vec<_> =
        directory.active().filter(of_company).filter_map(|client| Some((client, address(client, issuer)?))).collect();
    html! {
        @if apps.is_empty() {
            p.lead { (say(&texts::NO_APPS)) }
        } @else {
            h2 { (say(&texts::YOUR_APPS)) }
            ul.rows {
                @for (client, address) in &apps { li { (row(address, &title(served, client), &texts::OPEN)) } }
            }
        }
    }
}

/// Where a client begins a login, told by whom it is asked (OpenID Connect Core, section 4); else its first page.
fn address(client: &Client, issuer: &str) -> Option<String> {
    let Some(initiate) = &client.config.initiate_login_uri else { return client.config.home_uri.clone() };
    let mut url = Url::parse(initiate).ok()?;
    url.query_pairs_mut().append_pair("iss", issuer);
    Some(url.into())
}

/// The title of the client's element, in the language of the page.
fn title(served: &ServedApp, client: &Client) -> String {
    let element = served.app.get_element(client.name.element.as_str()).ok();
    element.map_or_else(|| client.id.clone(), |element| say(&element.definition().label))
}
