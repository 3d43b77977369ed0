//! `/console/company?type=…&suite=…&corp=…`: a company: what is to do, its facts, its events.

use administration::{
    Role,
    companies::{self, CompanyEntry},
    records::{self, RecordFilter},
};
use login_type::CompanyQuery;
use maud::{Markup, html};

use super::{checklist, status, texts};
use crate::{
    answer::{Answer, see_other},
    list::{Query, address},
    pages::records as record_pages,
    rights::{Auditor, Console, Operator, Submitted},
    texts as common,
    view::View,
    when,
};

/// Events that are shown.
const EVENTS: u64 = 10;

/// Shows it.
pub(crate) async fn page(console: Console<Auditor>) -> Answer {
    let (view, actor, query) = (&console.view, console.actor(), Query::of(&console.view));
    let ids = [query.text("corp")];
    let asked = CompanyQuery { ids: Some(&ids), limit: 100, ..CompanyQuery::default() };
    let catalog = console.catalog();
    let found = companies::search(console.server(), &actor, &catalog.login_types, &asked, None).await;
    let (login_type, suite) = (query.text("type"), query.text("suite"));
    let is_it = |entry: &CompanyEntry| entry.login_type == login_type && entry.company.realm == suite;
    let entry = console.of(found)?.entries.into_iter().find(is_it).ok_or_else(|| console.not_found())?;
    let company = &entry.company;
    let filter = RecordFilter {
        realm: Some(company.realm.clone()),
        corp_id: Some(company.corp_id.clone()),
        limit: EVENTS,
        ..RecordFilter::default()
    };
    let (events, _) = console.of(records::list(console.server(), &actor, &filter).await)?;
    let name = company.name.as_deref().unwrap_or_else(|| view.say(&texts::NAMELESS));
    let of_corp = |path: &str| address(path, &[("corp", &company.corp_id)]);
    let may = console.is_at_least(Role::Operator);
    let content = html! {
        p.crumb { a href="/console/companies" { (view.say(&common::COMPANIES)) } }
        div.head {
            h1 { (name) }
            (status(view, company.status))
            div.actions {
                a.button.quiet href=(of_corp("/console/users")) { (view.say(&texts::USERS)) }
                a.button.quiet href=(of_corp("/console/sessions")) { (view.say(&texts::SESSIONS)) }
                a.button.quiet href=(of_corp("/console/records")) { (view.say(&texts::RECORDS)) }
            }
        }
        (checklist::show(view, &entry, &host(view, &entry)))
        section.card { (facts(view, &entry)) }
        @if may && company.status != "configured" { (code_form(view, &entry)) }
        section.card {
            h2 { (view.say(&texts::LAST_EVENT)) }
            @if events.is_empty() { p.hint { "–" } }
            ol.log { @for record in &events {
                li { (when::at(view, record.received_at))
                    a href={ "/console/records/" (record.id) } { (record.event_type) }
                    (record_pages::state(view, &record.state))
                    @if let Some(error) = record.state.error() { span.hint { (error) } } }
            } }
        }
    };
    Ok(view.page(name, &content))
}

/// Gives it its organisation code.
pub(crate) async fn set_code(Submitted { right: console, form }: Submitted<Console<Operator>>) -> Answer {
    let company = (form.text("type"), form.text("suite"), form.text("corp"));
    let (server, catalog, code) = (console.server(), console.catalog(), form.text("code"));
    console.of(companies::set_org_code(server, &console.actor(), &catalog.login_types, company, code).await)?;
    let parts = [("type", company.0), ("suite", company.1), ("corp", company.2)];
    Ok(see_other(&address("/console/company", &parts)))
}

/// The form of the organisation code.
fn code_form(view: &View, entry: &CompanyEntry) -> Markup {
    let company = &entry.company;
    html! {
        form.card.row method="post" action="/console/company/code" {
            input type="hidden" name="type" value=(entry.login_type);
            input type="hidden" name="suite" value=(company.realm);
            input type="hidden" name="corp" value=(company.corp_id);
            div { label for="code" { (view.say(&texts::SET_CODE)) }
                input #code name="code" value=(company.org_code.as_deref().unwrap_or_default()) required maxlength="64"
                    autocomplete="off" spellcheck="false"; }
            button.quiet type="submit" { (view.say(&texts::SAVE)) }
        }
    }
}

/// The host that the company's trusted domain is to be.
fn host(view: &View, entry: &CompanyEntry) -> String {
    let url = entry.redirect_uri.as_deref().and_then(|uri| url::Url::parse(uri).ok());
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| view.site.clone())
}

fn facts(view: &View, entry: &CompanyEntry) -> Markup {
    let company = &entry.company;
    let host = company.login_host.as_deref().unwrap_or_else(|| view.say(&texts::OWN_HOST));
    html! {
        dl.facts {
            div { dt { (view.say(&common::ID)) } dd { code { (company.corp_id) } } }
            div { dt { (view.say(&texts::ORG_CODE)) } dd { (company.org_code.as_deref().unwrap_or("–")) } }
            div { dt { (view.say(&texts::AGENT)) } dd { @match company.agent_id { Some(agent) => code { (agent) }, None => "–" } } }
            div { dt { (view.say(&texts::LOGGED_IN)) } dd { (entry.members_logged_in) } }
            div { dt { (view.say(&texts::SUITE)) } dd { code { (company.realm) } } }
            div { dt { (view.say(&texts::LOGIN_TYPE)) } dd { code { (entry.login_type) } } }
            div { dt { (view.say(&texts::LOGIN_HOST)) } dd { (host) } }
            @if let Some(uri) = &entry.redirect_uri { div { dt { (view.say(&texts::REDIRECT)) } dd.id { (uri) } } }
            @if let Some(range) = &company.visible_range {
                div { dt { (view.say(&texts::RANGE)) } dd { details { summary { (view.say(&texts::RANGE_DETAIL)) }
                    pre { (serde_json::to_string_pretty(range).unwrap_or_default()) } } } }
            }
        }
    }
}
