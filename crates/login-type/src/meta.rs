//! The elements that every login type stands on: `auths.loginTypes.Meta` and the metas of services and models.

use element_model::MemorySource;

use crate::ElementFile;

/// Full name of the Meta that the Types of all logins have.
pub const META: &str = "auths.loginTypes.Meta";

/// Id of the built-in app that every app extends.
pub const BASE_APP: &str = "wecomlogin.BaseApp";

/// The shapes that [`Accounts`](crate::Accounts) gives, as JSON Schemas by name: `Login`, `LoginCode`, `User`. A function
/// that answers one says so by `"returns": {"$ref": "#/components/schemas/Login"}`.
pub const ANSWERS: &str = include_str!("meta/answers.json");

const FILES: &[ElementFile] = &[
    ElementFile { path: "app.json", content: include_str!("meta/app.json") },
    ElementFile {
        path: "auths/loginTypes/Meta/e.json",
        content: r#"{"title": "登录方式 Login type", "type": "", "description": "The root of all login types"}"#,
    },
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

/// The built-in base app: the metas and what the login types and services bring along.
pub fn base_elements<'a>(brought: impl IntoIterator<Item = &'a ElementFile>) -> MemorySource {
    let files = FILES.iter().chain(brought);
    files.fold(MemorySource::new("built-in base app"), |source, file| source.with(file.path, file.content))
}
