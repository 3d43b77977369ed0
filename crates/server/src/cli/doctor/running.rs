//! `RunningServer`: what `doctor` checks of a server that runs, by its own apps and database, for its console.

use std::path::PathBuf;

use administration::Administration;
use app_catalog::SharedCatalog;
use async_trait::async_trait;
use console::Examiner;
use login_type::{Examination, Finding, HttpClient, Survey};

use super::{
    clients,
    hosts::{self, Seen},
    records, redirect_uris,
    report::{Form, Report},
};
use crate::{cli::company, program};

/// A server that runs.
pub(crate) struct RunningServer {
    pub(crate) server: Administration,
    pub(crate) catalog: SharedCatalog,
    pub(crate) http: HttpClient,
    pub(crate) verification_files: Option<PathBuf>,
}

#[async_trait]
impl Examiner for RunningServer {
    async fn examine(&self) -> Vec<Finding> {
        let mut report = Report::new(Form::Kept);
        let (server, catalog) = (&self.server, self.catalog.current());
        let names = company::names_of(server, Some(&catalog.login_types)).await;
        records::check(&server.database, &names, &mut report).await;
        let seen = Seen {
            public_url: &server.public_url,
            database: &server.database,
            http: &self.http,
            folder: self.verification_files.as_deref(),
        };
        hosts::check(seen, &mut report).await;
        clients::check(server, &catalog.login_types, &mut report).await;
        redirect_uris::check(&catalog.login_types, &server.public_url, &mut report);
        let url = server.public_url.as_str().trim_end_matches('/');
        let examination = Examination::new(url, &self.http, &server.clock);
        let examination = examination.by(program::name()).with_survey(Survey::All);
        report.add_all(&catalog.login_types.diagnose(&examination).await);
        report.kept()
    }
}
