//! The built-in app that every app extends: the metas of services and models, and what Types bring along.

use element_model::MemorySource;

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

/// The built-in base app with the elements that Types and services bring along.
pub(crate) fn with<'a>(brought: impl IntoIterator<Item = &'a ElementFile>) -> MemorySource {
    let files = FILES.iter().chain(brought);
    files.fold(MemorySource::new("built-in base app"), |source, file| source.with(file.path, file.content))
}
