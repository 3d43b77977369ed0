//! `Probe`: what is at an address, as a stranger sees it.

use error_chain::ErrorChain;
use login_type::HttpClient;

/// The answer of an address.
pub(super) enum Probe {
    /// No answer, and why: no such name, nobody there, a certificate that does not hold.
    Unreachable(String),
    /// It leads elsewhere.
    Redirect(String),
    /// An answer.
    Answer { status: u16, body: Vec<u8> },
}

/// Looks what is there, without following where it leads.
pub(super) async fn look(http: &HttpClient, url: &str) -> Probe {
    match http.get(url).header("accept", "*/*").send().await {
        Ok(answer) if (300..400).contains(&answer.status()) => {
            Probe::Redirect(answer.header("location").unwrap_or("nowhere").to_owned())
        }
        Ok(answer) => Probe::Answer { status: answer.status(), body: answer.body().to_owned() },
        Err(error) => Probe::Unreachable(error.chain().to_string()),
    }
}
