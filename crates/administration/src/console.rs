//! Who uses the console: administrators, the links by which they come, how they sign in and how long that lasts.

pub mod administrators;
mod failures;
pub mod invitations;
pub mod sessions;
pub mod sign_in;

pub use self::{
    administrators::Administrator,
    invitations::{AcceptError, Acceptance, Invitation, NewInvitation, OpenInvitation},
    sessions::{ConsoleSessionEntry, Lasting},
    sign_in::{Credentials, SignInError, SignedIn},
};
