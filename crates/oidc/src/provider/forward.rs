//! Forward auth: members at apps behind a proxy that speak no OpenID. The server itself is the client for them: it asks for a
//! login as any client does, uses the code, and knows the browser by a cookie of the app's own host.

use accounts::digest;
use login_type::SecretText;
use serde_json::Value;
use storage::{Access as _, ForwardSession, StoredAuthorizationCode, retry_on_deadlock};
use tracing::instrument;

use super::{At, Provider, SECRET_LEN};
use crate::{
    ProviderError,
    claims::Person,
    clients::{Client, ForwardSite},
    pkce,
    scope::Scope,
};

/// The scopes of which a proxy is told the claims, as far as its client may have them.
pub const FORWARD_SCOPE: &str = "openid profile email groups";

/// The answer to a proxy about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forwarded {
    /// A member asks.
    Member(ForwardedMember),
    /// A member asks whom the app does not admit.
    Stranger,
    /// Nobody is logged in, or not any more.
    Nobody,
}

/// A member as an app behind a proxy knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForwardedMember {
    /// The `sub`.
    pub subject: String,
    /// The company.
    pub corp_id: String,
    /// The id within the company.
    pub userid: String,
    /// The name to log in by: two companies of a client never have one.
    pub login_name: String,
    /// The name, where it is known.
    pub name: Option<String>,
    /// The address, where the app may know it.
    pub email: Option<String>,
    /// The departments.
    pub groups: Vec<String>,
}

/// A code that came back to an app's own host, with what proves that this browser asked for it.
#[derive(Clone, Copy, Debug)]
pub struct ForwardCode<'a> {
    /// The code.
    pub code: &'a str,
    /// The verifier of its challenge.
    pub verifier: &'a str,
}

impl Provider {
    /// The member whose browser has this cookie of an app behind a proxy. A session that ended, and a user who was disabled,
    /// are nobody's at once.
    ///
    /// # Errors
    /// When the database is out of reach.
    #[instrument(name = "oidc.forward_auth.check", skip_all, fields(client.id = %site.client.id))]
    pub async fn forwarded(&self, at: At<'_>, site: &ForwardSite, cookie: &str) -> Result<Forwarded, ProviderError> {
        let found = self.database.forward_sessions().lookup(&digest(cookie), self.clock.now()).await?;
        let app = at.issuer.app().to_string();
        let is_own =
            |found: &ForwardSession| found.app == app && found.client_id == site.client.id && found.site == site.base;
        let Some(found) = found.filter(is_own) else { return Ok(Forwarded::Nobody) };
        let bearer = self.accounts.session_bearer(at.host, &found.session_id).await?;
        let Some((session, user)) = bearer.filter(|(session, _)| session.origin.app == app) else {
            return Ok(Forwarded::Nobody);
        };
        if self.refusal(&site.client, &session).await?.is_some() {
            return Ok(Forwarded::Stranger);
        }
        let scope = site.client.grantable(&Scope::parse(FORWARD_SCOPE));
        let person = self.person(at, (&session, &user), (&scope, Some(&site.client))).await?;
        let subject = self.subject(&site.client, &user.id).await?;
        Ok(Forwarded::Member(told(&site.client, &person, subject)))
    }

    /// Uses a code that the server asked for as the client of an app behind a proxy; answers the cookie of the browser there.
    /// `None` for a code that is unknown, used, too old or another one's.
    ///
    /// # Errors
    /// When the database is out of reach.
    #[instrument(name = "oidc.forward_auth.enter", skip_all, fields(client.id = %site.client.id))]
    pub async fn enter_forward(
        &self,
        at: At<'_>,
        site: &ForwardSite,
        came: ForwardCode<'_>,
    ) -> Result<Option<SecretText>, ProviderError> {
        let stored = self.database.authorization_codes().lookup(&digest(came.code)).await?;
        let (app, now) = (at.issuer.app().to_string(), self.clock.now());
        let is_good = |stored: &StoredAuthorizationCode| {
            let is_own = stored.client_id == site.client.id && stored.app == app;
            let is_asked_for = stored.redirect_uri == site.callback()
                && stored.code_challenge.as_deref().is_some_and(|challenge| pkce::verifies(came.verifier, challenge));
            is_own && is_asked_for && stored.used_at.is_none() && stored.expires_at > now
        };
        let Some(stored) = stored.filter(is_good) else { return Ok(None) };
        let Some((session, _)) = self.accounts.session_bearer(at.host, &stored.session_id).await? else {
            return Ok(None);
        };
        let cookie = self.entropy.alphanumeric(SECRET_LEN);
        let entry = ForwardSession {
            hash: digest(&cookie),
            session_id: session.id,
            app,
            client_id: site.client.id.clone(),
            site: site.base.clone(),
            created_at: now,
            expires_at: session.created_at + self.accounts.browser_session_lifetime(),
        };
        let entered = retry_on_deadlock!(self.try_enter(&stored, &entry))?;
        Ok(entered.then(|| SecretText::new(cookie)))
    }

    async fn try_enter(&self, code: &StoredAuthorizationCode, entry: &ForwardSession) -> Result<bool, ProviderError> {
        let tx = self.database.begin().await?;
        if !tx.authorization_codes().spend(&code.hash, self.clock.now()).await? {
            return Ok(false);
        }
        tx.forward_sessions().add(entry).await?;
        tx.commit().await?;
        Ok(true)
    }
}

fn told(client: &Client, person: &Person, subject: String) -> ForwardedMember {
    let scope = client.grantable(&Scope::parse(FORWARD_SCOPE));
    let claims = person.claims(&scope, Some(client), &subject);
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let groups = claims.get("groups").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    ForwardedMember {
        corp_id: person.corp_id.clone(),
        userid: person.userid.clone(),
        login_name: match client.only_corp() {
            Some(_) => person.userid.clone(),
            None => format!("{}@{}", person.userid, person.corp_id),
        },
        name: text("name"),
        email: text("email"),
        groups: groups.iter().filter_map(|group| group.as_str().map(str::to_owned)).collect(),
        subject,
    }
}
