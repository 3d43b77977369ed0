//! Rights as extractors that fail closed: the body of a request is sealed, and only these open it.
//!
//! `seal` takes the body away before any handler is called, so that `Json`, `Form`, `String` and the like find none. It
//! is read by [`SameSiteForm`] and [`OAuthForm`], and by [`UnreadBody`] for whom [`Gate`] admitted. [`Admin`], [`SignedIn`] and
//! [`SameSite`] are for handlers without a body.

mod admin;
mod admitted;
mod gate;
mod oauth_form;
mod same_site;
mod signed_in;
mod unread_body;

pub(crate) use self::unread_body::seal;
pub use self::{
    admin::{Admin, AdminNeeded},
    admitted::{Admitted, Demand},
    gate::{Gate, bearer},
    oauth_form::OAuthForm,
    same_site::{FormError, SameSite, SameSiteForm},
    signed_in::{NotSignedIn, SignedIn},
    unread_body::UnreadBody,
};
