//! `Draft`: an app's files as they would be after a change.

use std::{
    collections::BTreeMap,
    fmt,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use element_model::{FullName, Source, SourceError};
use serde_json::{Map, Value};

use super::{
    EditError, changed,
    disk::{self, NewFile},
    finished,
    given::SecretFields,
    merge, place,
};
use crate::{
    apps::{FolderSource, MAX_FILE},
    catalog_error::Trouble,
};

/// Mode of a definition, which holds no secret.
const OPEN: u32 = 0o644;
/// Mode of a configuration, which may hold secrets.
const SECRET: u32 = 0o600;

/// An app's files as they would be after a change; nothing on the disk is touched before [`write`](Self::write).
pub struct Draft<'a> {
    source: &'a FolderSource,
    /// The instance's folder, as a path below the app's root.
    folder: String,
    r#type: String,
    action: FileAction,
    /// The files that would change, by their paths below the root, with their new text.
    files: BTreeMap<String, Option<String>>,
    /// The paths of the keys that change.
    changed: Vec<String>,
    /// Whether the instance is out of service because it is not finished.
    is_unfinished: bool,
    /// The things that it lacks to be finished; found by the check of the change.
    pub(super) lacks: Vec<String>,
}

/// A new instance's definition and configuration.
pub(super) struct New<'a> {
    pub(super) r#type: &'a FullName,
    pub(super) title: &'a str,
    pub(super) config: Map<String, Value>,
    pub(super) is_unfinished: bool,
}

#[derive(Clone, Copy)]
enum FileAction {
    Make,
    Replace,
    Remove,
}

