//! A base app like the real one, and short ways to load apps on top of it.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use element_model::{App, Apps, MemorySource, Source};

pub(crate) const META: &str = r#"{"title": "Logins", "type": ""}"#;
pub(crate) const TYPE: &str = r#"{"title": "Cards", "type": "auths.Meta", "icon": "card", "functionList": [
    {"name": "getLoginConfig", "title": "", "loginRequired": 0, "readOnly": true},
    {"name": "bind", "title": "", "adminRequired": true}]}"#;
pub(crate) const INSTANCE: &str = r#"{"title": "Mine", "type": "auths.CardType"}"#;

/// `auths.Meta` and `auths.CardType`, version 2.0.0.
pub(crate) fn base() -> MemorySource {
    MemorySource::new("base")
        .with("app.json", r#"{"appId": "base.App", "version": "2.0.0", "variables": {"place": "at home"}}"#)
        .with("auths/Meta/e.json", META)
        .with("auths/CardType/e.json", TYPE)
}

/// An app labelled like its id, with this at the end of its `app.json`.
pub(crate) fn app(id: &str, more: &str) -> MemorySource {
    MemorySource::new(id).with("app.json", format!(r#"{{"appId": "{id}"{more}}}"#))
}

/// An app that extends another.
pub(crate) fn child(id: &str, parent: &str) -> MemorySource {
    app(id, &format!(r#", "extends": [{{"appId": "{parent}"}}]"#))
}

/// Loads apps over the base; the environment has `home` alone.
pub(crate) fn load(apps: &[MemorySource]) -> Result<Apps, Vec<String>> {
    load_over(&base(), apps)
}

pub(crate) fn load_over(base: &MemorySource, apps: &[MemorySource]) -> Result<Apps, Vec<String>> {
    let sources: Vec<&dyn Source> = apps.iter().map(|app| app as &dyn Source).collect();
    let environment = |name: &str| (name == "home").then(|| "of the environment".to_owned());
    Apps::load(base, &sources, &environment).map_err(|error| error.to_string().lines().map(str::to_owned).collect())
}

/// Loads apps that are in order.
pub(crate) fn loaded(apps: &[MemorySource]) -> Apps {
    load(apps).expect("the apps are in order")
}

/// The problems of apps that are not in order, a line each.
pub(crate) fn problems(apps: &[MemorySource]) -> Vec<String> {
    load(apps).expect_err("the apps are not in order")
}

pub(crate) fn get<'a>(apps: &'a Apps, id: &str) -> &'a App {
    apps.app(&id.parse().expect("an app id")).expect("the app is there")
}

/// The description of an app's element, on a line.
pub(crate) fn title(apps: &Apps, id: &str, element: &str) -> String {
    get(apps, id).get_element(element).expect("the element is there").definition().title.clone()
}
