//! The server's log at `debug`, kept for the test that looks for secrets in it.

use std::{
    io::{self, Write},
    panic,
    sync::{Arc, Mutex, OnceLock},
};

use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test holds the log while it panics").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

static LINES: OnceLock<Lines> = OnceLock::new();

/// Logs everything from `debug` up into memory; nextest runs each test in a process of its own.
pub(crate) fn capture() {
    LINES.get_or_init(|| {
        let lines = Lines::default();
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false);
        let _ = subscriber.with_writer(lines.clone()).try_init();
        show_when_a_test_fails();
        lines
    });
}

/// All that was logged so far.
pub fn captured_logs() -> String {
    let lines = LINES.get().expect("a world was started");
    String::from_utf8_lossy(&lines.0.lock().expect("no test holds the log while it panics")).into_owned()
}

/// Libraries that say at `debug` what they do and never why.
const OF_LIBRARIES: &[&str] = &[" hyper_util::", " sqlx::", " reqwest::", " h2::", " actix_"];
/// Lines that a test which fails shows of the log.
const SHOWN: usize = 100;

/// A test that fails now and then has to say why when it does.
fn show_when_a_test_fails() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        usual(panic);
        eprintln!("the log ends with:\n{}", end());
    }));
}

fn end() -> String {
    let logs = captured_logs();
    let lines: Vec<_> =
        logs.lines().filter(|line| !OF_LIBRARIES.iter().any(|library| line.contains(library))).collect();
    lines[lines.len().saturating_sub(SHOWN)..].join("\n")
}
