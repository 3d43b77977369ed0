//! Assembly: makes an `App` of its folder and of those it inherits from.

mod draft;
mod removal;

use std::collections::BTreeMap;

use serde_json::Value;

use self::draft::{Draft, drafts, hidden, origin};
use crate::{
    App, AppId, ConfigField, Element, FullName, Layer, Problem, Source, Variables,
    app_folder::AppFolder,
    decode::Flaw,
    element::{Ancestry, Config},
    near::{did_you_mean, near},
    scope::Scope,
    secrets, template,
};

/// Makes the app of the folder `own`, the first of `line`, which inherits from the others; `parents` has those already.
/// Each problem is added to `problems`, and the elements concerned are left out.
pub(crate) fn assemble(
    own: &AppFolder,
    line: &[&AppFolder],
    parents: &BTreeMap<AppId, App>,
    context: &AssemblyContext<'_>,
    problems: &mut Vec<Problem>,
) -> App {
    let drafts = drafts(line, problems);
    for (name, file) in own.strays.iter().filter(|(name, _)| drafts.contains_key(name)) {
        let message = format!("there is no e.json beside it, so it does not replace the configuration of {name}");
        problems.push(Problem::of_file(file, message));
    }
    let of_apps = line.iter().map(|folder| &folder.manifest.variables).collect();
    let scope = Scope { app: &own.manifest.id, of_apps, environment: context.environment };
    let assembly = Assembly { line, parents, types: types(own, &drafts), drafts, scope, sources: context.sources };
    let mut elements = BTreeMap::new();
    for (name, draft) in &assembly.drafts {
        if let Some(element) = assembly.element(name, draft, problems) {
            elements.insert((*name).clone(), element);
        }
    }
    App::new(own, line, elements, hidden(line))
}

/// The parts of apps beside their files.
pub(crate) struct AssemblyContext<'a> {
    pub(crate) environment: &'a dyn Variables,
    /// Where the files of all apps come from.
    pub(crate) sources: &'a [&'a dyn Source],
}

struct Assembly<'a> {
    line: &'a [&'a AppFolder],
    parents: &'a BTreeMap<AppId, App>,
    drafts: BTreeMap<&'a FullName, Draft<'a>>,
    /// The elements that are the type of another one, each with one that has it.
    types: BTreeMap<FullName, &'a FullName>,
    scope: Scope<'a>,
    sources: &'a [&'a dyn Source],
}

