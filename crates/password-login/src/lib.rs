//! `auths.loginTypes.PasswordType`: login by name and password, for local administrators and tests.
//!
//! An instance's users stand in its configuration, as lines `name:hash` with a hash of Argon2id, which `wecom-login password
//! hash` makes. Wrong passwords cost ever more time: after three for one name, each further try of that name has to wait,
//! twice as long each time, five minutes at most; a day without a try forgets them. The waits are kept in the server's
//! database, so that they outlive a restart and hold for all processes together. A name that nobody has is treated alike, as
//! long and as costly. Addresses are slowed down by the server's own limits besides.
//!
//! A user who is taken out of the configuration is out at the next [recheck](login_type::LoginInstance::recheck).

mod attempts;
mod config;
mod elements;
mod hash;
mod hasher;
mod instance;
mod password_type;
mod texts;
mod users;

pub use crate::{
    config::Config,
    elements::TYPE,
    hash::{HashError, LEAST_LENGTH, hash},
    instance::PasswordInstance,
    password_type::PasswordType,
};
