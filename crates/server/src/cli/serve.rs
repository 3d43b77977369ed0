//! `wecom-login serve`

use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use error_chain::ErrorChain;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{lock, output};
use crate::{
    application::Application,
    clock_and_entropy::ClockAndEntropy,
    composition::Composition,
    config::{Config, Log, LogFormat},
    reloader::Reloader,
    telemetry,
};

/// Runs until a signal; the first drains, the second ends at once. SIGHUP reads anew what can change while it runs.
pub(super) fn run(file: Option<&Path>, composition: &Composition) -> ExitCode {
    let Err(error) = serve(file, composition) else { return ExitCode::SUCCESS };
    let LogFormat::Json = Config::log_format(file) else { return output::failed_with(file, &error) };
    // Where it failed before there was a log.
    let _ = telemetry::install(&Log { level: "info".to_owned(), access: false, format: LogFormat::Json });
    tracing::error!(error = format!("{error:#}"), "the server cannot go on");
    ExitCode::FAILURE
}

fn serve(file: Option<&Path>, composition: &Composition) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    telemetry::install(&config.log)?;
    allow_open_files();
    // Before anything is written: what is not configured yet leaves no file behind.
    config.encryption.key_ring()?;
    let _lock = lock::take(&config.database)?;
    let format = config.log.format;
    actix_web::rt::System::new().block_on(async {
        // From here on: it would end the process otherwise, also while that starts.
        let hang_up = signal(SignalKind::hangup()).context("signals cannot be waited for")?;
        let application = Application::build(config, composition, ClockAndEntropy::default()).await?;
        let stop = CancellationToken::new();
        actix_web::rt::spawn(stop_on_signal(stop.clone()));
        actix_web::rt::spawn(reload_on_signal(hang_up, file.map(Path::to_owned), application.reloader()));
        tell_first_link(&application, format).await;
        announce(&application, format);
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

/// Says where it listens: to whoever started it, or among the lines of the log where machines read it.
fn announce(application: &Application, format: LogFormat) {
    let management = application.management_address().map(|address| ("management", address));
    for (what, address) in [("listening", application.address())].into_iter().chain(management) {
        let url = format!("http://{address}");
        match format {
            LogFormat::Json => tracing::info!(%url, "{what}"),
            LogFormat::Text => {
                if let Err(error) = output::line(format!("{what} on {url}")) {
                    tracing::warn!(%url, error = format!("{error:#}"), "{what}");
                }
            }
        }
    }
}

/// Tells whoever started the server, and nobody else, the link by which the first administrator of the console comes. It goes
/// beside the results, where somebody looks who starts a server by hand; where it cannot be made, the server runs all the same.
async fn tell_first_link(application: &Application, format: LogFormat) {
    match application.first_link().await {
        Ok(None) => {}
        Ok(Some(invitation)) => {
            let (link, until) = (invitation.link.expose_secret(), output::time(invitation.expires_at));
            let message = "the console has no administrator yet; whoever opens this link becomes one";
            output::aside(match format {
                LogFormat::Text => format!("{message}, until {until}: {link}"),
                LogFormat::Json => {
                    json!({ "level": "INFO", "message": message, "until": until, "link": link }).to_string()
                }
            });
        }
        Err(error) => tracing::warn!(error = %error.chain(), "the link of the first administrator cannot be made"),
    }
}

/// Reads configuration and apps anew whenever the signal comes; what is wrong then changes nothing.
async fn reload_on_signal(mut hang_up: Signal, file: Option<PathBuf>, reloader: Reloader) {
    while hang_up.recv().await.is_some() {
        match reload(file.as_deref(), &reloader).await {
            Ok(()) => tracing::info!("log level, keys and apps were read anew; other settings wait for a restart"),
            Err(error) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "the configuration or the apps have errors: nothing was reloaded"
                );
            }
        }
    }
}

async fn reload(file: Option<&Path>, reloader: &Reloader) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    let keys = config.encryption.key_ring()?;
    telemetry::change_level(&config.log)?;
    reloader.reload(keys).await;
    Ok(())
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
