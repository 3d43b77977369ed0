//! Whether login hosts lead to this server, and whether verification files come back as they were put.

use std::path::Path;

use administration::hosts::{ServedFile, View, examine};
use error_chain::ErrorChain;
use login_type::{Finding, HttpClient};
use storage::{Access as _, Database, StorageError};
use url::Url;

use super::report::Report;
use crate::{program, verification_files};

/// The server as it is looked at.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) public_url: &'a Url,
    pub(super) database: &'a Database,
    pub(super) http: &'a HttpClient,
    /// The folder of verification files.
    pub(super) folder: Option<&'a Path>,
}

/// Asks each login host who it is, and fetches each file back.
pub(super) async fn check(seen: Seen<'_>, report: &mut Report) {
    let read = async {
        let hosts = seen.database.login_hosts().list().await?;
        Ok::<_, StorageError>((hosts, seen.database.verification_files().list().await?))
    };
    let (hosts, stored) = match read.await {
        Ok(read) => read,
        Err(error) => {
            let found = format!("the login hosts cannot be read: {}", error.chain());
            return report.add(&Finding::error("login host", found, "see what is said of the database"));
        }
    };
    let beside = verification_files::in_folder(seen.folder, seen.public_url, &hosts, &stored);
    let files: Vec<ServedFile> = stored.into_iter().map(ServedFile::from).chain(beside).collect();
    let view = View { public_url: seen.public_url, http: seen.http, program: program::name() };
    for finding in examine(view, &hosts, &files).await {
        report.add(&finding);
    }
}
