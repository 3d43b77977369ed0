//! The one component of list pages: title, chips, filter, table, selection, pages, an empty state.

use element_model::Text;
use maud::{Markup, html};
use url::form_urlencoded;

use crate::{texts, view::View};

/// Rows of a page.
pub(crate) const PAGE: usize = 50;

/// A chip: a filter that one follows a link to.
pub(crate) struct Chip {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) is_on: bool,
}

/// A list page.
pub(crate) struct List<'a> {
    pub(crate) title: &'a str,
    /// Buttons beside the title.
    pub(crate) actions: Markup,
    pub(crate) chips: Vec<Chip>,
    /// The fields of the filter, besides the button.
    pub(crate) filter: Option<Markup>,
    /// Names of the columns; those of numbers stand to the right.
    pub(crate) head: &'a [(&'a Text, Align)],
    /// The rows, as `tr`.
    pub(crate) rows: Vec<Markup>,
    /// A form around the table, which selects rows.
    pub(crate) bulk: Option<Bulk>,
    /// The purpose of the page, and how its first row comes.
    pub(crate) empty: (&'a Text, &'a Text),
    /// The address of the next page.
    pub(crate) next: Option<String>,
}

/// How a column stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A form around the table.
pub(crate) struct Bulk {
    pub(crate) action: &'static str,
    pub(crate) buttons: Markup,
}

impl List<'_> {
    /// The page.
    pub(crate) fn show(&self, view: &View) -> Markup {
        let table = html! {
            @if self.rows.is_empty() { (self.nothing(view)) } @else { (self.table(view)) }
        };
        html! {
            div.head { h1 { (self.title) } div.actions { (self.actions) } }
            @if !self.chips.is_empty() { (chips(view, &self.chips)) }
            @if let Some(filter) = &self.filter {
                form.filter method="get" action=(view.path) data-hx-get=(view.path) data-hx-target="#list"
                    data-hx-select="#list" data-hx-swap="outerHTML" data-hx-push-url="true"
                    data-hx-trigger="submit, input delay:300ms" {
                    (filter)
                    button.quiet type="submit" { (view.say(&texts::APPLY)) }
                }
            }
            div #list {
                @if let Some(bulk) = self.bulk.as_ref().filter(|_| !self.rows.is_empty()) {
                    form method="post" action=(bulk.action) {
                        div.bulk { (bulk.buttons) }
                        (table)
                    }
                } @else { (table) }
                @if let Some(next) = &self.next {
                    p.pages { a.button.quiet href=(next) rel="next" { (view.say(&texts::OLDER)) } }
                }
            }
        }
    }

    fn table(&self, view: &View) -> Markup {
        html! {
            div.table tabindex="0" role="region" aria-label=(self.title) {
                table {
                    thead { tr {
                        @if self.bulk.is_some() {
                            th { input type="checkbox" aria-label=(view.say(&texts::SELECT_ALL)) data-select-all; }
                        }
                        @for (name, align) in self.head {
                            th scope="col" class=[(*align == Align::Right).then_some("number")] { (view.say(name)) }
                        }
                    } }
                    tbody { @for row in &self.rows { (row) } }
                }
            }
        }
    }

    fn nothing(&self, view: &View) -> Markup {
        html! { div.card.empty { h2 { (view.say(self.empty.0)) } p { (view.say(self.empty.1)) } } }
    }
}

fn chips(view: &View, chips: &[Chip]) -> Markup {
    html! {
        nav.chips aria-label=(view.say(&texts::FILTER)) {
            @for chip in chips { a href=(chip.href) aria-current=[chip.is_on.then_some("true")] { (chip.name) } }
        }
    }
}

/// An address with the parameters that are not empty.
pub(crate) fn address(path: &str, parameters: &[(&str, &str)]) -> String {
    let given: Vec<_> = parameters.iter().filter(|(_, value)| !value.is_empty()).collect();
    if given.is_empty() {
        return path.to_owned();
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in given {
        query.append_pair(name, value);
    }
    format!("{path}?{}", query.finish())
}

/// The parameters of a query, by name; the first of several counts.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn of(view: &View) -> Self {
        Self(form_urlencoded::parse(view.query.as_bytes()).into_owned().collect())
    }

    /// A value without blanks around it; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim())
    }

    /// A value, where it is not empty.
    pub(crate) fn given(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }
}
