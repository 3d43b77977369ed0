//! Free ports of this machine, for programs that must be told where to listen.

use std::net::TcpListener;

use anyhow::{Context, Result};

/// How often another port is tried when somebody was faster.
const ATTEMPTS: usize = 3;

/// Starts something on a free port of the loopback address; when somebody took that port meanwhile, on another one.
///
/// # Errors
/// The error of `start`; with three ports in turn when each was taken.
pub(crate) fn on_free_port<T>(mut start: impl FnMut(u16) -> Result<T>) -> Result<T> {
    for _ in 1..ATTEMPTS {
        match start(free_port()?) {
            Err(error) if is_taken(&error) => {}
            other => return other,
        }
    }
    start(free_port()?)
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

/// As every program says it, in an error that holds the end of its log.
fn is_taken(error: &anyhow::Error) -> bool {
    format!("{error:#}").contains("in use")
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn another_port_is_tried_when_somebody_was_faster() {
        let mut tried = Vec::new();
        let port = on_free_port(|port| {
            tried.push(port);
            if tried.len() < ATTEMPTS {
                bail!("cannot bind: Address already in use")
            }
            Ok(port)
        });
        assert_eq!(tried.len(), ATTEMPTS);
        assert_eq!(port.unwrap(), tried[ATTEMPTS - 1]);
    }

    #[test]
    fn what_fails_for_another_reason_is_not_tried_again() {
        let mut tried = 0;
        let error = on_free_port(|_| -> Result<()> {
            tried += 1;
            bail!("no such program")
        });
        assert_eq!((error.unwrap_err().to_string().as_str(), tried), ("no such program", 1));
    }
}
