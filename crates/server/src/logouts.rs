//! Tells clients that a session ended (OpenID Connect Back-Channel Logout, section 2.5), for as long as it takes.

use std::{sync::Arc, time::Duration};

use app_catalog::SharedCatalog;
use clock::SharedClock;
use error_chain::ErrorChain;
use futures::{TryStreamExt as _, stream};
use login_type::HttpClient;
use oidc::{Provider, ProviderError, clients::Client};
use storage::{ClientSession, Told};
use tokio_util::sync::CancellationToken;

use crate::http::oidc::served_issuer::directory;

/// How many clients are told at a time.
const AT_ONCE: usize = 8;
/// How often it is looked whether a session ended.
const PERIOD: Duration = Duration::from_secs(5);

/// Tells clients that a session ended.
#[derive(Clone)]
pub(crate) struct Logouts {
    pub(crate) provider: Provider,
    pub(crate) catalog: SharedCatalog,
    pub(crate) http: HttpClient,
    pub(crate) clock: SharedClock,
}

impl Logouts {
    /// Goes on until `stop`; some are told at a time, so that a client that does not answer keeps no other waiting for long.
    pub(crate) async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.tell_due().await {
                tracing::warn!(error = %error.chain(), "clients could not be told of ended sessions; trying again");
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.clock.sleep(PERIOD) => {}
            }
        }
    }

    async fn tell_due(&self) -> Result<(), ProviderError> {
        let due = stream::iter(self.provider.due_logouts().await?.into_iter().map(Ok));
        due.try_for_each_concurrent(AT_ONCE, async |entry| {
            if self.provider.claim_logout(&entry).await? { self.tell(&entry).await } else { Ok(()) }
        })
        .await
    }

    async fn tell(&self, entry: &ClientSession) -> Result<(), ProviderError> {
        let Some((client, address)) = self.addressee(entry) else {
            return self.provider.settle_logout(entry, Ok(Told::Needless)).await;
        };
        let issuer = self.provider.issuer(&client.name.app);
        let token = self.provider.logout_token(&issuer, &client, entry).await?;
        let form = [("logout_token", token.expose_secret())];
        let request = self.http.post(&address).form(&form);
        let request = if client.config.allow_http { request } else { request.outside_private_networks() };
        let failure = match request.send().await {
            Ok(answer) if answer.is_success() => None,
            Ok(answer) => Some(format!("HTTP {}", answer.status())),
            Err(error) => Some(error.chain().to_string()),
        };
        if let Some(error) = &failure {
            tracing::warn!(client.id = %client.id, attempt = entry.attempts + 1, error, "a client did not take a log-out");
        }
        self.provider.settle_logout(entry, failure.as_deref().map_or(Ok(Told::Taken), Err)).await
    }

    /// The client as it is configured now, and where it wants to hear of a log-out. One that is switched off is told too: it may
    /// have its members in still.
    fn addressee(&self, entry: &ClientSession) -> Option<(Arc<Client>, String)> {
        let client = directory(&self.catalog.current(), &entry.app.parse().ok()?).known(&entry.client_id).cloned()?;
        let address = client.config.backchannel_logout_uri.clone()?;
        Some((client, address))
    }
}
