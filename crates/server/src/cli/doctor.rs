//! `wecom-login doctor`: checks everything a login needs, says what to do next, changes nothing.
//!
//! A check that fails stops only what depends on it. The login types look after what is theirs through the contract
//! (`LoginType::diagnose`): nothing here knows of WeCom's API.

mod clients;
mod configuration;
mod database;
mod database_clock;
mod elements;
mod encryption;
mod exposure;
mod hosts;
mod public_url;
mod records;
mod redirect_uris;
mod report;
mod running;
mod tokens;

use std::{path::Path, process::ExitCode, sync::Arc, time::Duration};

use login_type::{Examination, HttpClient, Stored};

pub(crate) use self::running::RunningServer;
use self::{
    hosts::Seen,
    report::{Form, Report},
};
use super::{company, operator};
use crate::{application, clock_and_entropy::ClockAndEntropy, composition::Composition, config::Config, program};

/// Longest wait for a check that has no limit of its own.
const LIMIT: Duration = Duration::from_secs(20);

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Prints one JSON object a line: severity, check, subject, found, next.
    #[arg(long)]
    json: bool,
}

/// Prints what was found, check by check; the exit code is that of the worst.
pub(super) async fn run(file: Option<&Path>, args: &Args, composition: &Composition) -> ExitCode {
    let mut report = Report::new(if args.json { Form::Json } else { Form::Text });
    if let Some(config) = configuration::check(file, &mut report) {
        exposure::check(&config, file, &mut report);
        examine(&config, composition, &mut report).await;
    }
    report.finish()
}

async fn examine(config: &Config, composition: &Composition, report: &mut Report) {
    let (clock_and_entropy, url) = (ClockAndEntropy::default(), application::public_url(config, config.server.listen));
    public_url::check(config, &url, report);
    let keys = encryption::check_ring(config, report);
    let found = database::check(config, &url, clock_and_entropy.clone(), keys, report).await;
    if let Some(found) = &found {
        database_clock::check(&found.services.database, &*clock_and_entropy.clock, report).await;
        encryption::check_rows(found, report).await;
        tokens::check(&found.services, report).await;
    }
    let clock = Arc::clone(&clock_and_entropy.clock);
    let stored = if found.is_some() { Stored::Readable } else { Stored::OutOfReach };
    let services = found.map(|found| found.services);
    let server = services.as_ref().map(|services| operator::administration_of(config, services));
    let login_types = elements::check(config, &url, composition, clock_and_entropy, services, report).await;
    if let Some(server) = &server {
        let names = company::names_of(server, login_types.as_ref().map(|(login_types, _)| login_types)).await;
        records::check(&server.database, &names, report).await;
    }
    let http = HttpClient::new(config.http_client.settings(), Arc::clone(&clock));
    if let Some(server) = &server {
        let folder = config.server.verification_files.as_deref();
        hosts::check(Seen { public_url: &url, database: &server.database, http: &http, folder }, report).await;
    }
    let Some((login_types, survey)) = login_types else { return };
    if let Some(server) = &server {
        clients::check(server, &login_types, report).await;
    }
    redirect_uris::check(&login_types, &url, report);
    let examination = Examination::new(url.as_str().trim_end_matches('/'), &http, &clock);
    let examination = examination.by(program::name()).with_stored(stored).with_survey(survey);
    report.add_all(&login_types.diagnose(&examination).await);
}
