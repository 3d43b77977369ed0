//! `Report`: prints each step with its result and counts.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Error, Result, anyhow, bail};
use futures::FutureExt;

/// How long a step may take, on a machine under load.
const PATIENCE: Duration = Duration::from_mins(2);

/// The last panic: the kit of the tests ends a step that way.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// Keeps what a panic says for the step that it ends, instead of printing it.
pub(crate) fn keep_panics() {
    panic::set_hook(Box::new(|panic| *PANIC.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string()));
}

/// The steps so far.
#[derive(Default)]
pub(crate) struct Report {
    passed: usize,
    failed: usize,
    noted: bool,
}

impl Report {
    /// Does one step and prints `ok` with the detail it gives, or `FAIL` with the reason.
    ///
    /// # Errors
    /// The error of `action`, or its panic.
    pub(crate) async fn step<T>(&mut self, name: &str, action: impl AsyncFnOnce() -> Result<(T, String)>) -> Result<T> {
        match ended(action()).await {
            Ok((value, detail)) => {
                self.passed += 1;
                let detail = if detail.is_empty() { detail } else { format!(" ({detail})") };
                println!("ok   {name}{detail}");
                Ok(value)
            }
            Err(error) => {
                self.failed += 1;
                self.noted = true;
                println!("FAIL {name}: {error:#}");
                Err(error)
            }
        }
    }

    /// Does a row of steps that need each other; the first one that fails ends the row.
    pub(crate) async fn row(&mut self, title: &str, steps: impl AsyncFnOnce(&mut Self) -> Result<()>) {
        println!("\n{title}");
        self.noted = false;
        let walked = AssertUnwindSafe(steps(self)).catch_unwind().await;
        if let Err(error) = walked.unwrap_or_else(|_| Err(panicked())) {
            self.note(&error);
        }
    }

    /// Counts and prints a failure, unless a step has printed it already.
    pub(crate) fn note(&mut self, error: &Error) {
        if !std::mem::replace(&mut self.noted, true) {
            self.failed += 1;
            println!("FAIL {error:#}");
        }
    }

    /// How many steps failed.
    pub(crate) fn failed(&self) -> usize {
        self.failed
    }

    /// Prints the sum.
    ///
    /// # Errors
    /// When a step failed.
    pub(crate) fn conclude(&self) -> Result<()> {
        println!("\n{} steps ok, {} failed", self.passed, self.failed);
        if self.failed > 0 {
            bail!("the demo does not work");
        }
        Ok(())
    }
}

/// The result of an action, whichever way it ends.
async fn ended<T>(action: impl Future<Output = Result<T>>) -> Result<T> {
    match tokio::time::timeout(PATIENCE, AssertUnwindSafe(action).catch_unwind()).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(panicked()),
        Err(_) => bail!("not within {} s", PATIENCE.as_secs()),
    }
}

fn panicked() -> Error {
    anyhow!("{}", PANIC.lock().unwrap_or_else(PoisonError::into_inner))
}
