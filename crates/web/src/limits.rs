//! The limits of what anybody may ask of the server, each counted in one file below.
//!
//! How often: [`rate`]. How many bytes of bodies at once: [`unfinished_bodies`]. Addresses count by their
//! [`networks`] everywhere.

pub mod networks;
pub mod rate;
pub mod unfinished_bodies;
