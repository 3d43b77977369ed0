//! The fields of a form, from those that a Type declares: what each looks like, with what stands in it.

use element_model::{ConfigField, DataType};
use maud::{Markup, html};
use serde_json::Value;

use super::texts;
use crate::{rights::Form, view::View};

/// The beginning of the names of these fields in a form.
pub(super) const PREFIX: &str = "field.";

/// The value at a dotted path.
pub(super) fn value_of<'a>(config: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(config, |above, key| above.get(key))
}

/// A field before it is shown.
pub(super) struct Shown<'a> {
    pub(super) view: &'a View,
    /// The configuration as it is kept.
    pub(super) config: &'a Value,
    /// The form that was typed and not taken.
    pub(super) typed: Option<&'a Form>,
    /// The field that is wrong, and how.
    pub(super) problem: Option<(&'a str, &'a str)>,
}

impl Shown<'_> {
    /// The field, with its help and where its value is to be found.
    pub(super) fn field(&self, field: &ConfigField) -> Markup {
        let (view, id) = (self.view, format!("{PREFIX}{}", field.name));
        let title = field.title.as_ref().map_or(field.name.as_str(), |title| view.say(title));
        let problem = self.problem.filter(|(name, _)| *name == field.name).map(|(_, message)| message);
        let condition = field.show_if.as_ref();
        let show_if = condition.map(|condition| format!("{PREFIX}{}", condition.field));
        let show_value = condition.map(|condition| text_of(&condition.value));
        html! {
            div.field.wrong[problem.is_some()] data-show-if=[show_if] data-show-value=[show_value] {
                label for=(id) { (title) @if field.required { span aria-hidden="true" { " *" } } }
                (self.control(field, &id))
                @match (problem, &field.help) {
                    (Some(problem), _) => p.problem id={ (id) ".hint" } role="alert" { (problem) },
                    (None, Some(help)) => p.hint id={ (id) ".hint" } { (view.say(help)) },
                    (None, None) => {}
                }
                @if let Some(place) = &field.where_to_find {
                    details { summary.hint { (view.say(&texts::WHERE)) } p.hint { (view.say(place)) } }
                }
            }
        }
    }

    fn control(&self, field: &ConfigField, id: &str) -> Markup {
        let kept = value_of(self.config, &field.name).filter(|value| !value.is_null());
        let typed = self.typed.map(|form| form.raw(id).to_owned());
        let is_list = matches!(field.data_type, Some(DataType::JitList));
        if field.secret {
            return self.secret(field, id, kept.is_some());
        }
        let value = typed.unwrap_or_else(|| kept.or(field.default.as_ref()).map(text_of).unwrap_or_default());
        match (&field.data_type, &field.values) {
            (Some(DataType::Checkbox), _) => self.choice(id, &value, &["true", "false"], field.required),
            (_, Some(values)) if !is_list => {
                let values: Vec<String> = values.iter().map(text_of).collect();
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                self.choice(id, &value, &values, field.required)
            }
            (Some(DataType::JitList | DataType::JitDict | DataType::Ltext), _) => html! {
                textarea id=(id) name=(id) spellcheck="false" aria-describedby={ (id) ".hint" } { (value) }
                @if is_list { p.hint { (self.view.say(&texts::LINES)) } }
            },
            _ => html! {
                input id=(id) name=(id) value=(value) maxlength=[field.max_length] pattern=[field.pattern.as_deref()]
                    spellcheck="false" autocomplete="off" aria-describedby={ (id) ".hint" };
            },
        }
    }

    /// A secret is never shown: what stands there stays unless another one is given.
    fn secret(&self, field: &ConfigField, id: &str, is_set: bool) -> Markup {
        let hint = self.view.say(if is_set { &texts::IS_SET } else { &texts::NOT_SET });
        let is_long = matches!(field.data_type, Some(DataType::Ltext | DataType::JitList));
        html! {
            @if is_long { textarea id=(id) name=(id) spellcheck="false" placeholder=(hint) {} }
            @else {
                input id=(id) type="password" name=(id) placeholder=(hint) maxlength=[field.max_length]
                    autocomplete="new-password" spellcheck="false";
            }
        }
    }

    fn choice(&self, id: &str, value: &str, values: &[&str], required: bool) -> Markup {
        let said = |value: &str| match value {
            "true" => self.view.say(&texts::YES).to_owned(),
            "false" => self.view.say(&texts::NO).to_owned(),
            other => other.to_owned(),
        };
        html! {
            select id=(id) name=(id) {
                @if !required || value.is_empty() { option value="" { (self.view.say(&texts::UNSET)) } }
                @for one in values { option value=(one) selected[*one == value] { (said(one)) } }
            }
        }
    }
}

/// A value as it is typed.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join("\n"),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
