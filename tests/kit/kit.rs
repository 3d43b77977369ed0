//! The kit of the whole-program tests: a world of one server and one WeCom, and a person's words to move in it.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "every function here may fail its test")]

#[path = "kit/answer.rs"]
mod answer;
#[path = "kit/callback_sender.rs"]
mod callback_sender;
#[path = "kit/caller.rs"]
mod caller;
#[path = "../chaos/chaos.rs"]
pub mod chaos;
#[path = "kit/diagnosis.rs"]
mod diagnosis;
#[path = "kit/logs.rs"]
mod logs;
#[path = "kit/openid_library.rs"]
pub mod openid_library;
#[path = "kit/process.rs"]
mod process;
#[path = "kit/server.rs"]
mod server;
#[path = "kit/sim.rs"]
mod sim;
#[path = "kit/wire.rs"]
mod wire;
#[path = "kit/world.rs"]
mod world;

pub use element_type::ErrorKind;
pub use wecom_simulator::client::{Corp, OwnApp, Suite};

pub use crate::{
    answer::{Answer, TOO_MANY_REQUESTS, wecom_refused},
    callback_sender::CallbackSender,
    caller::Caller,
    diagnosis::Diagnosis,
    logs::captured_logs,
    process::Process,
    server::{AppFolder, MortalServer, SEALING_KEY, TestServer},
    sim::{Sim, own_config},
    wire::Wire,
    world::{AUTH_SVC, INSTANCE, SERVICE, World, config, notify_url},
};
