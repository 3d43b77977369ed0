//! `element new`, `set` and `remove`: change an instance on the disk, as the server's own functions do.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use app_catalog::{BuiltIn, Change, Checked, Door, Draft, Edit, FolderSource, Lock, SecretFiles, Site, sources};
use clap::{ArgGroup, Args};
use element_model::{AppId, Apps, ConfigField, FullName};
use serde_json::{Map, Value};

use super::{audit, open};
use crate::{cli::output, composition::Composition, config::Config, environment::ProcessEnvironment};

/// Length of what tells one change on the disk from another.
const TAG: usize = 12;

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
    /// What the instance is called on pages; as the Type is when not given.
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
    /// What the instance is called on pages.
    #[arg(long)]
    title: Option<String>,
    /// File with a JSON object of what changes in the configuration, `-` for standard input. What is not in it stays,
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
        let (clock_and_entropy, built_in) = open(config, composition).await?;
        let Here { app, root, sources } = Here::find(self.which, config)?;
        let _lock = Lock::take(&root, &*clock_and_entropy.clock).await?;
        // The environment of the server is not needed to write what has no values yet.
        let unknown = |_: &str| Some("unknown".to_owned());
        let site = Site { built_in: &built_in, sources, environment: &unknown };
        let apps = site.now().map_err(|problems| {
            let told: Vec<_> = problems.iter().map(ToString::to_string).collect();
            anyhow::anyhow!("{}\ncorrect this first; nothing was written", told.join("\n"))
        })?;
        let (skeleton, of_type) = skeleton(&built_in, &apps, &app, &self.r#type)?;
        let title = self.title.unwrap_or(of_type);
        let change = Change::Create { r#type: self.r#type, title, config: skeleton, is_unfinished: true };
        let edit = Edit { app, instance: self.full_name, change, by: Door::Command };
        let draft = site.draft(&edit, Some(&apps))?;
        site.check_elements(&draft, &edit)?;
        draft.write(&clock_and_entropy.entropy.alphanumeric(TAG))?;
        let (place, instance, name) = (draft.place(), &edit.instance, edit.instance.name());
        output::line(format!(
            "wrote {}, a draft: no server serves it yet, and none is kept from starting",
            place.display()
        ))?;
        output::line(format!("fill in {name}.json, then run: wecom-login element set {instance} --finish"))?;
        audit::note(config, "element new", &edit, &draft, clock_and_entropy.clock.now()).await;
        Ok(())
    }
}

impl Set {
    pub(super) async fn run(self, config: &Config, composition: &Composition) -> anyhow::Result<()> {
        let values = self.values.as_deref().map(read).transpose()?.unwrap_or_default();
        let change = Change::Update { title: self.title, config: values, finish: self.finish };
        apply(self.full_name, self.which, change, config, composition).await
    }
}

impl Remove {
    pub(super) async fn run(self, config: &Config, composition: &Composition) -> anyhow::Result<()> {
        apply(self.full_name, self.which, Change::Remove, config, composition).await
    }
}

/// Checks all apps with a change, then makes it, unless it makes something wrong that was not; servers take it over at
/// their next looks.
async fn apply(
    instance: FullName,
    which: Which,
    change: Change,
    config: &Config,
    composition: &Composition,
) -> anyhow::Result<()> {
    let (clock_and_entropy, built_in) = open(config, composition).await?;
    let Here { app, root, sources } = Here::find(which, config)?;
    let _lock = Lock::take(&root, &*clock_and_entropy.clock).await?;
    let environment = ProcessEnvironment::of(&config.apps);
    let site = Site { built_in: &built_in, sources, environment: &environment };
    let now = site.readable();
    let edit = Edit { app, instance, change, by: Door::Command };
    let mut draft = site.draft(&edit, now.as_ref())?;
    let checked = site.check(&mut draft, &edit)?;
    draft.write(&clock_and_entropy.entropy.alphanumeric(TAG))?;
    let told = tell(&draft, &edit, checked);
    let action = if matches!(edit.change, Change::Remove) { "element remove" } else { "element set" };
    audit::note(config, action, &edit, &draft, clock_and_entropy.clock.now()).await;
    told
}

/// Says what was done, and what keeps it out of service.
fn tell(draft: &Draft<'_>, edit: &Edit, checked: Checked) -> anyhow::Result<()> {
    let done = if matches!(edit.change, Change::Remove) { "removed" } else { "changed" };
    let (what, wrong) = match checked {
        Checked::Flawed(problems) => ("servers keep to the version before until this is right:", problems),
        Checked::Sound(_) if draft.is_unfinished() && !matches!(edit.change, Change::Remove) => {
            ("it stays a draft, out of service, until this is right:", draft.lacks().to_vec())
        }
        Checked::Sound(_) => ("servers that run take it over by themselves", Vec::new()),
    };
    output::line(format!("{done} {}; {what}", draft.place().display()))?;
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

/// What the configuration of a new instance begins with, and what the Type is called.
fn skeleton(
    built_in: &BuiltIn,
    apps: &Apps,
    app: &AppId,
    r#type: &FullName,
) -> anyhow::Result<(Map<String, Value>, String)> {
    let app = apps.app(app).with_context(|| format!("there is no app {app}"))?;
    let element = app.get_element(r#type.as_str()).context("--type")?;
    if built_in.registry.type_of(element).is_none() {
        let known: Vec<_> = built_in.registry.types().collect();
        bail!("--type: {type} is no login type; there is {}", known.join(", "));
    }
    Ok((ConfigField::skeleton(element.config_fields()), element.definition().title.clone()))
}

fn read(file: &Path) -> anyhow::Result<Map<String, Value>> {
    let text = if file == Path::new("-") { io::read_to_string(io::stdin().lock()) } else { fs::read_to_string(file) };
    let text = text.with_context(|| format!("--values: cannot read {}", file.display()))?;
    // What serde_json says of it would show what is in it.
    serde_json::from_str(&text).ok().with_context(|| format!("--values: {} is no JSON object", file.display()))
}
