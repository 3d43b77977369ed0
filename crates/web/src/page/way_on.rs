//! `WayOn`: the ways on from a page that came to nothing.

/// The ways on from a page that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOn {
    /// Where the next try begins.
    pub href: String,
    /// Where another company can be chosen; `None` where the next try begins there anyway.
    pub other: Option<String>,
}
