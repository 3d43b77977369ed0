//! The limits of what anybody may ask of the server, each counted in one file below.
//!
//! How often: [`rate`]. How many at a time: [`connections`]. How long and how slow: [`head`], [`body`], and the memory of
//! all [`unfinished_bodies`] together. Addresses count by their [`networks`] everywhere.

pub mod body;
pub mod connections;
pub mod head;
pub mod networks;
pub mod rate;
pub mod unfinished_bodies;
