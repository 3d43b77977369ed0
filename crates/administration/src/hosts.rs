//! Hosts: those that companies log in at, and the files by which a host is verified.

use element_model::AppId;
use login_type::{CallError, ErrorKind, Finding, HttpClient, LoginTypes};
use serde_json::{Value, json};
use storage::{Access as _, HostOwner, LoginHost, VerificationFile};
use tracing::instrument;

pub use self::{
    address::{HostUrl, Transport, is_loopback},
    examination::{ServedFile, View, examine},
    file::{FileName, MOST_BYTES},
};
use crate::{Action, Actor, Administration, AdministrationError};

mod address;
mod examination;
mod file;

/// Whether other companies may log in at a host too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// The host is one owner's.
    Own,
    /// It is shared on purpose.
    Shared,
}

/// A login host that is to be set.
#[derive(Clone, Debug)]
pub struct NewLoginHost<'a> {
    /// The app.
    pub app: &'a AppId,
    /// Whose members log in there.
    pub owner: HostOwner,
    /// Its address, as it was given.
    pub url: &'a str,
    /// Whether others may have it too.
    pub sharing: Sharing,
    /// Whether it may do without https.
    pub transport: Transport,
}

/// The hosts that are known: login hosts, and files at them and at the server's own.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn list(
    server: &Administration,
    actor: &Actor,
) -> Result<(Vec<LoginHost>, Vec<VerificationFile>), AdministrationError> {
    actor.check_read(None)?;
    Ok((server.database.login_hosts().list().await?, server.database.verification_files().list().await?))
}

/// Looks whether each login host leads to this server and each file comes back; `in_folder` answers the files that lie beside
/// the stored ones.
///
/// # Errors
/// As [`list`].
pub async fn check(
    server: &Administration,
    actor: &Actor,
    (http, program): (&HttpClient, &str),
    in_folder: impl FnOnce(&[LoginHost], &[VerificationFile]) -> Vec<ServedFile>,
) -> Result<Vec<Finding>, AdministrationError> {
    let (hosts, stored) = list(server, actor).await?;
    let beside = in_folder(&hosts, &stored);
    let files: Vec<ServedFile> = stored.into_iter().map(ServedFile::from).chain(beside).collect();
    Ok(examine(View { public_url: &server.public_url, http, program }, &hosts, &files).await)
}

/// Gives a company or an instance a login host, in the place of the one before; answers it as it is kept.
///
/// # Errors
/// The address will not do, the owner is not known to the app, the host is another owner's, the actor may not, or the
/// database is out of reach.
#[instrument(name = "administration.login_host.set", skip_all, fields(owner = new.owner.id()))]
pub async fn set_login_host(
    server: &Administration,
    actor: &Actor,
    login_types: &LoginTypes,
    new: NewLoginHost<'_>,
) -> Result<LoginHost, AdministrationError> {
    let action = Action::LoginHostSet;
    actor.check(&action, None)?;
    let url = HostUrl::read(new.url, &server.public_url, new.transport)?;
    check_owner(login_types, &new).await?;
    let tx = server.database.begin().await?;
    let own = |known: &LoginHost| known.app == new.app.to_string() && known.owner == new.owner;
    let others = tx.login_hosts().list().await?.into_iter().filter(|known| !own(known));
    let mut of_others = others.filter(|known| url.is_at(&known.url));
    if let (Sharing::Own, Some(other)) = (new.sharing, of_others.next()) {
        let LoginHost { app, owner, .. } = other;
        let message =
            format!("argument url: {url} is the login host of {} in {app}; say shared to have both", owner.id());
        return Err(CallError::new(ErrorKind::NameTaken, message).into());
    }
    let host = LoginHost { app: new.app.to_string(), owner: new.owner, url: url.to_string() };
    tx.login_hosts().put(&host).await?;
    server.note(&tx, actor, &action, target(&host.app, &host.owner), described(&host)).await?;
    tx.commit().await?;
    Ok(host)
}

/// Takes a login host away: its owner's members log in at the server's own again; answers whether there was one.
///
/// # Errors
/// The actor may not, or the database is out of reach.
#[instrument(name = "administration.login_host.remove", skip_all, fields(owner = owner.id()))]
pub async fn remove_login_host(
    server: &Administration,
    actor: &Actor,
    app: &AppId,
    owner: &HostOwner,
) -> Result<bool, AdministrationError> {
    let action = Action::LoginHostRemove;
    actor.check(&action, None)?;
    let tx = server.database.begin().await?;
    let app = app.to_string();
    let was_there = tx.login_hosts().remove(&app, owner).await?;
    if was_there {
        server.note(&tx, actor, &action, target(&app, owner), json!({ "owner": owner.id() })).await?;
    }
    tx.commit().await?;
    Ok(was_there)
}

