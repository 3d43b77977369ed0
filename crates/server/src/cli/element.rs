//! `wecom-login element new|check`

mod check;

use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::Subcommand;
use element_model::FullName;
use serde_json::json;

use super::output;
use crate::{composition::Composition, config::Config};

/// Subcommands of `element`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Reads every app and says what is wrong with it, or lists its elements: each below its type, with the app that it
    /// comes from and those that it overrides; touches no database.
    Check {
        /// Prints JSON: a line an element, then a line a login.
        #[arg(long)]
        json: bool,
    },
    /// Writes an instance: its folder with `e.json` and `<Name>.json`, ready to be filled in.
    New {
        /// Full name of the instance: `auths.QywxProxyTemp`.
        full_name: FullName,
        /// The app's folder.
        #[arg(long)]
        app_dir: PathBuf,
        /// Full name of the Type.
        #[arg(long = "type", default_value = qywx_proxy::TYPE)]
        type_name: FullName,
        /// What the instance is called on pages.
        #[arg(long, default_value = "企业微信代开发登录")]
        title: String,
    },
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: Command, composition: &Composition) -> anyhow::Result<()> {
    match command {
        Command::Check { json } => check::run(&Config::load(file)?, composition, json).await,
        Command::New { full_name, app_dir, type_name, title } => create(&full_name, &app_dir, &type_name, &title),
    }
}

fn create(full_name: &FullName, app_dir: &Path, type_name: &FullName, title: &str) -> anyhow::Result<()> {
    if !app_dir.join("app.json").is_file() {
        bail!("--app-dir: {} has no app.json", app_dir.display());
    }
    let folder = app_dir.join(full_name.to_path());
    if folder.join("e.json").exists() {
        bail!("{} exists already; nothing was changed", folder.display());
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let name = full_name.as_str().rsplit('.').next().unwrap_or_default();
    let definition = json!({ "title": title, "type": type_name.as_str() });
    let config = json!({
        "authConfig": { "suiteId": "", "suiteSecret": "", "encodingAESKey": "", "token": "", "providerCorpId": "" },
        "isActive": true,
    });
    write(&folder.join("e.json"), 0o644, &definition)?;
    // It will hold secrets.
    write(&folder.join(format!("{name}.json")), 0o600, &config)?;
    output::line(format!("wrote {}; fill in {name}.json, then run: wecom-login element check", folder.display()));
    Ok(())
}

fn write(path: &Path, mode: u32, value: &serde_json::Value) -> anyhow::Result<()> {
    let written = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
        .and_then(|mut file| file.write_all(format!("{value:#}\n").as_bytes()));
    written.with_context(|| format!("cannot write {}", path.display()))
}