impl Assembly<'_> {
    fn element(&self, name: &FullName, draft: &Draft<'_>, problems: &mut Vec<Problem>) -> Option<Element> {
        let above = match self.above(name, draft) {
            Ok(above) => above,
            Err(flaw) => {
                problems.extend(flaw.map(|flaw| Problem::of_flaw(&draft.entry.file, flaw)));
                return None;
            }
        };
        if draft.home.label == self.line.first()?.label {
            let flaws = removal::of_nothing(draft, &above);
            problems.extend(flaws.into_iter().map(|flaw| Problem::of_flaw(&draft.entry.file, flaw)));
        }
        let ancestry = above.below(&draft.definition);
        let layer = self.layer(name, draft, &ancestry);
        if draft.definition.draft && layer != Layer::Instance {
            let message = format!("only an instance can be a draft, and {name} is a {layer}");
            problems.push(Problem::of_field(&draft.entry.file, "draft", message));
        }
        let config = draft.config.and_then(|(app, file, written)| match layer {
            Layer::Instance => {
                let (resolved, flaws) = self.resolve(app, written, &ancestry);
                // A draft may lack what it likes.
                let flaws = flaws.into_iter().filter(|_| !draft.definition.draft);
                problems.extend(flaws.map(|flaw| Problem::of_flaw(file, flaw)));
                Some(Config { origin: origin(app, file), written: written.clone(), resolved })
            }
            Layer::Meta | Layer::Type => {
                problems.push(Problem::of_file(file, self.why_no_instance(name, draft, &ancestry)));
                None
            }
        });
        Some(Element {
            full_name: name.clone(),
            layer,
            definition: draft.definition.clone(),
            own_definition: draft.entry.definition.clone(),
            ancestry,
            origin: origin(draft.home, &draft.entry.file),
            overrides: draft.overridden.iter().map(|(folder, entry)| origin(folder, &entry.file)).collect(),
            config_path: draft.config.map_or(draft.entry.config_file.as_str(), |(_, file, _)| file).to_owned(),
            config,
        })
    }

    /// A configuration of an app with its variables replaced and its secrets in place, and what is wrong with it.
    fn resolve(&self, app: &AppFolder, written: &Value, ancestry: &Ancestry) -> (Value, Vec<Flaw>) {
        let mut flaws = Vec::new();
        let mut resolved = template::resolve(written, &self.scope, "", &mut flaws);
        let secrets = ancestry.config_fields.iter().filter(|field| field.secret);
        let secrets = secrets.map(|field| field.name.as_str()).collect();
        if let Some(source) = self.sources.iter().find(|source| source.label() == app.label) {
            secrets::settle(&mut resolved, &secrets, *source, &mut flaws);
        }
        (resolved, flaws)
    }

    fn layer(&self, name: &FullName, draft: &Draft<'_>, ancestry: &Ancestry) -> Layer {
        match ancestry.chain.len() {
            0 => Layer::Meta,
            1 => Layer::Type,
            _ if draft.definition.is_declared_type() || self.types.contains_key(name) => Layer::Type,
            _ => Layer::Instance,
        }
    }

    fn why_no_instance(&self, name: &FullName, draft: &Draft<'_>, ancestry: &Ancestry) -> String {
        let because = match self.types.get(name) {
            _ if draft.definition.is_declared_type() => " by its `extendType`".to_owned(),
            Some(instance) if ancestry.chain.len() > 1 => format!(", being the type of {instance}"),
            _ => String::new(),
        };
        format!("only instances have a business configuration; {name} is none{because}")
    }

    /// The types above an element, and what they declare.
    ///
    /// # Errors
    /// There is no way up to a Meta, with the flaw where it is this element's own.
    fn above(&self, name: &FullName, draft: &Draft<'_>) -> Result<Ancestry, Option<Flaw>> {
        let mut ancestry = Ancestry::default();
        let mut current = draft;
        while let Some(above) = &current.definition.r#type {
            if current.hides(self.scope.app, above) {
                let app = self.parents.get(&current.home.manifest.id);
                let hidden = app.and_then(|app| app.get_element(above.as_str()).ok()).ok_or(None)?;
                if ancestry.chain.is_empty() {
                    ancestry.type_private_to = Some(current.home.manifest.id.clone());
                }
                ancestry.chain.push(above.clone());
                ancestry.chain.extend_from_slice(hidden.type_chain());
                ancestry.add_functions(&hidden.ancestry.functions);
                ConfigField::lay_over(&mut ancestry.config_fields, &hidden.ancestry.config_fields);
                break;
            }
            if above == name || ancestry.chain.contains(above) {
                return Err((above == name).then(|| circle(name, &ancestry.chain)));
            }
            ancestry.chain.push(above.clone());
            let Some(next) = self.drafts.get(above) else {
                return Err((ancestry.chain.len() == 1).then(|| self.unknown(above)).flatten());
            };
            ancestry.add(&next.definition);
            current = next;
        }
        Ok(ancestry)
    }

    /// The flaw of an element whose type is not there; none where its being broken is a problem already.
    fn unknown(&self, wanted: &FullName) -> Option<Flaw> {
        if self.line.iter().any(|folder| folder.is_broken(wanted)) {
            return None;
        }
        let private_to = self.line.iter().find(|folder| folder.entries.contains_key(wanted));
        let message = private_to.map_or_else(
            || {
                let near = near(wanted.as_str(), self.drafts.keys().map(|name| name.as_str()));
                format!("there is no element `{wanted}`{}", did_you_mean(&near))
            },
            |folder| format!("{wanted} is private to app {}", folder.manifest.id),
        );
        Some(Flaw { field: "type".to_owned(), message })
    }
}

/// The elements that are the type of another one as this app sees it, each with the first that has it.
fn types<'a>(own: &AppFolder, drafts: &BTreeMap<&'a FullName, Draft<'a>>) -> BTreeMap<FullName, &'a FullName> {
    let mut types = BTreeMap::new();
    for (name, draft) in drafts {
        if let Some(above) = draft.definition.r#type.as_ref().filter(|above| !draft.hides(&own.manifest.id, above)) {
            types.entry(above.clone()).or_insert(*name);
        }
    }
    types
}

fn circle(name: &FullName, chain: &[FullName]) -> Flaw {
    let names: Vec<&str> = [name].into_iter().chain(chain).chain([name]).map(FullName::as_str).collect();
    Flaw { field: "type".to_owned(), message: format!("an element cannot be above itself: {}", names.join(" → ")) }
}
