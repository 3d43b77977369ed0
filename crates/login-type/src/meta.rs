//! `auths.loginTypes.Meta`: the element that every login type stands on.

use element_type::ElementFile;

/// Full name of the Meta that the Types of all logins have.
pub const META: &str = "auths.loginTypes.Meta";

/// Full name of the service by which the users of all login types get tokens: with a login code, or anew. The server
/// answers it, and so does the [bench](crate::testing::Bench).
pub const AUTH_SVC: &str = "auths.loginTypes.services.AuthSvc";

/// The files of [`AUTH_SVC`]; they come with the code that answers it.
pub const AUTH_SVC_FILES: &[ElementFile] =
    &[ElementFile { path: "auths/loginTypes/services/AuthSvc/e.json", content: include_str!("meta/AuthSvc.e.json") }];

/// The shapes that [`Accounts`](crate::Accounts) gives, as JSON Schemas by name: `Login`, `LoginCode`, `User`. A function
/// that answers one says so by `"returns": {"$ref": "#/components/schemas/Login"}`.
pub const ANSWERS: &str = include_str!("meta/answers.json");

/// The files of the Meta in the built-in app.
pub(crate) const FILES: &[ElementFile] = &[ElementFile {
    path: "auths/loginTypes/Meta/e.json",
    content: r#"{"title": "登录方式 Login type", "type": "", "description": "The root of all login types"}"#,
}];
