//! `element new`, `set` and `remove`: change an instance on the disk, as the server's own functions do.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use administration::instances::{self, InstanceChange, NewInstance, Workplace};
use anyhow::Context;
use app_catalog::{AppsOnDisk, Edited, FolderSource, SecretFiles, Site, sources};
use clap::{ArgGroup, Args};
use element_model::{AppId, FullName};
use login_type::InstanceName;
use serde_json::{Map, Value};

use super::{audit::ConfiguredTrail, open};
use crate::{
    cli::{operator, output},
    composition::Composition,
    config::Config,
    environment::ProcessEnvironment,
    program,
};

/// Which app is meant.
#[derive(Debug, Args)]
struct Which {
    /// The app's id, `org.app`; not needed where `apps.dir` holds one app.
    #[arg(long, conflicts_with = "app_dir")]
    app: Option<AppId>,
    /// The app's folder, instead of one in `apps.dir`.
    #[arg(long)]
    app_dir: Option<PathBuf>,
}

/// Arguments of `element new`.
#[derive(Debug, Args)]
pub(in crate::cli) struct New {
    /// Full name of the instance: `auths.QywxProxyTemp`.
    full_name: FullName,
    #[command(flatten)]
    which: Which,
    /// Full name of the Type.
    #[arg(long = "type", default_value = qywx_proxy::TYPE)]
    r#type: FullName,
    /// Title of the instance on pages; the Type's when not given.
    #[arg(long)]
    title: Option<String>,
}

/// Arguments of `element set`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").args(["title", "values", "finish"]).required(true).multiple(true))]
pub(in crate::cli) struct Set {
    /// Full name of the instance.
    full_name: FullName,
    #[command(flatten)]
    which: Which,
    /// Title of the instance on pages.
    #[arg(long)]
    title: Option<String>,
    /// File with a JSON object of the configuration's changes, `-` for standard input. Other fields stay,
    /// `null` takes a key away, and a secret may be given as `{{NAME}}`, as `<field>_file` with the path of a file or, to
    /// leave it as it is, masked. A draft that lacks nothing any more goes into service.
    #[arg(long, value_name = "FILE")]
    values: Option<PathBuf>,
    /// Puts a draft into service, or says what it lacks.
    #[arg(long)]
    finish: bool,
}

/// Arguments of `element remove`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Remove {
    /// Full name of the instance.
    full_name: FullName,
    #[command(flatten)]
    which: Which,
}