/// Has a host serve a file at its root, in the place of one before; the host is the server's own where none is named.
///
/// # Errors
/// The host is not one of the server's, name or content will not do, the actor may not, or the database is out of reach.
#[instrument(name = "administration.verification_file.put", skip_all, fields(file = name))]
pub async fn put_verification_file(
    server: &Administration,
    actor: &Actor,
    host: Option<&str>,
    name: &str,
    content: &str,
) -> Result<VerificationFile, AdministrationError> {
    let action = Action::VerificationFilePut;
    actor.check(&action, None)?;
    let name = FileName::read(name)?;
    file::check_content(content)?;
    let host = known_host(server, host).await?;
    let file = VerificationFile { host, name: name.to_string(), content: content.to_owned() };
    let tx = server.database.begin().await?;
    tx.verification_files().put(&file).await?;
    let detail = json!({ "host": file.host, "file": file.name, "bytes": content.len() });
    server.note(&tx, actor, &action, format!("{}/{}", file.host, file.name), detail).await?;
    tx.commit().await?;
    Ok(file)
}

/// Has a host serve a file no more; answers whether it did.
///
/// # Errors
/// The actor may not, or the database is out of reach.
#[instrument(name = "administration.verification_file.remove", skip_all, fields(file = name))]
pub async fn remove_verification_file(
    server: &Administration,
    actor: &Actor,
    host: Option<&str>,
    name: &str,
) -> Result<bool, AdministrationError> {
    let action = Action::VerificationFileRemove;
    actor.check(&action, None)?;
    // A file may have outlived its host.
    let host = host.map_or_else(|| own_host(server), str::to_ascii_lowercase);
    let tx = server.database.begin().await?;
    let was_there = tx.verification_files().remove(&host, name).await?;
    if was_there {
        let detail = json!({ "host": host, "file": name });
        server.note(&tx, actor, &action, format!("{host}/{name}"), detail).await?;
    }
    tx.commit().await?;
    Ok(was_there)
}

/// The login host of a company, or else of the instance that its members log in by.
pub fn of_login<'a>(hosts: &'a [LoginHost], app: &AppId, corp_id: &str, instance: &str) -> Option<&'a LoginHost> {
    let app = app.to_string();
    let of = |owner: HostOwner| hosts.iter().find(|host| host.app == app && host.owner == owner);
    of(HostOwner::Corp(corp_id.to_owned())).or_else(|| of(HostOwner::Instance(instance.to_owned())))
}

/// The name of the host in a login host's address.
pub fn host_name(host: &LoginHost) -> Option<String> {
    let url = url::Url::parse(&host.url).ok()?;
    url.host_str().map(str::to_ascii_lowercase)
}

/// A login host as functions and commands show it.
pub fn described(host: &LoginHost) -> Value {
    let (corp, instance) = match &host.owner {
        HostOwner::Corp(id) => (Some(id), None),
        HostOwner::Instance(name) => (None, Some(name)),
    };
    let origin = host.url.trim_end_matches('/');
    let redirect_uri = redirect_uri(&host.app, origin);
    json!({ "app": host.app, "corpId": corp, "instance": instance, "url": origin, "redirectUri": redirect_uri })
}

/// The address at a host that identity providers send members of an app back to.
pub fn redirect_uri(app: &str, origin: &str) -> String {
    format!("{}/{}/login/callback", origin.trim_end_matches('/'), app.replacen('.', "/", 1))
}

fn target(app: &str, owner: &HostOwner) -> String {
    format!("{app}:{}", owner.id())
}

async fn check_owner(login_types: &LoginTypes, new: &NewLoginHost<'_>) -> Result<(), AdministrationError> {
    let (kind, message) = match &new.owner {
        HostOwner::Corp(id) => {
            let companies = login_types.companies(Some(new.app)).await?;
            if companies.iter().any(|(_, company)| company.corp_id == *id) {
                return Ok(());
            }
            (ErrorKind::CorpNotAuthorised, format!("argument corpId: no company {id} is known to {}", new.app))
        }
        HostOwner::Instance(name) => {
            if login_types.logins().any(|(known, _)| known.app == *new.app && known.element == *name.as_str()) {
                return Ok(());
            }
            (ErrorKind::UnknownElement, format!("argument instance: {} has no login {name}", new.app))
        }
    };
    Err(CallError::new(kind, message).into())
}

fn own_host(server: &Administration) -> String {
    server.public_url.host_str().unwrap_or_default().to_ascii_lowercase()
}

/// The name of a host of the server's.
async fn known_host(server: &Administration, named: Option<&str>) -> Result<String, AdministrationError> {
    let own = own_host(server);
    let Some(named) = named.map(str::to_ascii_lowercase).filter(|named| *named != own) else { return Ok(own) };
    let hosts = server.database.login_hosts().list().await?;
    let mut known: Vec<String> = hosts.iter().filter_map(host_name).collect();
    if known.contains(&named) {
        return Ok(named);
    }
    known.insert(0, own);
    known.dedup();
    let message = format!("argument host: must be a host of this server, without port: {}", known.join(", "));
    Err(CallError::new(ErrorKind::ValueNotAllowed, message).into())
}
