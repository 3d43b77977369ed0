//! `PagePolicy`: the Content-Security-Policy of a kind of page.

use std::borrow::Cow;

/// The part of every policy: nothing is loaded, run or framed but what this server gives, and pictures.
const OWN: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; \
                   frame-ancestors 'none'; base-uri 'none'";

/// Where the forms of a page may end, and what else it may load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagePolicy {
    /// At this very server.
    Here,
    /// At WeCom or at a client, to which this server sends the browser on: their addresses are known only then.
    Beyond,
    /// At this very server; with a provider's panel in the page.
    Panel {
        /// The origin of the panel's script.
        script: String,
        /// The origin of the frame that it opens.
        frame: String,
    },
}

impl PagePolicy {
    /// The header.
    pub(crate) fn header(&self) -> Cow<'static, str> {
        match self {
            Self::Here => format!("{OWN}; form-action 'self'").into(),
            Self::Beyond => OWN.into(),
            Self::Panel { script, frame } => {
                let own = OWN.replace("script-src 'self'", &format!("script-src 'self' {script}; frame-src {frame}"));
                format!("{own}; form-action 'self'").into()
            }
        }
    }
}
