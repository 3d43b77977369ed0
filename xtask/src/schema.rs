//! The server against its own `/openapi.json`: schemathesis calls every function as it is described, and otherwise, and
//! compares what comes back.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::{
    demo::{Programs, Stack},
    left_out::left_out,
    process,
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

/// A whole run comes from one address, with wrong codes and tokens all the way.
const LIMITS: &[(&str, &str)] = &[
    ("LIMITS__REQUESTS_PER_MINUTE_PER_ADDRESS", "1000000"),
    ("LIMITS__REQUESTS_PER_MINUTE_PER_CORP", "1000000"),
    ("LIMITS__WRONG_GUESSES_PER_MINUTE_PER_ADDRESS", "1000000"),
];

/// Starts simulator and server, and compares.
///
/// # Errors
/// When the server answers something that its document does not say.
pub(crate) fn run(root: &Path) -> Result<()> {
    let Some(python) = Python::prepare(root)? else {
        return left_out("the OpenAPI document", python::CURE);
    };
    let programs = Programs::build(root)?;
    let stack = Stack::start_with(&programs, "error", LIMITS)?;
    let created = stack.command(&["token", "create", "--name", "schema", "--json"])?;
    let token = created.first().and_then(|line| line["token"].as_str()).context("`token create` prints no token")?;
    let folder = TempDir::new()?;
    // In a file, so that nobody sees the token in the list of processes.
    let authorization = format!("[headers]\nAuthorization = \"Bearer {token}\"\n");
    fs::write(folder.path().join("schemathesis.toml"), authorization)?;
    for (check, reason) in OFF {
        println!("off: {check}, because {reason}");
    }
    let off: Vec<_> = OFF.iter().map(|(check, _)| *check).collect();
    let mut command = python.program("schemathesis");
    command.current_dir(folder.path()).args(["run", &format!("{}/openapi.json", stack.public_url())]);
    command.args(["--checks", "all", "--exclude-checks", &off.join(",")]);
    command.args(["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", "1"]);
    command.args(["--warnings", "off", "--no-color"]);
    process::run(&mut command)
}
