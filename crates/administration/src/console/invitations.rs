//! Invitations: one-time links by which somebody becomes an administrator, or gets a new password and authenticator.

use std::time::Duration;

use accounts::digest;
use clock::Timestamp;
use login_type::{CallError, ErrorKind, SecretText};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;
use storage::{Access as _, StorageError, StoredAdministrator, StoredInvitation, Transaction, retry_on_deadlock};

use super::{Administrator, SignedIn, sessions};
use crate::{Action, Actor, Administration, AdministrationError, Origin, Role, totp};

/// How long a link is good for.
const GOOD_FOR: Duration = Duration::from_mins(15);
/// Characters of a link's secret: 43 × 5.95 bits are 256.
const SECRET_LEN: usize = 43;
/// Characters of an administrator's id.
const ID_LEN: usize = 26;
/// Longest name of an administrator, in characters.
const LONGEST_NAME: usize = 64;
/// Shortest password of an administrator, in characters.
pub const LEAST_PASSWORD: usize = 12;
/// Longest password that is looked at, in characters.
pub const LONGEST_PASSWORD: usize = 1024;

/// The kinds of links: all of the first kind end with the one that is used.
const FIRST: &str = "first";
const NEW: &str = "new";
const RENEWAL: &str = "renewal";

/// A link that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvitation {
    /// The name; of somebody who is there already, it gives a new password and authenticator.
    pub name: String,
    /// The role of somebody new.
    pub role: Role,
}

/// A link that was made; it can be had this once.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The link.
    pub link: SecretText,
    /// From when on it is of no use.
    pub expires_at: Timestamp,
}

/// A link that somebody followed.
#[derive(Clone, Debug)]
pub struct OpenInvitation {
    /// The name; `None` where it is theirs to choose.
    pub name: Option<String>,
    /// The role that it gives.
    pub role: Role,
    /// The secret that their authenticator is to share.
    pub totp_secret: SecretText,
}

/// The fields that somebody fills in who follows a link.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// The name, where the link has none.
    pub name: String,
    /// The password.
    pub password: SecretText,
    /// The code that their authenticator shows.
    pub code: String,
}

/// Why somebody who followed a link is no administrator.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AcceptError {
    /// The link was used, has expired, or never was.
    #[error("this link was used before or has expired")]
    Gone,
    /// The name will not do.
    #[error("a name has 1 to {LONGEST_NAME} letters, digits or - _ . @")]
    Name,
    /// Somebody has that name.
    #[error("somebody has that name already")]
    NameTaken,
    /// The password will not do.
    #[error("a password has {LEAST_PASSWORD} to {LONGEST_PASSWORD} characters")]
    Password,
    /// The code is not the authenticator's.
    #[error("this is not the code that the authenticator shows now")]
    Code,
    /// Something failed.
    #[error(transparent)]
    Failed(#[from] AdministrationError),
}

impl AcceptError {
    fn is_deadlock(&self) -> bool {
        matches!(self, Self::Failed(error) if error.is_deadlock())
    }
}

impl From<StorageError> for AcceptError {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}

/// Makes a link.
///
/// # Errors
/// The name will not do, the actor may not, or the database is out of reach.
pub async fn invite(
    server: &Administration,
    actor: &Actor,
    new: &NewInvitation,
) -> Result<Invitation, AdministrationError> {
    let action = Action::AdministratorInvite;
    actor.check(&action, None)?;
    if !is_name(&new.name) {
        return Err(CallError::new(ErrorKind::ValueNotAllowed, format!("name: {}", AcceptError::Name)).into());
    }
    let tx = server.database.begin().await?;
    let known = tx.administrators().lookup_by_name(&new.name).await?;
    let (kind, role) = match &known {
        Some(known) => (RENEWAL, Administrator::of(known).role),
        None => (NEW, new.role),
    };
    let (invitation, stored) = make(server, kind, Some(new.name.clone()), role);
    tx.invitations().add(&stored).await?;
    let detail = json!({ "role": role.as_str(), "isNew": known.is_none() });
    server.note(&tx, actor, &action, format!("administrator {}", new.name), detail).await?;
    tx.commit().await?;
    Ok(invitation)
}

/// Makes the link of the first owner; `None` where there is an administrator.
///
/// # Errors
/// When the database is out of reach.
pub async fn first(server: &Administration) -> Result<Option<Invitation>, AdministrationError> {
    if server.database.administrators().count().await? > 0 {
        return Ok(None);
    }
    let (invitation, stored) = make(server, FIRST, None, Role::Owner);
    server.database.invitations().add(&stored).await?;
    Ok(Some(invitation))
}

/// The invitation of a link; `None` where it was used, has expired or never was.
///
/// # Errors
/// When the database is out of reach.
pub async fn open(server: &Administration, token: &str) -> Result<Option<OpenInvitation>, AdministrationError> {
    let Some(stored) = lookup(server, token).await? else { return Ok(None) };
    Ok(Some(OpenInvitation {
        name: stored.name,
        role: stored.role.parse().unwrap_or(Role::Auditor),
        totp_secret: SecretText::new(stored.totp_secret.expose_secret()),
    }))
}

