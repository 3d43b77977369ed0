//! `/console/find?q=…`: where the palette leads: a record by its number, else companies; pages by their names.

use element_model::Text;
use maud::html;

use crate::{
    answer::{Answer, see_other},
    list::{Query, address},
    rights::{Auditor, Console},
    texts,
};

/// The pages that are found by their names.
const PAGES: [(&str, &Text); 7] = [
    ("/console", &texts::OVERVIEW),
    ("/console/companies", &texts::COMPANIES),
    ("/console/records", &texts::RECORDS),
    ("/console/elements", &texts::ELEMENTS),
    ("/console/users", &texts::USERS),
    ("/console/audit", &texts::AUDIT),
    ("/console/settings", &texts::SETTINGS),
];

/// Leads on to the one thing that is meant, or shows what may be.
pub(super) async fn page(console: Console<Auditor>) -> Answer {
    let (view, query) = (&console.view, Query::of(&console.view));
    let sought = query.text("q");
    if let Some(number) = query.number("q") {
        return Ok(see_other(&format!("/console/records/{number}")));
    }
    let fits = |name: &Text| {
        let sought = sought.to_lowercase();
        !sought.is_empty() && [&name.zh, &name.en].iter().any(|name| name.to_lowercase().contains(&sought))
    };
    let pages: Vec<_> = PAGES.iter().filter(|(_, name)| fits(name)).collect();
    if let [(path, _)] = pages[..] {
        return Ok(see_other(path));
    }
    let companies = address("/console/companies", &[("q", sought)]);
    if pages.is_empty() && !sought.is_empty() {
        return Ok(see_other(&companies));
    }
    let content = html! {
        div.head { h1 { (view.say(&texts::SEARCH)) } }
        ul.card {
            @for (path, name) in &pages { li { a href=(path) { (view.say(name)) } } }
            @if !sought.is_empty() { li { a href=(companies) { (view.say(&texts::COMPANIES)) ": " (sought) } } }
        }
    };
    Ok(view.page(view.say(&texts::SEARCH), &content))
}
