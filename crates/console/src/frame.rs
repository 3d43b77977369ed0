//! The frame of every page: rail, top bar, switches of language and theme, headers.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use administration::console::Administrator;
use element_model::Text;
use maud::{DOCTYPE, Markup, html};
use web::language::Language;

use crate::{
    assets,
    icon::{self, icon},
    texts,
    theme::Theme,
    view::View,
};

/// Nothing is loaded, run or framed but what this server gives; no style and no script stands in a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The settings of htmx: no style of its own, and every wait has a limit.
const HTMX: &str = r#"{"includeIndicatorCSS":false,"defaultTimeout":20000}"#;

/// An entry of the rail.
struct Room {
    path: &'static str,
    icon: &'static str,
    name: &'static Text,
    /// Further addresses that are in it.
    also: &'static [&'static str],
}

const ROOMS: [Room; 7] = [
    Room { path: "/console", icon: icon::OVERVIEW, name: &texts::OVERVIEW, also: &[] },
    Room { path: "/console/companies", icon: icon::COMPANIES, name: &texts::COMPANIES, also: &["/console/company"] },
    Room { path: "/console/records", icon: icon::RECORDS, name: &texts::RECORDS, also: &[] },
    Room { path: "/console/elements", icon: icon::ELEMENTS, name: &texts::ELEMENTS, also: &[] },
    Room { path: "/console/users", icon: icon::USERS, name: &texts::USERS, also: &["/console/sessions"] },
    Room { path: "/console/audit", icon: icon::AUDIT, name: &texts::AUDIT, also: &[] },
    Room {
        path: "/console/settings",
        icon: icon::SETTINGS,
        name: &texts::SETTINGS,
        also: &["/console/administrators", "/console/tokens", "/console/keys"],
    },
];

impl Room {
    fn is_open(&self, path: &str) -> bool {
        let is_in = |own: &str| path == own || path.strip_prefix(own).is_some_and(|rest| rest.starts_with('/'));
        if self.path == "/console" {
            path == self.path
        } else {
            is_in(self.path) || self.also.iter().any(|own| is_in(own))
        }
    }
}

/// A whole page, with its headers.
pub(crate) fn page(view: &View, status: StatusCode, title: &str, content: &Markup) -> HttpResponse {
    let theme = (view.theme != Theme::System).then(|| view.theme.as_str());
    let document = html! {
        (DOCTYPE)
        html lang=(view.language.tag()) data-theme=[theme] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="htmx-config" content=(HTMX);
                title { (title) " · " (view.say(&texts::CONSOLE)) }
                link rel="icon" href="/console/assets/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href=(assets::STYLE_ADDRESS);
                script src=(assets::HTMX_ADDRESS) integrity=(assets::HTMX_INTEGRITY) defer {}
                script src=(assets::SCRIPT_ADDRESS) defer {}
            }
            body class=[view.administrator.is_none().then_some("alone")] {
                a.skip href="#content" { (view.say(&texts::SKIP)) }
                @if let Some(administrator) = &view.administrator {
                    (rail(view))
                    (bar(view, administrator))
                }
                main #content tabindex="-1" { (content) }
                @if view.administrator.is_none() { footer { (switches(view)) } }
            }
        }
    };
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(document.into_string())
}

fn rail(view: &View) -> Markup {
    html! {
        nav.rail aria-label=(view.say(&texts::ROOMS)) {
            a.brand href="/console" { span.mark aria-hidden="true" { "w" } span { "wecom-login" } }
            ul {
                @for room in &ROOMS {
                    li { a href=(room.path) aria-current=[room.is_open(&view.path).then_some("page")] {
                        (icon(room.icon)) span { (view.say(room.name)) }
                    } }
                }
            }
        }
    }
}

fn bar(view: &View, administrator: &Administrator) -> Markup {
    html! {
        header.bar {
            form.search action="/console/find" method="get" role="search" {
                label.hidden for="find" { (view.say(&texts::FIND)) }
                input #find type="search" name="q" placeholder=(view.say(&texts::FIND)) autocomplete="off" data-palette;
            }
            span.site title=(view.say(&texts::SITE)) { (view.site) }
            (switches(view))
            details.menu {
                summary { (administrator.name) }
                div {
                    p.hint { (view.say(texts::role(administrator.role))) }
                    form method="post" action="/console/sign-out" {
                        button.text type="submit" { (view.say(&texts::SIGN_OUT)) }
                    }
                }
            }
        }
    }
}

/// The switches of language and theme: forms, so that they work without script and no link changes anything.
fn switches(view: &View) -> Markup {
    let language = other(view.language);
    let name = match language {
        Language::Chinese => view.say(&texts::CHINESE),
        Language::English => view.say(&texts::ENGLISH),
    };
    html! {
        form.switches method="post" action="/console/preferences" {
            input type="hidden" name="next" value=(view.back);
            button.text type="submit" name="language" value=(language.tag()) lang=(language.tag()) { (name) }
            span.themes role="group" aria-label=(view.say(&texts::THEME)) {
                @for theme in Theme::ALL {
                    button.text type="submit" name="theme" value=(theme.as_str()) aria-pressed=(theme == view.theme) {
                        (view.say(texts::theme(theme)))
                    }
                }
            }
        }
    }
}

/// The language that the switch leads to.
const fn other(language: Language) -> Language {
    match language {
        Language::Chinese => Language::English,
        Language::English => Language::Chinese,
    }
}
