//! `Entries`: the logins of an app, as its login page offers them.

use element_model::{Definition, Text};
use login_type::LoginPrompt;
use maud::{Markup, html};
use web::page::say;

use super::served_app::ServedApp;

/// The longest picture that a page carries itself, in bytes.
const LONGEST_PICTURE: usize = 64 * 1024;
/// The most characters of an icon that is a text.
const LONGEST_MARK: usize = 2;

/// The logins of an app that are switched on and have a login page.
#[derive(Default)]
pub(super) struct Entries {
    /// The logins that want nothing typed, in the order of their names.
    pub(super) buttons: Vec<Entry>,
    /// The logins that want an organisation code.
    pub(super) coded: Vec<Entry>,
}

/// A login as a visitor sees it.
pub(super) struct Entry {
    pub(super) instance: String,
    pub(super) label: Text,
    icon: Option<String>,
}

impl Entries {
    /// The logins of an app.
    pub(super) fn of(ServedApp { catalog, app }: &ServedApp) -> Self {
        let mut entries = Self::default();
        for (name, _) in catalog.login_types.logins().filter(|(name, _)| name.app == *app.id()) {
            let login = catalog.login_types.login(name).filter(|login| login.is_active());
            let login = login.filter(|login| login.has_login_link() || login.login_form().is_some());
            let (Some(login), Ok(element)) = (login, app.get_element(name.element.as_str())) else { continue };
            let entry = Entry::of(name.element.as_str(), element.definition());
            match login.login_prompt() {
                LoginPrompt::OrganisationCode => entries.coded.push(entry),
                _ => entries.buttons.push(entry),
            }
        }
        entries
    }

    /// The login of an app that has but one, where nothing has to be typed for it.
    pub(super) fn only(self) -> Option<String> {
        let mut buttons = self.buttons.into_iter();
        let only = buttons.next().filter(|_| self.coded.is_empty())?;
        buttons.next().is_none().then_some(only.instance)
    }

    /// The label of the button below the organisation code, where it leads to one login alone.
    pub(super) fn label_of_code(&self) -> Option<&Text> {
        let (first, others) = self.coded.split_first()?;
        others.iter().all(|other| other.label == first.label).then_some(&first.label)
    }
}

impl Entry {
    fn of(instance: &str, definition: &Definition) -> Self {
        Self { instance: instance.to_owned(), label: definition.label.clone(), icon: definition.icon.clone() }
    }

    /// The icon of the `e.json`, a picture or a letter; else the first letter of the label.
    pub(super) fn mark(&self) -> Markup {
        let icon = self.icon.as_deref().unwrap_or_default();
        let is_picture = icon.starts_with("https://") || icon.starts_with("data:image/");
        if is_picture && icon.len() <= LONGEST_PICTURE {
            return html! { img src=(icon) alt="" width="24" height="24" referrerpolicy="no-referrer"; };
        }
        let own = Some(icon).filter(|icon| (1..=LONGEST_MARK).contains(&icon.chars().count()));
        let first = || say(&self.label).chars().take(1).collect();
        html! { (own.map_or_else(first, str::to_owned)) }
    }
}
