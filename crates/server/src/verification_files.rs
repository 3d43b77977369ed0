//! `VerificationFiles`: the files by which WeCom believes whose a host is: kept in the database, or laid into a folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use administration::hosts::{self, FileName, MOST_BYTES, ServedFile};
use login_type::CallError;
use storage::{Access as _, Database, LoginHost, VerificationFile};
use url::Url;
use web::PublicUrl;

use crate::known_hosts::KnownHosts;

/// The files of all hosts.
pub(crate) struct VerificationFiles {
    pub(crate) database: Database,
    pub(crate) public_url: PublicUrl,
    pub(crate) known_hosts: Arc<KnownHosts>,
    /// Files of the server's own host, with a folder for each other host.
    pub(crate) folder: Option<PathBuf>,
}

impl VerificationFiles {
    /// The file at a host, byte for byte; `None` also at a host that is not one of the server's. A request that names no
    /// host is for the server's own.
    ///
    /// # Errors
    /// When the database or the folder cannot be read.
    pub(crate) async fn lookup(&self, host: Option<&str>, name: &str) -> Result<Option<Vec<u8>>, CallError> {
        let Some(name) = FileName::of(name) else { return Ok(None) };
        let Some(place) = self.place(host).await? else { return Ok(None) };
        let stored = self.database.verification_files().lookup(&place.host, &name.to_string()).await;
        if let Some(file) = stored.map_err(CallError::unavailable)? {
            return Ok(Some(file.content.into_bytes()));
        }
        let Some(folder) = &self.folder else { return Ok(None) };
        let folder = if place.is_own { folder.clone() } else { folder.join(&place.host) };
        let read = tokio::task::spawn_blocking(move || read(&folder, &name)).await.map_err(CallError::internal)?;
        read.map_err(CallError::unavailable)
    }

    async fn place(&self, host: Option<&str>) -> Result<Option<Place>, CallError> {
        let own = self.public_url.as_url().host_str().unwrap_or_default().to_ascii_lowercase();
        let Some(host) = host.filter(|host| !self.public_url.is_own_host(host)) else {
            return Ok(Some(Place { host: own, is_own: true }));
        };
        let known = self.known_hosts.all().await?;
        let is_known = known.iter().any(|known| hosts::host_name(known).as_deref() == Some(host));
        Ok(is_known.then(|| Place { host: host.to_owned(), is_own: false }))
    }
}

/// A host of the server's.
struct Place {
    host: String,
    is_own: bool,
}

/// The file of a folder, if it is one; nothing longer than a verification file is read.
fn read(folder: &Path, name: &FileName) -> io::Result<Option<Vec<u8>>> {
    let path = folder.join(name.to_string());
    let found = match fs::metadata(&path) {
        Ok(found) => found,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if !found.is_file() || found.len() > MOST_BYTES as u64 {
        return Ok(None);
    }
    fs::read(path).map(Some)
}

/// The files of the folder that no stored one comes before: of the server's own host, and of each login host.
pub(crate) fn in_folder(
    folder: Option<&Path>,
    public_url: &Url,
    hosts: &[LoginHost],
    stored: &[VerificationFile],
) -> Vec<ServedFile> {
    let Some(folder) = folder else { return Vec::new() };
    let own = public_url.host_str().unwrap_or_default().to_owned();
    let mut places = vec![(own, folder.to_owned())];
    places.extend(hosts.iter().filter_map(hosts::host_name).map(|name| (name.clone(), folder.join(name))));
    places.dedup();
    let mut found = Vec::new();
    for (host, folder) in places {
        let names = fs::read_dir(&folder).into_iter().flatten();
        let names = names.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        for name in names.filter_map(|name| FileName::of(&name)) {
            let is_stored = stored.iter().any(|file| file.host == host && file.name == name.to_string());
            let content = read(&folder, &name).ok().flatten().filter(|_| !is_stored);
            found.extend(content.map(|content| ServedFile { host: host.clone(), name: name.to_string(), content }));
        }
    }
    found
}
