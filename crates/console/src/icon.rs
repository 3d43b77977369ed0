//! The icons of the rail: strokes of one width, drawn in the text's colour.

use maud::{Markup, html};

/// An icon, by the outline of its path in a box of 24.
pub(crate) fn icon(path: &'static str) -> Markup {
    html! { svg.icon viewBox="0 0 24 24" aria-hidden="true" { path d=(path) {} } }
}

pub(crate) const OVERVIEW: &str = "M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z";
pub(crate) const COMPANIES: &str = "M4 20V6l8-3v17M12 9h8v11M7 9h2M7 13h2M15 13h2M15 17h2M2 20h20";
pub(crate) const RECORDS: &str = "M4 7h11l-3-3M20 17H9l3 3M4 7v4M20 17v-4";
pub(crate) const ELEMENTS: &str = "M12 3l8 4.5v9L12 21l-8-4.5v-9zM12 12l8-4.5M12 12v9M12 12L4 7.5";
pub(crate) const USERS: &str = "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.500 20a6.500 6.500 0 0 1 13 0M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14a6 6 0 0 1 3.500 6";
pub(crate) const AUDIT: &str = "M6 3h9l4 4v14H6zM14 3v5h5M9 12h6M9 16h6";
pub(crate) const SETTINGS: &str = "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4";
