//! `PagePolicy`: the Content-Security-Policy of a kind of page.

/// Where the forms of a page may end. A browser applies `form-action` to the redirects after a form too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagePolicy {
    /// At this very server.
    Here,
    /// At WeCom or at a client, to which this server sends the browser on: their addresses are known only then.
    Beyond,
}

impl PagePolicy {
    /// The header: nothing is loaded, run or framed but what this server gives, and pictures.
    pub(crate) const fn header(self) -> &'static str {
        match self {
            Self::Here => {
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; \
                 form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
            }
            Self::Beyond => {
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; \
                 frame-ancestors 'none'; base-uri 'none'"
            }
        }
    }
}