async fn lookup(server: &Administration, token: &str) -> Result<Option<StoredInvitation>, StorageError> {
    server.database.invitations().lookup(&digest(token), server.clock.now()).await
}

/// Uses a link: whoever had it is an administrator and signed in, and nobody else becomes one by it.
///
/// # Errors
/// Why they are none.
pub async fn accept(
    server: &Administration,
    token: &str,
    given: &Acceptance,
    origin: &Origin,
) -> Result<SignedIn, AcceptError> {
    let now = server.clock.now();
    let invitation = lookup(server, token).await?.ok_or(AcceptError::Gone)?;
    let name = invitation.name.as_deref().unwrap_or_else(|| given.name.trim());
    if !is_name(name) {
        return Err(AcceptError::Name);
    }
    let password = given.password.expose_secret();
    if !(LEAST_PASSWORD..=LONGEST_PASSWORD).contains(&password.chars().count()) {
        return Err(AcceptError::Password);
    }
    let secret = invitation.totp_secret.expose_secret();
    let step = totp::step_of(secret, &given.code, now).ok_or(AcceptError::Code)?;
    let (password, entropy) = (password.to_owned(), server.entropy.clone());
    let hashed = server.hasher.hash(password, entropy).await.map_err(AdministrationError::from)?;
    let new = StoredAdministrator {
        id: server.entropy.alphanumeric(ID_LEN),
        name: name.to_owned(),
        role: invitation.role.clone(),
        password_hash: hashed,
        totp_secret: SecretString::from(secret),
        totp_step: step,
        disabled: false,
        created_at: now,
        signed_in_at: None,
    };
    let administrator: Administrator = retry_on_deadlock!(try_accept(server, &invitation, &new, origin))?;
    let cookie = sessions::open(server, &administrator).await?;
    Ok(SignedIn { cookie, administrator })
}

async fn try_accept(
    server: &Administration,
    invitation: &StoredInvitation,
    new: &StoredAdministrator,
    origin: &Origin,
) -> Result<Administrator, AcceptError> {
    let tx = server.database.begin().await?;
    if !is_taken_now(&tx, invitation).await? {
        return Err(AcceptError::Gone);
    }
    let known = tx.administrators().hold_all().await?.into_iter().find(|known| known.name == new.name);
    let administrator = match (known, invitation.kind.as_str()) {
        (Some(known), RENEWAL) => {
            let renewed = StoredAdministrator {
                id: known.id,
                role: known.role,
                disabled: known.disabled,
                created_at: known.created_at,
                signed_in_at: known.signed_in_at,
                ..new.clone()
            };
            tx.administrators().update(&renewed).await?;
            tx.console_sessions().remove_of(&renewed.id).await?;
            renewed
        }
        (None, RENEWAL) => return Err(AcceptError::Gone),
        (Some(_), _) => return Err(AcceptError::NameTaken),
        (None, _) => {
            tx.administrators().add(new).await.map_err(name_taken)?;
            new.clone()
        }
    };
    let administrator = Administrator::of(&administrator);
    let actor =
        Actor::Administrator { name: administrator.name.clone(), role: administrator.role, origin: origin.clone() };
    let detail = json!({ "role": administrator.role.as_str(), "link": invitation.kind });
    let target = format!("administrator {}", administrator.name);
    server.note(&tx, &actor, &Action::AdministratorAccept, target, detail).await?;
    tx.commit().await?;
    Ok(administrator)
}

/// Takes the invitation in this transaction, with all others of the first kind; `false` where somebody was quicker.
async fn is_taken_now(tx: &Transaction, invitation: &StoredInvitation) -> Result<bool, StorageError> {
    if invitation.kind != FIRST {
        return tx.invitations().take(&invitation.hash).await;
    }
    // In one statement: two who use two links of the first start wait for each other here, and the second finds none.
    let taken = tx.invitations().take_all(FIRST).await?;
    Ok(taken > 0 && tx.administrators().count().await? == 0)
}

fn name_taken(error: StorageError) -> AcceptError {
    match error {
        StorageError::Conflict => AcceptError::NameTaken,
        error => error.into(),
    }
}

fn make(
    server: &Administration,
    kind: &'static str,
    name: Option<String>,
    role: Role,
) -> (Invitation, StoredInvitation) {
    let (token, now) = (server.entropy.alphanumeric(SECRET_LEN), server.clock.now());
    let expires_at = now + GOOD_FOR;
    let stored = StoredInvitation {
        hash: digest(&token),
        kind: kind.to_owned(),
        name,
        role: role.as_str().to_owned(),
        totp_secret: SecretString::from(totp::new_secret(&*server.entropy)),
        created_at: now,
        expires_at,
    };
    let at = server.public_url.as_str().trim_end_matches('/');
    (Invitation { link: SecretText::new(format!("{at}/console/welcome?link={token}")), expires_at }, stored)
}

fn is_name(name: &str) -> bool {
    let is_fit = |letter: char| letter.is_alphanumeric() || "-_.@".contains(letter);
    (1..=LONGEST_NAME).contains(&name.chars().count()) && name.chars().all(is_fit)
}
