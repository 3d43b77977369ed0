//! `wecom-login serve`

use std::{io, path::Path};

use anyhow::Context;
use error_chain::ErrorChain;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{lock, output};
use crate::{
    application::Application,
    composition::{Composition, Surroundings},
    config::Config,
    telemetry,
};

/// Runs until a signal; the first drains, the second ends at once.
pub(super) fn run(file: Option<&Path>, composition: &Composition) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    telemetry::install(&config.log)?;
    allow_open_files();
    let _lock = lock::take(&config.database)?;
    actix_web::rt::System::new().block_on(async {
        let application = Application::build(config, composition, Surroundings::default()).await?;
        let stop = CancellationToken::new();
        actix_web::rt::spawn(stop_on_signal(stop.clone()));
        output::line(format!("listening on http://{}", application.address()));
        if let Some(address) = application.management_address() {
            output::line(format!("management on http://{address}"));
        }
        application.run_until_stopped(stop).await.context("the server failed")
    })
}

/// Has the system allow as many open files as it may, up to this many: each connection takes two, and 1024 are usual.
fn allow_open_files() {
    const WANTED: u64 = 65_536;
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.map_or(WANTED, |most| most.min(WANTED));
    if limit.current.is_some_and(|current| current < wanted)
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), ..limit })
    {
        tracing::warn!(error = %error.chain(), "the limit of open files cannot be raised");
    }
}

async fn stop_on_signal(stop: CancellationToken) {
    let wait = async || -> io::Result<()> {
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: requests and records in hand are finished; a second signal ends at once");
        stop.cancel();
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        std::process::exit(1)
    };
    if let Err(error) = wait().await {
        tracing::error!(error = %error.chain(), "signals cannot be waited for");
    }
}