impl New {
    /// Writes the folder of an instance whose configuration has to be filled in: a draft, which is out of service.
    pub(super) async fn run(self, config: &Config, composition: &Composition) -> anyhow::Result<()> {
        let Self { full_name, which, r#type, title } = self;
        let action = async |at: Workplace<'_>, apps: &AppsOnDisk<'_>, instance: &InstanceName| {
            let (config, of_type) = apps.skeleton(&instance.app, &r#type)?;
            let new = NewInstance { r#type, title: title.unwrap_or(of_type), config, is_draft: true };
            anyhow::Ok(instances::create(at, &operator::actor(), instance, new).await?)
        };
        let (instance, edited) = work(full_name, which, config, composition, action).await?;
        output::line(format!(
            "wrote {}, a draft: no server serves it yet, and none is kept from starting",
            edited.place.display()
        ))?;
        let (instance, name) = (&instance.element, instance.element.name());
        let program = program::name();
        output::line(format!("fill in {name}.json, then run: {program} element set {instance} --finish"))
    }
}

impl Set {
    pub(super) async fn run(self, config: &Config, composition: &Composition) -> anyhow::Result<()> {
        let Self { full_name, which, title, values, finish } = self;
        let values = values.as_deref().map(read).transpose()?.unwrap_or_default();
        let change = InstanceChange { title, config: values, finish };
        let action = async |at: Workplace<'_>, _: &AppsOnDisk<'_>, instance: &InstanceName| {
            anyhow::Ok(instances::update(at, &operator::actor(), instance, change).await?)
        };
        tell("changed", &work(full_name, which, config, composition, action).await?.1)
    }
}

impl Remove {
    pub(super) async fn run(self, config: &Config, composition: &Composition) -> anyhow::Result<()> {
        let action = async |at: Workplace<'_>, _: &AppsOnDisk<'_>, instance: &InstanceName| {
            anyhow::Ok(instances::remove(at, &operator::actor(), instance).await?)
        };
        tell("removed", &work(self.full_name, self.which, config, composition, action).await?.1)
    }
}

/// Does an action in the folder of the app that is meant; servers take it over at their next looks.
async fn work(
    element: FullName,
    which: Which,
    config: &Config,
    composition: &Composition,
    action: impl AsyncFnOnce(Workplace<'_>, &AppsOnDisk<'_>, &InstanceName) -> anyhow::Result<Edited>,
) -> anyhow::Result<(InstanceName, Edited)> {
    let (clock_and_entropy, built_in) = open(config, composition).await?;
    let Here { app, root, sources } = Here::find(which, config)?;
    let environment = ProcessEnvironment::of(&config.apps);
    let apps = AppsOnDisk { site: Site { built_in: &built_in, sources, environment: &environment }, root };
    let instance = InstanceName { app, element };
    let (clock, entropy) = (&*clock_and_entropy.clock, &*clock_and_entropy.entropy);
    let at = Workplace { editor: &apps, trail: &ConfiguredTrail(config), clock, entropy };
    let edited = action(at, &apps, &instance).await?;
    Ok((instance, edited))
}

/// Says what was done, and what keeps it out of service.
fn tell(done: &str, edited: &Edited) -> anyhow::Result<()> {
    let (what, wrong) = if !edited.flaws.is_empty() {
        ("servers keep to the version before until this is right:", &edited.flaws)
    } else if edited.is_draft {
        ("it stays a draft, out of service, until this is right:", &edited.lacks)
    } else {
        ("servers that run take it over by themselves", &edited.flaws)
    };
    output::line(format!("{done} {}; {what}", edited.place.display()))?;
    wrong.iter().try_for_each(|problem| output::line(format!("  {problem}")))
}

/// The app that is meant, its folder, and the folders of those that it may extend.
struct Here {
    app: AppId,
    root: PathBuf,
    sources: Vec<FolderSource>,
}

impl Here {
    fn find(which: Which, config: &Config) -> anyhow::Result<Self> {
        let dir = &config.apps.dir;
        let secrets = SecretFiles::default();
        let served = || sources(dir, &secrets).with_context(|| format!("apps.dir: cannot read {}", dir.display()));
        let Some(root) = which.app_dir else {
            let sources = served()?;
            let (app, root) = the_app(&sources, which.app.as_ref())
                .with_context(|| not_the_app(&sources, which.app.as_ref(), dir))?;
            return Ok(Self { app, root, sources });
        };
        let source = FolderSource::at(root.clone(), &secrets);
        let named = source.app_id();
        let app = named.with_context(|| format!("--app-dir: {} has no app.json with an appId", root.display()))?;
        let is_here = |other: &FolderSource| other.root().canonicalize().ok() == root.canonicalize().ok();
        let sources = served().ok().filter(|sources| sources.iter().any(is_here));
        Ok(Self { app, sources: sources.unwrap_or_else(|| vec![source]), root })
    }
}

/// Why there is not one app that is meant.
fn not_the_app(sources: &[FolderSource], wanted: Option<&AppId>, dir: &Path) -> String {
    let known: Vec<_> = sources.iter().filter_map(FolderSource::app_id).map(|app| app.to_string()).collect();
    let (known, dir) = (known.join(", "), dir.display());
    match wanted {
        Some(wanted) => format!("--app: there is no app {wanted} in {dir}; there is {known}"),
        None => format!("apps.dir: {dir} holds several apps or none: say --app, one of {known}"),
    }
}

/// The one app of this id, or the only one at all.
fn the_app(sources: &[FolderSource], wanted: Option<&AppId>) -> Option<(AppId, PathBuf)> {
    let apps = sources.iter().filter_map(|source| Some((source.app_id()?, source.root().to_owned())));
    let mut meant = apps.filter(|(app, _)| wanted.is_none_or(|wanted| wanted == app));
    meant.next().filter(|_| meant.next().is_none())
}

fn read(file: &Path) -> anyhow::Result<Map<String, Value>> {
    let text = if file == Path::new("-") { io::read_to_string(io::stdin().lock()) } else { fs::read_to_string(file) };
    let text = text.with_context(|| format!("--values: cannot read {}", file.display()))?;
    // serde_json's message would quote its content.
    serde_json::from_str(&text).ok().with_context(|| format!("--values: {} is not a JSON object", file.display()))
}
