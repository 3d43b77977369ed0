//! The server against its own `/openapi.json`: schemathesis calls every function as it is described, and otherwise, and
//! compares what comes back.

use std::{fs, path::Path};

use anyhow::Result;
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    demo,
    left_out::left_out,
    process::{self, Process, Signal},
    python::{self, Python},
};

/// Checks that the envelope contradicts, each with its reason.
const OFF: &[(&str, &str)] = &[
    ("negative_data_rejection", "a wrong call is HTTP 200 with an errcode"),
    ("positive_data_acceptance", "a well-formed call of an unknown company is HTTP 200 with an errcode too"),
    ("ignored_auth", "a call without a login is HTTP 200 with errcode 20006 or 20007"),
    ("unsupported_method", "GET of a function that changes something is HTTP 200 with errcode 20003"),
    ("missing_required_header", "as ignored_auth: no function needs another header"),
];

/// Calls of each function and method.
const EXAMPLES: &str = "40";

/// Where the server listens and an administrator's token, as the demo tells a tool.
#[derive(Debug)]
struct Served {
    url: String,
    token: String,
}

/// Starts simulator and server, and compares.
///
/// # Errors
/// When the server answers something that its document does not say.
pub(crate) fn run(root: &Path) -> Result<()> {
    let Some(python) = Python::prepare(root)? else {
        return left_out("the OpenAPI document", python::CURE);
    };
    let mut program = demo::program(root, demo::Mode::Serve)?;
    let folder = TempDir::new()?;
    let log = folder.path().join("demo.log");
    let (_running, Served { url, token }) = Process::start("the demo", &mut program, Signal::Terminate, &log, served)?;
    // In a file, so that nobody sees the token in the list of processes.
    let authorization = format!("[headers]\nAuthorization = \"Bearer {token}\"\n");
    fs::write(folder.path().join("schemathesis.toml"), authorization)?;
    for (check, reason) in OFF {
        println!("off: {check}, because {reason}");
    }
    let off: Vec<_> = OFF.iter().map(|(check, _)| *check).collect();
    let mut command = python.program("schemathesis");
    command.current_dir(folder.path()).args(["run", &format!("{url}/openapi.json")]);
    command.args(["--checks", "all", "--exclude-checks", &off.join(",")]);
    command.args(["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", "1"]);
    command.args(["--warnings", "off", "--no-color"]);
    process::run(&mut command)
}

fn served(printed: &str) -> Option<Served> {
    let line = printed.lines().find_map(|line| serde_json::from_str::<Value>(line).ok())?;
    let field = |name: &str| line[name].as_str().map(str::to_owned);
    Some(Served { url: field("url")?, token: field("token")? })
}
