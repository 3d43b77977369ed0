//! Callbacks as they came and the work that they ask for.

pub(crate) mod inbox;
pub(crate) mod record;
pub(crate) mod records;
