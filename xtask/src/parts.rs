//! `Parts`: the parts of a long command, each with its result and its time.

use std::time::Duration;

use anyhow::{Result, bail};

use crate::{interrupt, stopwatch::Stopwatch};

/// The parts so far.
#[derive(Default)]
pub(crate) struct Parts(Vec<Part>);

struct Part {
    name: &'static str,
    error: Option<String>,
    duration: Duration,
}

impl Parts {
    /// Runs one part; after Ctrl-C none is started any more.
    pub(crate) fn run(&mut self, name: &'static str, action: impl FnOnce() -> Result<()>) {
        if interrupt::requested() {
            return;
        }
        println!("\n── {name}");
        let watch = Stopwatch::start();
        let error = action().err().map(|error| format!("{error:#}"));
        if let Some(error) = &error {
            println!("{name}: {error}");
        }
        self.0.push(Part { name, error, duration: watch.elapsed() });
    }

    /// Whether the part that ran last went well, so that what needs it may follow.
    pub(crate) fn last_succeeded(&self) -> bool {
        self.0.last().is_some_and(|part| part.error.is_none())
    }

    /// How many parts failed.
    fn failed(&self) -> usize {
        self.0.iter().filter(|part| part.error.is_some()).count()
    }

    /// Prints the table of all parts and the line that counts them.
    ///
    /// # Errors
    /// When a part failed, or Ctrl-C kept parts from running.
    pub(crate) fn finish(self) -> Result<()> {
        println!();
        for Part { name, error, duration } in &self.0 {
            let result = if error.is_some() { "FAILED" } else { "ok" };
            println!("{name:<14} {result:<6} {:>7.1} s", duration.as_secs_f64());
        }
        let failed = self.failed();
        println!("{} passed, {failed} failed", self.0.len() - failed);
        if interrupt::requested() {
            bail!("interrupted");
        }
        if failed > 0 {
            let names: Vec<_> = self.0.iter().filter(|part| part.error.is_some()).map(|part| part.name).collect();
            bail!("failed: {}", names.join(", "));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_part_fails_the_whole_and_the_next_still_runs() {
        let mut parts = Parts::default();
        let mut ran = false;
        parts.run("first", || bail!("broken"));
        parts.run("second", || {
            ran = true;
            Ok(())
        });
        assert!(ran && parts.last_succeeded());
        assert_eq!(parts.failed(), 1);
        assert_eq!(parts.finish().unwrap_err().to_string(), "failed: first");
    }
}
