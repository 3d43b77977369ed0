//! The HTTP client that pushes events and calls the control API.

use std::{sync::Once, time::Duration};

use reqwest::{Client, redirect::Policy};

/// No proxy, no redirects: WeCom follows none. An idle connection is given up before the other end, which keeps one for 5 s,
/// would close it under a request.
pub(crate) fn client() -> reqwest::Result<Client> {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // An error means that the program has chosen one already.
        rustls::crypto::ring::default_provider().install_default().ok();
    });
    Client::builder().no_proxy().redirect(Policy::none()).pool_idle_timeout(Duration::from_secs(2)).build()
}
