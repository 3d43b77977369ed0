//! The elements that come with the Type: its Meta and its own.

use element_type::ElementFile;

/// Full name of the Meta.
pub const META: &str = "oidc.clients.Meta";
/// Full name of the Type.
pub const TYPE: &str = "oidc.clients.ClientType";

pub(super) const FILES: &[ElementFile] = &[
    ElementFile {
        path: "oidc/clients/Meta/e.json",
        content: r#"{"title": "OpenID Connect 客户端 Client", "type": "", "description": "The root of all OpenID Connect clients"}"#,
    },
    ElementFile { path: "oidc/clients/ClientType/e.json", content: include_str!("../elements/ClientType.e.json") },
];

#[cfg(test)]
mod tests {
    use element_type::testing::disagreements;

    use super::*;
    use crate::clients::Config;

    #[test]
    fn the_declared_fields_and_their_secrets_are_those_that_the_code_reads() {
        assert_eq!(disagreements::<Config>(TYPE, FILES), Ok(Vec::new()));
    }
}
