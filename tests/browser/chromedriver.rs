//! `Chromedriver`: the program that drives Chromium, a process of its own on a port that it chose itself.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpStream},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

const SAYS_ITS_PORT: &str = "started successfully on port ";

/// How long the browsers may take to end.
const GRACE: Duration = Duration::from_secs(10);

/// A running chromedriver; it and its browsers end when this value goes, also when the test failed.
pub(crate) struct Chromedriver {
    port: u16,
    child: Child,
    /// Kept open: the driver may still want to say something.
    _output: BufReader<ChildStdout>,
}

impl Chromedriver {
    /// Starts it on a free port and waits until it listens.
    pub(crate) fn start() -> Self {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("chromedriver is installed: `cargo xtask test` says how");
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let port = output.by_ref().lines().map_while(Result::ok).find_map(|line| port(&line));
        let Some(port) = port else { panic!("chromedriver ended: {:?}", child.wait()) };
        Self { port, child, _output: output }
    }

    /// Where it takes commands.
    pub(crate) fn url(&self) -> String {
        format!("http://{}:{}/", Ipv4Addr::LOCALHOST, self.port)
    }

    /// Has it end its browsers, which would outlive a signal, and then itself.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(GRACE))?;
        stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(|_| ())
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        if self.shut_down().is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

fn port(line: &str) -> Option<u16> {
    let (_, port) = line.split_once(SAYS_ITS_PORT)?;
    port.trim_end_matches('.').parse().ok()
}
