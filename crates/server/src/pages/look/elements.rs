//! The elements that come with the Type: its Meta and its own.

use element_type::ElementFile;

/// Full name of the Type.
pub(super) const TYPE: &str = "pages.LookType";

pub(super) const FILES: &[ElementFile] = &[
    ElementFile { path: "pages/Meta/e.json", content: include_str!("../../elements/pages.Meta.e.json") },
    ElementFile { path: "pages/LookType/e.json", content: include_str!("../../elements/LookType.e.json") },
];

#[cfg(test)]
mod tests {
    use element_type::testing::disagreements;

    use super::{super::config::Config, *};

    #[test]
    fn the_declared_fields_are_those_that_the_code_reads() {
        assert_eq!(disagreements::<Config>(TYPE, FILES), Ok(Vec::new()));
    }
}
