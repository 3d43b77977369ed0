//! The built-in app that every app extends: the metas of services and models, and what Types bring along.

use std::collections::BTreeMap;

use element_model::MemorySource;
use serde_json::{Map, Value};

use crate::ElementFile;

/// Id of the built-in app that every app extends.
pub const BASE_APP: &str = "wecomlogin.BaseApp";

const FILES: &[ElementFile] = &[
    ElementFile { path: "app.json", content: include_str!("base_app/app.json") },
    ElementFile {
        path: "services/Meta/e.json",
        content: r#"{"title": "服务 Service", "type": "", "description": "The root of all services"}"#,
    },
    ElementFile {
        path: "services/NormalType/e.json",
        content: r#"{"title": "普通服务 Normal service", "type": "services.Meta"}"#,
    },
    ElementFile {
        path: "models/Meta/e.json",
        content: r#"{"title": "数据模型 Model", "type": "", "description": "The root of all models"}"#,
    },
    ElementFile {
        path: "models/NormalType/e.json",
        content: r#"{"title": "普通模型 Normal model", "type": "models.Meta"}"#,
    },
];

/// The built-in base app with the elements that Types and services bring along, under those that are laid over them.
pub(crate) fn with<'a>(
    brought: impl IntoIterator<Item = &'a ElementFile>,
    overlays: impl IntoIterator<Item = ElementFile>,
) -> MemorySource {
    let own = FILES.iter().chain(brought).map(|file| (file.path, file.content.to_owned()));
    let mut files: BTreeMap<_, _> = own.collect();
    for ElementFile { path, content } in overlays {
        let laid = files.get(path).and_then(|below| lay_over(below, content));
        files.insert(path, laid.unwrap_or_else(|| content.to_owned()));
    }
    let source = MemorySource::new("built-in base app");
    files.into_iter().fold(source, |source, (path, content)| source.with(path, content))
}

/// The keys whose lists are laid over by the `name` of their items.
const BY_NAME: [&str; 2] = ["configFields", "functionList"];

/// An `e.json` under another; `None` where one of them cannot be read, which the apps' check then tells.
fn lay_over(below: &str, above: &str) -> Option<String> {
    let mut definition: Map<String, Value> = serde_json::from_str(below).ok()?;
    let above: Map<String, Value> = serde_json::from_str(above).ok()?;
    for (key, value) in above {
        match (definition.get_mut(&key), value) {
            (Some(Value::Array(items)), Value::Array(more)) if BY_NAME.contains(&key.as_str()) => {
                items.retain(|item| more.iter().all(|other| other["name"] != item["name"]));
                items.extend(more);
            }
            (_, value) => drop(definition.insert(key, value)),
        }
    }
    serde_json::to_string(&definition).ok()
}
