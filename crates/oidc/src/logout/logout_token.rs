//! Log-out tokens (OpenID Connect Back-Channel Logout, section 2.4), and the clients that are to be told.

use std::time::Duration;

use element_type::SecretText;
use serde_json::json;
use storage::{Access as _, ClientSession, Told};

use crate::{Issuer, Provider, ProviderError, clients::Client, provider::ID_LEN};

/// The `typ` of the header, as section 2.4 recommends it.
const TYPE: &str = "logout+jwt";
/// The member of `events` that says what happened.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// How long a client may take to look at it (section 2.4 recommends two minutes at most).
const LIFETIME: Duration = Duration::from_mins(2);
/// How long one process has the turn to tell a client.
const TURN: Duration = Duration::from_secs(30);
/// How many are told in one go.
const BATCH: u64 = 50;
/// For how many attempts it is worth to tell a client: about three days.
const MOST_ATTEMPTS: u32 = 20;

impl Provider {
    /// The clients that are to be told now that a session ended.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn due_logouts(&self) -> Result<Vec<ClientSession>, ProviderError> {
        Ok(self.database.client_sessions().due(self.clock.now(), BATCH).await?)
    }

    /// Takes the turn to tell a client; answers whether no other process has it.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn claim_logout(&self, entry: &ClientSession) -> Result<bool, ProviderError> {
        Ok(self.database.client_sessions().claim(entry, self.clock.now() + TURN).await?)
    }

    /// The log-out token of a session that ended, for one of its clients.
    ///
    /// # Errors
    /// When the database is out of reach or a stored key cannot be read.
    pub async fn logout_token(
        &self,
        issuer: &Issuer,
        client: &Client,
        entry: &ClientSession,
    ) -> Result<SecretText, ProviderError> {
        let now = self.clock.now();
        // No `nonce`: section 2.4 forbids it, so that nobody takes this for an ID token.
        let claims = json!({
            "iss": issuer.as_str(),
            "aud": client.id,
            "sub": entry.sub,
            "sid": entry.sid,
            "iat": now.as_secs(),
            "exp": (now + LIFETIME).as_secs(),
            "jti": self.entropy.alphanumeric(ID_LEN),
            "events": { EVENT: {} },
        });
        Ok(self.accounts.sign(client.id_token_algorithm, TYPE, claims).await?)
    }

    /// Notes the outcome of telling a client: `Err` has it told again, within a minute at first, then ever later, for three
    /// days.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn settle_logout(&self, entry: &ClientSession, outcome: Result<Told, &str>) -> Result<(), ProviderError> {
        let sessions = self.database.client_sessions();
        match outcome {
            Ok(told) => sessions.settle(entry, told).await?,
            Err(error) => {
                sessions.put_off(entry, error, self.clock.now() + pause(entry.attempts)).await?;
                if entry.attempts + 1 >= MOST_ATTEMPTS {
                    sessions.settle(entry, Told::GivenUp).await?;
                }
            }
        }
        Ok(())
    }
}

/// The pause after an attempt: half a minute, then double each time, up to six hours.
fn pause(attempts: u32) -> Duration {
    let longest = Duration::from_hours(6);
    Duration::from_secs(30).saturating_mul(2_u32.saturating_pow(attempts)).min(longest)
}
