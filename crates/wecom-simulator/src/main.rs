//! `wecom-simulator`: a local WeCom as a process.

use std::io::Write;

use anyhow::Context;
use clap::Parser;
use tracing_subscriber::EnvFilter;
use wecom_simulator::{Simulator, SimulatorOptions};

/// A local WeCom (企业微信) over real HTTP; GET /_sim/ documents its controls.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// host:port to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: String,
    /// Makes ids and secrets repeatable.
    #[arg(long)]
    seed: Option<u64>,
    /// The provider's corp id; random when absent. Real ones are `ww` and 16 more characters; wecom-login notes no shorter one
    /// than 16 from a URL verification.
    #[arg(long)]
    provider_corpid: Option<String>,
    /// The provider's secret; random when absent.
    #[arg(long)]
    provider_secret: Option<String>,
    /// Push a `suite_ticket` every 600 s once a template's URL was verified.
    #[arg(long)]
    auto_ticket: bool,
    /// Threads that serve HTTP.
    #[arg(long, default_value_t = 1)]
    workers: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let options = SimulatorOptions {
        listen: arguments.listen,
        seed: arguments.seed,
        provider_corp_id: arguments.provider_corpid,
        provider_secret: arguments.provider_secret,
        auto_ticket: arguments.auto_ticket,
        workers: arguments.workers,
    };
    let simulator = Simulator::start(options).await?;
    writeln!(std::io::stdout(), "listening on {}", simulator.base_url()).context("cannot write to stdout")?;
    end_signal().await?;
    simulator.stop().await;
    Ok(())
}

#[cfg(unix)]
async fn end_signal() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        result = tokio::signal::ctrl_c() => result.context("cannot listen for SIGINT"),
    }
}

#[cfg(not(unix))]
async fn end_signal() -> anyhow::Result<()> {
    tokio::signal::ctrl_c().await.context("cannot listen for Ctrl-C")
}
