//! Signing in to the console: by name, password and the code of an authenticator; each wrong one costs ever more time.

use std::time::Duration;

use clock::Timestamp;
use login_type::SecretText;
use passwords::Hash;
use secrecy::ExposeSecret as _;
use serde_json::json;
use storage::{Access as _, StorageError, StoredAdministrator};

use super::{Administrator, failures, invitations::LONGEST_PASSWORD, sessions};
use crate::{Action, Actor, Administration, AdministrationError, Origin, totp};

/// The proof of an administrator.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Their name.
    pub name: String,
    /// Their password.
    pub password: SecretText,
    /// The code that their authenticator shows.
    pub code: String,
}

/// A browser that signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The cookie's value, which can be had this once.
    pub cookie: SecretText,
    /// Who it is.
    pub administrator: Administrator,
}

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// The name, the password or the code is wrong: which of them, a guess does not learn.
    #[error("the name, the password or the code is wrong")]
    Wrong,
    /// The name has to wait.
    #[error("too many wrong attempts: try again in {} s", .retry_after.as_secs().max(1))]
    TooMany {
        /// For how long.
        retry_after: Duration,
    },
    /// Something failed.
    #[error(transparent)]
    Failed(#[from] AdministrationError),
}

impl From<StorageError> for SignInError {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}

/// Signs an administrator in.
///
/// # Errors
/// Why not.
pub async fn sign_in(
    server: &Administration,
    credentials: &Credentials,
    origin: &Origin,
) -> Result<SignedIn, SignInError> {
    let known = prove(server, credentials, origin).await?;
    let administrator = Administrator::of(&known);
    let cookie = sessions::open(server, &administrator).await?;
    note(server, &administrator, Action::ConsoleSignIn, origin).await?;
    Ok(SignedIn { cookie, administrator })
}

/// Has an administrator who is signed in prove themselves again.
///
/// # Errors
/// Why they did not.
pub async fn confirm(
    server: &Administration,
    session: &sessions::ConsoleSessionEntry,
    credentials: &Credentials,
    origin: &Origin,
) -> Result<(), SignInError> {
    let known = prove(server, credentials, origin).await?;
    if known.id != session.administrator.id {
        return Err(SignInError::Wrong);
    }
    server.database.console_sessions().confirm(&session.hash, server.clock.now()).await?;
    note(server, &session.administrator, Action::ConsoleConfirm, origin).await?;
    Ok(())
}

/// The administrator whose name, password and code these are. A name that nobody has takes as long.
async fn prove(
    server: &Administration,
    credentials: &Credentials,
    origin: &Origin,
) -> Result<StoredAdministrator, SignInError> {
    let Credentials { name, password, code } = credentials;
    let name = name.trim();
    let known = server.database.administrators().lookup_by_name(name).await?;
    let place = server.hasher.place().map_err(AdministrationError::from)?;
    let attempt = failures::begin(server, (name, known.is_some()), origin.client).await?;
    let hash = hash_of(known.as_ref()).ok_or(SignInError::Wrong)?;
    let password = password.expose_secret();
    let password = if password.chars().count() > LONGEST_PASSWORD { String::new() } else { password.to_owned() };
    let is_right = server.hasher.verify(place, hash, password).await.map_err(AdministrationError::from)?;
    let now = server.clock.now();
    let proven = known.filter(|known| is_right && !known.disabled);
    let step = proven.as_ref().and_then(|known| totp::step_of(known.totp_secret.expose_secret(), code, now));
    let (Some(proven), Some(step)) = (proven, step) else {
        refuse(server, &attempt, name, origin).await?;
        return Err(SignInError::Wrong);
    };
    if !is_first_use(server, &proven, step, now).await? {
        refuse(server, &attempt, name, origin).await?;
        return Err(SignInError::Wrong);
    }
    failures::forgive(server, attempt).await?;
    Ok(proven)
}

/// Whether a code was not used before; somebody who looked over a shoulder has no use of it.
async fn is_first_use(
    server: &Administration,
    known: &StoredAdministrator,
    step: i64,
    now: Timestamp,
) -> Result<bool, StorageError> {
    server.database.administrators().use_step(&known.id, step, now).await
}

/// The hash of an administrator's password; one that nobody's is, where there is none.
fn hash_of(known: Option<&StoredAdministrator>) -> Option<Hash> {
    /// The hash of a random password that nobody kept.
    const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IG5vYm9keSE$\
        5nTQd8AWYdPCkz0HPbbXzJ0gDIKzDM3r1mdbm2ufcKM";
    Hash::read(known.map_or(NOBODYS, |known| &known.password_hash)).ok()
}

/// Notes a refused attempt. The name is told only of an administrator: another may be a password in the wrong field.
async fn refuse(
    server: &Administration,
    attempt: &failures::Attempt,
    name: &str,
    origin: &Origin,
) -> Result<(), SignInError> {
    let known = server.database.administrators().lookup_by_name(name).await?;
    let target = known.map_or_else(|| "an unknown name".to_owned(), |known| format!("administrator {}", known.name));
    let actor = Actor::Caller { user_id: None, rights: accounts::Rights::default(), origin: origin.clone() };
    let detail = json!({ "failures": attempt.count });
    server.note(&server.database, &actor, &Action::ConsoleRefused, target.clone(), detail.clone()).await?;
    if attempt.is_alarming() {
        tracing::warn!(target, failures = attempt.count, "somebody keeps failing to sign in to the console");
        server.note(&server.database, &actor, &Action::ConsoleAlarm, target, detail).await?;
    }
    Ok(())
}

async fn note(
    server: &Administration,
    administrator: &Administrator,
    action: Action,
    origin: &Origin,
) -> Result<(), StorageError> {
    let actor =
        Actor::Administrator { name: administrator.name.clone(), role: administrator.role, origin: origin.clone() };
    let target = format!("administrator {}", administrator.name);
    server.note(&server.database, &actor, &action, target, json!({})).await
}
