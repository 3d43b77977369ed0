//! A local WeCom (企业微信) over real HTTP.

#![doc = include_str!("../README.md")]

mod api;
pub mod client;
mod clock;
mod control;
mod error;
mod http;
mod pages;
mod push;
mod random;
mod simulator;
mod state;
mod world;

pub use self::{
    error::Error,
    simulator::{Simulator, SimulatorOptions},
};
