//! The elements that come with the Type: its own, its service and its model.

use login_type::ElementFile;

/// Full name of the Type.
pub const TYPE: &str = "auths.loginTypes.QywxInnerType";
/// Full name of its service.
pub const SERVICE: &str = "auths.loginTypes.QywxInnerType.services.QywxInnerAuthService";
/// Full name of the model of who is tied to whom.
pub const AUTH_MODEL: &str = "auths.loginTypes.QywxInnerType.QywxInnerAuthModel";

pub(crate) const FILES: &[ElementFile] = &[
    ElementFile {
        path: "auths/loginTypes/QywxInnerType/e.json",
        content: include_str!("elements/QywxInnerType.e.json"),
    },
    ElementFile {
        path: "auths/loginTypes/QywxInnerType/services/QywxInnerAuthService/e.json",
        content: include_str!("elements/QywxInnerAuthService.e.json"),
    },
    ElementFile {
        path: "auths/loginTypes/QywxInnerType/QywxInnerAuthModel/e.json",
        content: include_str!("elements/QywxInnerAuthModel.e.json"),
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
