//! The elements that come with the login type.

use login_type::ElementFile;

/// Full name of the Type.
pub const TYPE: &str = "auths.loginTypes.PasswordType";

pub(crate) const FILES: &[ElementFile] = &[ElementFile {
    path: "auths/loginTypes/PasswordType/e.json",
    content: include_str!("elements/PasswordType.e.json"),
}];

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
