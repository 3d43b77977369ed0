//! Passwords: their hashes, the verification of a few at a time, and the waits after wrong ones.
//!
//! Both who logs in by `auths.loginTypes.PasswordType` and who signs in to the console is verified by these.

mod hash;
mod hasher;
mod network;
mod waits;

pub use crate::{
    hash::{Hash, HashError, LEAST_LENGTH, hash},
    hasher::{Hasher, Place},
    network::Network,
    waits::{FIRST_WAIT, FORGOTTEN_AFTER, KNOWN_FOR, LONGEST_WAIT, MOST_KNOWN, wait_after},
};
