//! `auths.loginTypes.PasswordType`: login by name and password, for local administrators and tests.
//!
//! An instance's users stand in its configuration, as lines `name:hash` with a hash of Argon2id, which `wecom-login password
//! hash` makes. Wrong passwords cost ever more time: after three for one name, each further try of that name has to wait,
//! twice as long each time, five minutes at most; a day without a try forgets them. The waits are kept in the server's
//! database, so that they outlive a restart and hold for all processes together. A name that nobody has is treated alike, as
//! long and as costly. Addresses are slowed down by the server's own limits besides.
//!
//! # A stranger locks nobody out
//!
//! The wait belongs to the name and not to an address, as OWASP's Authentication Cheat Sheet has it, or a guess would be free
//! from each of many addresses. Strangers could then keep a name waiting for ever. So a network (an IPv4 address, a /64 of IPv6)
//! from which the name logged in within 90 days has a count of its own, of its latest 16: wrong passwords from elsewhere do
//! not keep the person waiting there, as with OWASP's device cookies, and the person's own login forgives strangers nothing.
//! Two things remain. A person at a new place waits with the strangers, five minutes at most and with one try of many, while
//! somebody attacks the name; and within one's own network a neighbour can still keep one waiting. Where an app's back end calls
//! `loginByPassword`, all its users come from its address: let it use the login page instead.
//!
//! A user who is taken out of the configuration is out at the next [recheck](login_type::LoginInstance::recheck).

mod attempts;
mod config;
mod elements;
mod instance;
mod password_type;
mod texts;
mod users;

pub use passwords::{HashError, LEAST_LENGTH, hash};

pub use crate::{config::Config, elements::TYPE, instance::PasswordInstance, password_type::PasswordType};