impl<'a> Draft<'a> {
    /// A new instance.
    pub(super) fn create(
        source: &'a FolderSource,
        instance: &FullName,
        new: New<'_>,
        secrets: SecretFields<'_>,
    ) -> Result<Self, EditError> {
        let folder = place::of_new(source.root(), instance)?;
        let mut config = Map::new();
        merge::lay_over(&mut config, new.config, "", secrets)?;
        let mut definition = Map::from_iter([
            ("title".to_owned(), titled(new.title)?.into()),
            ("type".to_owned(), new.r#type.as_str().into()),
        ]);
        if new.is_unfinished {
            definition = finished::begin(definition);
        }
        let changed = changed::paths(&Map::new(), &config);
        let files = BTreeMap::from([
            (definition_file(&folder), Some(text(&Value::Object(definition))?)),
            (config_file(&folder, instance), Some(text(&Value::Object(config))?)),
        ]);
        let (r#type, is_unfinished) = (new.r#type.to_string(), new.is_unfinished);
        Ok(Self { source, folder, r#type, action: FileAction::Make, files, changed, is_unfinished, lacks: Vec::new() })
    }

    /// Another title, and what is given of a configuration laid over the one that is there.
    pub(super) fn update(
        source: &'a FolderSource,
        instance: &FullName,
        folder: String,
        title: Option<&str>,
        given: Map<String, Value>,
        secrets: SecretFields<'_>,
    ) -> Result<Self, EditError> {
        let mut draft = Self::of_there(source, folder, FileAction::Replace)?;
        if let Some(title) = title {
            let file = definition_file(&draft.folder);
            let mut definition = object(source, &file)?;
            let before = definition.insert("title".to_owned(), titled(title)?.into());
            draft.changed.extend((before != Some(title.into())).then(|| "title".to_owned()));
            draft.replace(file, definition)?;
        }
        if !given.is_empty() {
            let file = config_file(&draft.folder, instance);
            let is_there = source.list().map_err(EditError::unreadable)?.contains(&file);
            let mut config = if is_there { object(source, &file)? } else { Map::new() };
            let before = config.clone();
            merge::lay_over(&mut config, given, "", secrets)?;
            draft.changed.extend(changed::paths(&before, &config));
            draft.replace(file, config)?;
        }
        Ok(draft)
    }

    /// Without the instance and its folder.
    pub(super) fn remove(source: &'a FolderSource, instance: &FullName, folder: String) -> Result<Self, EditError> {
        let mut draft = Self::of_there(source, folder, FileAction::Remove)?;
        let within = format!("{}/", draft.folder);
        let files = source.list().map_err(EditError::unreadable)?;
        let files: Vec<_> = files.into_iter().filter(|file| file.starts_with(&within)).collect();
        let is_below = |file: &&String| file.ends_with("/e.json") && **file != definition_file(&draft.folder);
        if let Some(below) = files.iter().find(is_below) {
            let message = format!("{instance} has elements of its own, such as {below}: remove those first");
            return Err(EditError::value(message));
        }
        draft.files = files.into_iter().map(|file| (file, None)).collect();
        Ok(draft)
    }

    /// The type of the instance in a folder, as its definition says.
    pub(super) fn type_of(source: &FolderSource, folder: &str) -> Option<String> {
        let definition = object(source, &definition_file(folder)).ok()?;
        definition.get("type").and_then(Value::as_str).map(str::to_owned)
    }

    fn of_there(source: &'a FolderSource, folder: String, action: FileAction) -> Result<Self, EditError> {
        place::check_folders(source.root(), &folder)?;
        let definition = object(source, &definition_file(&folder))?;
        let r#type = definition.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let is_unfinished = finished::finish(definition).is_some();
        let (files, changed, lacks) = (BTreeMap::new(), Vec::new(), Vec::new());
        Ok(Self { source, folder, r#type, action, files, changed, is_unfinished, lacks })
    }

    /// Puts the instance into service, which was a draft.
    pub(super) fn finish(&mut self) -> Result<(), EditError> {
        let file = definition_file(&self.folder);
        let Some(definition) = finished::finish(object(&*self, &file)?) else { return Ok(()) };
        self.changed.push("draft".to_owned());
        self.is_unfinished = false;
        self.replace(file, definition)
    }

    fn replace(&mut self, file: String, content: Map<String, Value>) -> Result<(), EditError> {
        place::check_file(self.source.root(), &file)?;
        self.files.insert(file, Some(text(&Value::Object(content))?));
        Ok(())
    }

    /// The app's folder.
    pub fn root(&self) -> &Path {
        self.source.root()
    }

    /// The instance's folder.
    pub fn place(&self) -> PathBuf {
        self.root().join(&self.folder)
    }

    /// The app's files as they are.
    pub(super) fn before(&self) -> &'a FolderSource {
        self.source
    }

    /// The instance's definition, as a path below the app's root.
    pub(super) fn definition(&self) -> String {
        definition_file(&self.folder)
    }

    /// Whether the instance is a draft, after the change.
    pub fn is_unfinished(&self) -> bool {
        self.is_unfinished
    }

    /// Whether the instance is there after the change, and a draft.
    pub fn stays_draft(&self) -> bool {
        self.is_unfinished && !matches!(self.action, FileAction::Remove)
    }

    /// The things that the instance lacks to be no draft any more, a line each.
    pub fn lacks(&self) -> &[String] {
        &self.lacks
    }

    /// The paths of the keys that the change touches; never what they hold.
    pub fn changed(&self) -> &[String] {
        &self.changed
    }

    /// The instance's type, as its definition says.
    pub fn r#type(&self) -> &str {
        &self.r#type
    }

    /// The files that change, with their whole paths.
    pub fn touched(&self) -> Vec<PathBuf> {
        self.files.keys().map(|file| self.root().join(file)).collect()
    }

    /// Whether a file, with its source's label, is one of the instance's folder.
    pub(super) fn owns(&self, file: &str) -> bool {
        let below = file.strip_prefix(&self.source.label()).and_then(|rest| rest.strip_prefix('/'));
        below.and_then(|below| below.rsplit_once('/')).is_some_and(|(folder, _)| folder == self.folder)
    }

    /// Whether a field of the configuration, such as `authConfig.token`, stays what it is, also where it is not there.
    pub(super) fn keeps(&self, instance: &FullName, field: &str) -> bool {
        let file = config_file(&self.folder, instance);
        // Of a list the whole is compared.
        let path = field.split('[').next().unwrap_or_default();
        let value = |source: &dyn Source| {
            let config = Value::Object(object(source, &file).ok()?);
            path.split('.').try_fold(&config, |above, key| above.get(key)).cloned()
        };
        value(self.source) == value(self)
    }

    /// The problems, with files as paths below the apps' folder.
    pub(super) fn within_apps(&self, trouble: &Trouble) -> String {
        let above = self.root().parent().map(|dir| format!("{}/", dir.display()));
        let told = trouble.to_string();
        above.map_or_else(|| told.clone(), |above| told.replace(&above, ""))
    }

    /// Makes the change, at once; `tag` tells what is being written from what others are writing.
    ///
    /// # Errors
    /// A file or folder cannot be written; what was there stays.
    pub fn write(&self, tag: &str) -> Result<(), EditError> {
        let written = match self.action {
            FileAction::Make => disk::make_folder(&self.place(), &self.new_files(), tag),
            FileAction::Replace => disk::replace_files(&self.new_files(), tag),
            FileAction::Remove => disk::remove_folder(&self.place(), tag),
        };
        written.map_err(|error| EditError::disk(format!("{} cannot be written", self.folder), error))
    }

    fn new_files(&self) -> Vec<NewFile> {
        let new = |(file, text): (&String, &Option<String>)| {
            let (path, text) = (self.root().join(file), text.clone()?);
            let mode = if *file == definition_file(&self.folder) { mode_of(&path) } else { SECRET };
            Some(NewFile { path, text, mode })
        };
        self.files.iter().filter_map(new).collect()
    }
}

impl Source for Draft<'_> {
    fn label(&self) -> String {
        self.source.label()
    }

    fn list(&self) -> Result<Vec<String>, SourceError> {
        let mut files = self.source.list()?;
        files.retain(|file| !self.files.contains_key(file));
        files.extend(self.files.iter().filter(|(_, text)| text.is_some()).map(|(file, _)| file.clone()));
        Ok(files)
    }

    fn read(&self, path: &str) -> Result<String, SourceError> {
        match self.files.get(path) {
            Some(Some(text)) => Ok(text.clone()),
            Some(None) => Err(SourceError::new(path, "there is no such file")),
            None => self.source.read(path),
        }
    }

    fn read_secret(&self, path: &str) -> Result<String, SourceError> {
        self.source.read_secret(path)
    }
}

impl fmt::Debug for Draft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("files", &self.files.keys()).finish_non_exhaustive()
    }
}

fn definition_file(folder: &str) -> String {
    format!("{folder}/e.json")
}

fn config_file(folder: &str, instance: &FullName) -> String {
    format!("{folder}/{}.json", instance.name())
}

/// The mode that a definition keeps, or gets.
fn mode_of(path: &Path) -> u32 {
    path.metadata().map_or(OPEN, |found| found.permissions().mode() & 0o777)
}

fn titled(title: &str) -> Result<&str, EditError> {
    if title.trim().is_empty() { Err(EditError::value("title: is empty")) } else { Ok(title) }
}

fn text(content: &Value) -> Result<String, EditError> {
    let text = format!("{content:#}\n");
    let is_short = u64::try_from(text.len()).is_ok_and(|length| length <= MAX_FILE);
    if is_short { Ok(text) } else { Err(EditError::value(format!("config: is longer than {MAX_FILE} bytes"))) }
}

/// The object in a file of the app.
fn object(source: &dyn Source, file: &str) -> Result<Map<String, Value>, EditError> {
    let text = source.read(file).map_err(EditError::unreadable)?;
    let object = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok();
    object.ok_or_else(|| EditError::value(format!("{file} is not a JSON object: correct it by hand first")))
}
