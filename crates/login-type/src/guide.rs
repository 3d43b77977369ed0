//! Guides to parts of the contract; the crate's front page has [one to the whole](crate#a-login-type-from-nothing).
//!
//! | guide | for |
//! |---|---|
//! | [`oauth`] | a login by a provider that speaks OAuth 2.0 or OpenID Connect: link, return, token, person, messages |
//! | [`rule`] | a rule of one's own on an official login type, such as "only department 2" |
//! | [`limits`] | all that the server checks, bounds and contains, and what follows from it |

pub mod limits;
pub mod oauth;
pub mod rule;
