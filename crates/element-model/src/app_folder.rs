//! `AppFolder`: the files of one app, read and checked one by one, before apps and elements know of each other.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::{Map, Value};

use crate::{Definition, FullName, NameError, Problem, Source, decode::parse_object, manifest::Manifest};

/// Folders at the root of an app that hold no elements.
const WITHOUT_ELEMENTS: [&str; 1] = ["commons"];

/// An app as its files say.
pub(crate) struct AppFolder {
    pub(crate) label: String,
    pub(crate) manifest: Manifest,
    pub(crate) entries: BTreeMap<FullName, Entry>,
    /// Elements whose `e.json` is wrong, with what it lacks besides: nothing that depends on them is worth a further
    /// problem.
    pub(crate) broken: BTreeMap<FullName, Vec<Problem>>,
    /// Business configurations without an `e.json` beside them, with their files.
    pub(crate) strays: Vec<(FullName, String)>,
}

/// The files of an element.
pub(crate) struct Entry {
    /// Its `e.json`.
    pub(crate) file: String,
    pub(crate) keys: Map<String, Value>,
    pub(crate) definition: Arc<Definition>,
    /// The problems of one that overrides no other.
    pub(crate) lacks: Vec<Problem>,
    /// Where its business configuration is, or would be.
    pub(crate) config_file: String,
    pub(crate) config: Option<Arc<Value>>,
}

impl AppFolder {
    /// Reads an app; `None` where it cannot be told which app it is. Problems are added to `problems`.
    pub(crate) fn read(source: &dyn Source, problems: &mut Vec<Problem>) -> Option<Self> {
        let label = source.label();
        let paths: BTreeSet<String> = match source.list() {
            Ok(paths) => paths.into_iter().collect(),
            Err(error) => {
                problems.push(Problem::of_file(label, error.message()));
                return None;
            }
        };
        let reader = Reader { source, label: &label, paths: &paths };
        let manifest = reader.manifest(problems)?;
        let mut folder = Self {
            label: label.clone(),
            manifest,
            entries: BTreeMap::new(),
            broken: BTreeMap::new(),
            strays: Vec::new(),
        };
        for (folder_path, name) in reader.elements(problems) {
            if let Some(earlier) = folder.entries.get(&name) {
                let message = format!("{name} is already defined by {}", earlier.file);
                problems.push(Problem::of_file(reader.file(&format!("{folder_path}/e.json")), message));
            } else {
                match reader.entry(folder_path, &name, problems) {
                    Ok(entry) => drop(folder.entries.insert(name, entry)),
                    Err(lacks) => drop(folder.broken.insert(name, lacks)),
                }
            }
        }
        folder.strays = reader.strays();
        Some(folder)
    }

    /// Whether something is wrong with the `e.json` of an element, which is a problem already.
    pub(crate) fn is_broken(&self, name: &FullName) -> bool {
        self.broken.contains_key(name) || self.entries.get(name).is_some_and(|entry| !entry.lacks.is_empty())
    }
}

struct Reader<'a> {
    source: &'a dyn Source,
    label: &'a str,
    paths: &'a BTreeSet<String>,
}

impl Reader<'_> {
    fn manifest(&self, problems: &mut Vec<Problem>) -> Option<Manifest> {
        let keys = self.object("app.json", problems)?;
        let mut flaws = Vec::new();
        let manifest = Manifest::read(keys, &mut flaws);
        problems.extend(flaws.into_iter().map(|flaw| Problem::of_flaw(self.file("app.json"), flaw)));
        manifest
    }

    /// The folders that hold an `e.json`, with the full names they have.
    fn elements(&self, problems: &mut Vec<Problem>) -> Vec<(&str, FullName)> {
        let mut elements = Vec::new();
        for path in self.paths {
            let Some(folder) = path.strip_suffix("/e.json").filter(|folder| holds_elements(folder)) else { continue };
            match FullName::from_path(folder) {
                Ok(name) => elements.push((folder, name)),
                Err(NameError::Empty) => {}
                Err(error) => problems.push(Problem::of_file(self.file(path), error.to_string())),
            }
        }
        elements
    }

    /// # Errors
    /// The `e.json` is wrong, which is added to `problems`; with the problems that it has besides if it overrides none.
    fn entry(&self, folder: &str, name: &FullName, problems: &mut Vec<Problem>) -> Result<Entry, Vec<Problem>> {
        let file = format!("{folder}/e.json");
        let keys = self.object(&file, problems).ok_or_else(Vec::new)?;
        let lacks: Vec<_> = Definition::lacks(&keys).map(|flaw| Problem::of_flaw(self.file(&file), flaw)).collect();
        let mut flaws = Vec::new();
        let definition = Definition::read(keys.clone(), &mut flaws);
        let sound = flaws.is_empty();
        problems.extend(flaws.into_iter().map(|flaw| Problem::of_flaw(self.file(&file), flaw)));
        let config_path = format!("{folder}/{}.json", name.name());
        let has_config = config_path != file && self.paths.contains(&config_path);
        let mut unread = Vec::new();
        let config = if has_config { self.object(&config_path, &mut unread) } else { None };
        // A draft may hold what is not even JSON yet.
        problems.extend(unread.into_iter().filter(|_| !definition.draft));
        if !sound {
            return Err(lacks);
        }
        Ok(Entry {
            file: self.file(&file),
            keys,
            definition: Arc::new(definition),
            lacks,
            config_file: self.file(&config_path),
            config: config.map(|config| Arc::new(Value::Object(config))),
        })
    }

    fn strays(&self) -> Vec<(FullName, String)> {
        let stray = |path: &String| {
            let (folder, file) = path.rsplit_once('/').filter(|(folder, _)| holds_elements(folder))?;
            let name = FullName::from_path(folder).ok()?;
            let is_config = file.strip_suffix(".json") == Some(name.name());
            (is_config && !self.paths.contains(&format!("{folder}/e.json"))).then(|| (name, self.file(path)))
        };
        self.paths.iter().filter_map(stray).collect()
    }

    fn object(&self, path: &str, problems: &mut Vec<Problem>) -> Option<Map<String, Value>> {
        let text = self.source.read(path).map_err(|error| error.message());
        let object = text.and_then(|text| parse_object(text.trim_start_matches('\u{feff}')));
        object.map_err(|message| problems.push(Problem::of_file(self.file(path), message))).ok()
    }

    fn file(&self, path: &str) -> String {
        format!("{}/{path}", self.label)
    }
}

fn holds_elements(folder: &str) -> bool {
    let root = folder.split('/').next().unwrap_or_default();
    !WITHOUT_ELEMENTS.contains(&root) && !folder.split('/').any(|part| part.starts_with('.'))
}
