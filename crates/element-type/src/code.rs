//! `Code`: the Rust type that answers for an element, for whoever asks where the element comes from.

/// The Rust type that answers for an element.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Code {
    /// Full name of the Type or service that it is registered under.
    pub registered_as: &'static str,
    /// The Rust type, as the compiler names it: for people, for it may be named otherwise tomorrow.
    pub rust_type: &'static str,
    /// The Rust types that were registered under the name before and gave way, the last first; it may call through to
    /// them.
    pub replaces: Vec<&'static str>,
}

impl Code {
    /// The code that is registered now, in the place of the code `before`.
    #[must_use]
    pub fn in_place_of(before: Option<Self>, registered_as: &'static str, rust_type: &'static str) -> Self {
        let replaces = before.map(|before| [before.rust_type].into_iter().chain(before.replaces).collect());
        Self { registered_as, rust_type, replaces: replaces.unwrap_or_default() }
    }
}
