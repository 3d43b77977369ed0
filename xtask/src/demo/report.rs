//! `Report`: prints each step with its result and counts.

use anyhow::{Error, Result};

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
    /// The error of `action`.
    pub(crate) fn step<T>(&mut self, name: &str, action: impl FnOnce() -> Result<(T, String)>) -> Result<T> {
        match action() {
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
    pub(crate) fn row(&mut self, title: &str, steps: impl FnOnce(&mut Self) -> Result<()>) {
        println!("\n{title}");
        self.noted = false;
        if let Err(error) = steps(self) {
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

    /// How many steps were ok.
    pub(crate) fn passed(&self) -> usize {
        self.passed
    }

    /// How many steps failed.
    pub(crate) fn failed(&self) -> usize {
        self.failed
    }
}
