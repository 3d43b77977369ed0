//! `Provider`: the OpenID provider of a server, over its database and accounts; one issuer an app.

mod authorize;
mod codes;
mod forward;
mod hand_over;
mod kept_requests;
mod person;
mod userinfo;

use std::{fmt, sync::Arc, time::Duration};

use accounts::LocalAccounts;
use clock::{SharedClock, SharedEntropy};
use element_model::AppId;
use login_type::Host;
use storage::{Access, Database};

pub use self::{
    authorize::{Consent, Progress},
    forward::{FORWARD_SCOPE, ForwardCode, Forwarded, ForwardedMember},
    userinfo::UserinfoError,
};
pub(crate) use self::{codes::Redeemed, kept_requests::Kept};
use crate::{
    Issuer, KeySource, ProviderError,
    clients::{Client, Directory},
};

/// The length of an opaque text that nobody guesses.
pub(crate) const SECRET_LEN: usize = 43;
/// The length of a text that never comes twice.
pub(crate) const ID_LEN: usize = 26;
/// How long a code waits for its use (RFC 6749, section 4.1.2, recommends ten minutes at most).
const CODE_LIFETIME: Duration = Duration::from_mins(1);
/// How long a request waits for the member.
const REQUEST_LIFETIME: Duration = Duration::from_mins(20);
/// How many requests of one network wait at most: those of an office whose members all come at nine. Beyond it the oldest go.
const MOST_WAITING: u64 = 2000;
/// The longest request that is kept, in bytes.
const LONGEST_KEPT: usize = 8192;

/// The OpenID provider of a server.
#[derive(Clone)]
pub struct Provider {
    pub(crate) database: Database,
    pub(crate) accounts: LocalAccounts,
    pub(crate) clock: SharedClock,
    pub(crate) entropy: SharedEntropy,
    pub(crate) keys: Arc<dyn KeySource>,
    public_url: String,
}

/// The place where a request came: the issuer, its clients, and what the server lends for the time of a request.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// The issuer.
    pub issuer: &'a Issuer,
    /// The clients of the app.
    pub clients: &'a Directory,
    /// The services with which the accounts ask the identity providers of members.
    pub host: &'a Host,
    /// The network that it came from, of which so many requests may wait; `None` of one that is not counted.
    pub network: Option<&'a str>,
}

impl Provider {
    /// A provider of a server at this URL, which has no slash at its end.
    pub fn new(
        database: Database,
        accounts: LocalAccounts,
        clock: SharedClock,
        entropy: SharedEntropy,
        (keys, public_url): (Arc<dyn KeySource>, impl Into<String>),
    ) -> Self {
        Self { database, accounts, clock, entropy, keys, public_url: public_url.into() }
    }

    /// An app as an issuer.
    pub fn issuer(&self, app: &AppId) -> Issuer {
        Issuer::new(&self.public_url, app)
    }

    /// The `sub` of a user for a client (OpenID Connect Core, section 8): the user's own id, which is made once and never
    /// changes, or one that is made for the client's sector.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn subject(&self, client: &Client, user_id: &str) -> Result<String, ProviderError> {
        self.subject_in(&self.database, client, user_id).await
    }

    /// The `sub`, within a transaction of the caller's.
    pub(crate) async fn subject_in(
        &self,
        access: &impl Access,
        client: &Client,
        user_id: &str,
    ) -> Result<String, ProviderError> {
        let Some(sector) = &client.sector else { return Ok(user_id.to_owned()) };
        let sector = format!("{} {sector}", client.name.app);
        let fresh = self.entropy.alphanumeric(ID_LEN);
        Ok(access.subjects().find_or_add(user_id, &sector, &fresh).await?)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}
