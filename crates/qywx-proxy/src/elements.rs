//! The elements that come with the Type: its own, its service and its model.

use login_type::ElementFile;

/// Full name of the Type.
pub const TYPE: &str = "auths.loginTypes.QywxProxyType";
/// Full name of its service.
pub const SERVICE: &str = "auths.loginTypes.QywxProxyType.services.QywxProxyAuthService";
/// Full name of the model that holds the companies' authorisations.
pub const AUTH_MODEL: &str = "auths.loginTypes.QywxProxyType.QywxProxyAuthModel";

pub(crate) const FILES: &[ElementFile] = &[
    ElementFile {
        path: "auths/loginTypes/QywxProxyType/e.json",
        content: include_str!("elements/QywxProxyType.e.json"),
    },
    ElementFile {
        path: "auths/loginTypes/QywxProxyType/services/QywxProxyAuthService/e.json",
        content: include_str!("elements/QywxProxyAuthService.e.json"),
    },
    ElementFile {
        path: "auths/loginTypes/QywxProxyType/QywxProxyAuthModel/e.json",
        content: include_str!("elements/QywxProxyAuthModel.e.json"),
    },
];

#[cfg(test)]
mod tests {
    use login_type::testing::disagreements;

    use super::*;
    use crate::config::Config;

    #[test]
    fn the_declared_fields_and_their_secrets_are_those_that_the_code_reads() {
        assert_eq!(disagreements::<Config>(TYPE, FILES), Ok(Vec::new()));
    }
}
