//! The steps of a login from one host to another as the database has them: each uses a code and gives the next in one
//! transaction, so that a failure between the two leaves the login where it was.

use std::time::Duration;

use login_type::{CallError, LoginLink};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use storage::{Access as _, LoginRelay, PendingLogin, StorageError, retry_on_deadlock};
use url::form_urlencoded;

use super::{super::query::Query, LoginSite, Logins};

/// How long a browser may take from one host to the other.
const LIFETIME: Duration = Duration::from_mins(1);
/// Length of a code that nobody guesses.
const CODE_LEN: usize = 43;
/// The server's own host, among those of relays.
const HOME: &str = "";

/// The content of the step to a login host.
#[derive(Serialize, Deserialize)]
struct Outward {
    state_hash: String,
    /// The provider's page.
    link: String,
}

/// The content of the step home.
#[derive(Serialize, Deserialize)]
struct Homeward {
    /// The parameters of the provider's answer.
    answer: Vec<(String, String)>,
}

/// Why a step was not taken.
#[derive(Debug, thiserror::Error)]
enum StepError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The step before kept a content of another form.
    #[error(transparent)]
    Content(#[from] serde_json::Error),
}

impl StepError {
    fn is_deadlock(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_deadlock())
    }
}

impl From<StepError> for CallError {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Storage(error) => Self::unavailable(error),
            StepError::Content(error) => Self::internal(error),
        }
    }
}

/// From the server's own host: keeps the login with a code for its login host.
pub(super) async fn leave(
    logins: &Logins,
    site: &LoginSite,
    attempt: PendingLogin,
    link: &LoginLink,
) -> Result<String, CallError> {
    let code = logins.host.entropy.alphanumeric(CODE_LEN);
    // No cookie has this hash: the login host puts its own in the place.
    let cookie_hash = accounts::digest(&code);
    let attempt = PendingLogin { home_cookie_hash: Some(attempt.cookie_hash), cookie_hash, ..attempt };
    let outward = Outward { state_hash: attempt.state_hash.clone(), link: link.url.clone() };
    let leave = async || -> Result<(), StepError> {
        let tx = logins.database.begin().await?;
        tx.pending_logins().add(&attempt).await?;
        tx.login_relays().add(&relay_of(logins, &code, (&site.host, None), &outward)?).await?;
        Ok(tx.commit().await?)
    };
    retry_on_deadlock!(leave())?;
    Ok(code)
}

/// At the login host: ties the login of a code to this browser; answers the provider's page.
pub(super) async fn go_out(
    logins: &Logins,
    site: &LoginSite,
    code: &str,
    binding: &str,
) -> Result<Option<String>, CallError> {
    let (code, binding) = (accounts::digest(code), accounts::digest(binding));
    let go_out = async || -> Result<Option<String>, StepError> {
        let tx = logins.database.begin().await?;
        let found = tx.login_relays().consume(&code, &site.host, None, logins.host.clock.now()).await?;
        let Some(Outward { state_hash, link }) = found.as_ref().map(read).transpose()? else { return Ok(None) };
        let is_tied = tx.pending_logins().rebind(&state_hash, &code, &binding).await?;
        tx.commit().await?;
        Ok(is_tied.then_some(link))
    };
    Ok(retry_on_deadlock!(go_out())?)
}

/// At the login host: keeps the provider's answer with a code for the server's own host, where the login ends.
pub(super) async fn go_home(
    logins: &Logins,
    (state, binding): (&str, &str),
    answer: Vec<(String, String)>,
) -> Result<Option<String>, CallError> {
    let (state, binding) = (accounts::digest(state), accounts::digest(binding));
    let (code, homeward) = (logins.host.entropy.alphanumeric(CODE_LEN), Homeward { answer });
    let go_home = async || -> Result<bool, StepError> {
        let tx = logins.database.begin().await?;
        let home = tx.pending_logins().send_home(&state, &binding, logins.host.clock.now()).await?;
        let Some(home) = home else { return Ok(false) };
        tx.login_relays().add(&relay_of(logins, &code, (HOME, Some(&home)), &homeward)?).await?;
        tx.commit().await?;
        Ok(true)
    };
    Ok(retry_on_deadlock!(go_home())?.then_some(code))
}

/// At the server's own host: takes the login of a code out, with the provider's answer.
pub(super) async fn arrive(
    logins: &Logins,
    code: &str,
    binding: &str,
) -> Result<Option<(Query, PendingLogin)>, CallError> {
    let (code, binding) = (accounts::digest(code), accounts::digest(binding));
    let arrive = async || -> Result<Option<(Query, PendingLogin)>, StepError> {
        let (tx, now) = (logins.database.begin().await?, logins.host.clock.now());
        let found = tx.login_relays().consume(&code, HOME, Some(&binding), now).await?;
        let Some(homeward) = found.as_ref().map(read).transpose()? else { return Ok(None) };
        let query = query_of(homeward);
        let Some(state) = query.get("state").map(accounts::digest) else { return Ok(None) };
        let attempt = tx.pending_logins().consume(&state, &binding, now).await?;
        tx.commit().await?;
        Ok(attempt.map(|attempt| (query, attempt)))
    };
    Ok(retry_on_deadlock!(arrive())?)
}

fn query_of(Homeward { answer }: Homeward) -> Query {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(answer);
    Query::parse(&query.finish())
}

fn relay_of(
    logins: &Logins,
    code: &str,
    (host, cookie_hash): (&str, Option<&str>),
    content: &impl Serialize,
) -> Result<LoginRelay, StepError> {
    let now = logins.host.clock.now();
    Ok(LoginRelay {
        hash: accounts::digest(code),
        host: host.to_owned(),
        cookie_hash: cookie_hash.map(str::to_owned),
        content: SecretString::from(serde_json::to_string(content)?),
        created_at: now,
        expires_at: now + LIFETIME,
    })
}

fn read<T: DeserializeOwned>(content: &SecretString) -> Result<T, StepError> {
    Ok(serde_json::from_str(content.expose_secret())?)
}
