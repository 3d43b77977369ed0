//! Log-out: asked for by a client through the browser (OpenID Connect RP-Initiated Logout), told to clients behind it (OpenID
//! Connect Back-Channel Logout).

mod end_session;
mod logout_token;

pub(crate) use self::end_session::KeptHint;
pub use self::end_session::LogOut;
