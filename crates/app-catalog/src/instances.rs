//! Instances that are created, changed and removed by a function or a command: the whole of the apps is checked with the
//! change before anything on the disk is touched, and then each file or folder changes at once. A change is refused for
//! what is wrong because of it, not for what was wrong before.

mod changed;
mod disk;
mod draft;
mod edit;
mod edit_error;
mod finished;
mod given;
mod lock;
mod merge;
mod owner;
mod place;
mod survey;

use std::path::Path;

use element_model::{App, Apps, Element, FullName, Layer, Problem, Source, Variables};
use element_type::{Fault, OpenProblem};
use serde_json::{Map, Value};

pub(crate) use self::{draft::Draft, lock::Lock};
use self::{
    draft::New,
    finished::Finished,
    given::SecretFields,
    survey::{Flawed, survey},
};
pub use self::{
    edit::{Change, Door, Edit},
    edit_error::EditError,
};
use crate::{
    apps::{self, FolderSource, SecretFiles},
    built_in::BuiltIn,
    catalog::Catalog,
    catalog_error::Trouble,
};

/// Most problems that one answer tells of.
const TOLD: usize = 3;

/// The apps as they would be with a change that may be made.
pub enum Checked {
    /// They can be served.
    Sound(Catalog),
    /// They cannot, for what was wrong before the change already: a line each, without the machine's paths.
    Flawed(Vec<String>),
}

impl Checked {
    /// The catalog that goes into service with the change.
    ///
    /// # Errors
    /// There is none: whoever is told that a change is made may rely on it.
    pub fn sound(self) -> Result<Catalog, EditError> {
        match self {
            Self::Sound(catalog) => Ok(catalog),
            Self::Flawed(mut problems) => {
                problems.truncate(TOLD);
                Err(EditError::value(problems.join("; ")))
            }
        }
    }
}

/// The folders of all apps that can have to do with a change, and what opens their instances.
pub struct Site<'a> {
    /// The code that elements may have.
    pub built_in: &'a BuiltIn,
    /// The apps' folders.
    pub sources: Vec<FolderSource>,
    /// The variables that no app gives.
    pub environment: &'a (dyn Variables + Sync),
}

impl<'a> Site<'a> {
    /// All apps below `dir`.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn of(
        built_in: &'a BuiltIn,
        dir: &Path,
        environment: &'a (dyn Variables + Sync),
        secrets: &SecretFiles,
    ) -> Result<Self, EditError> {
        let sources =
            apps::sources(dir, secrets).map_err(|error| EditError::disk("the apps' folder cannot be read", error))?;
        Ok(Self { built_in, sources, environment })
    }

    /// The apps as they are.
    ///
    /// # Errors
    /// All that is wrong with their files.
    pub fn now(&self) -> Result<Apps, Vec<Problem>> {
        let sources: Vec<_> = self.sources.iter().map(|source| source as &dyn Source).collect();
        self.built_in.apps(&sources, self.environment)
    }

    /// The apps as they are, without the elements whose files are wrong; `None` where they cannot be read without those
    /// either.
    pub fn readable(&self) -> Option<Apps> {
        let sources: Vec<_> = self.sources.iter().map(|source| source as &dyn Source).collect();
        match survey(self.built_in, &sources, self.environment) {
            Ok(catalog) => Some(catalog.apps),
            Err(flawed) => flawed.apps,
        }
    }

    /// The things that the drafts of all apps lack, and their problems.
    pub fn lacks_of_drafts(&self) -> Vec<Trouble> {
        let finished: Vec<_> = self.sources.iter().map(|source| Finished::all(source)).collect();
        let sources: Vec<_> = finished.iter().map(|app| app as &dyn Source).collect();
        survey(self.built_in, &sources, self.environment).err().map(|flawed| flawed.troubles).unwrap_or_default()
    }

    /// The files as they would be; `now` are the apps before the change, where they can be read.
    ///
    /// # Errors
    /// There is no such app, the instance is there already or is not, or what is given will not do.
    pub fn draft(&self, edit: &Edit, now: Option<&Apps>) -> Result<Draft<'_>, EditError> {
        let app = now.and_then(|apps| apps.app(&edit.app));
        let found = self.sources.iter().find(|source| source.app_id().as_ref() == Some(&edit.app));
        let source = found.ok_or_else(|| EditError::no_app(&edit.app))?;
        let own = source.element_folder(&edit.instance).map_err(EditError::unreadable)?;
        match (&edit.change, own) {
            (Change::Create { r#type, title, config, is_unfinished }, None) => {
                self.check_free(&edit.instance, r#type, app)?;
                let secrets = secret_fields(app, &[r#type.as_str()], config, edit.by)?;
                let new = New { r#type, title, config: config.clone(), is_unfinished: *is_unfinished };
                Draft::create(source, &edit.instance, new, secrets)
            }
            (Change::Create { .. }, Some(_)) => {
                Err(EditError::value(format!("{} exists already; nothing was changed", edit.instance)))
            }
            (Change::Update { title, config, finish }, Some(folder)) => {
                let r#type = Draft::type_of(source, &folder);
                let names = [edit.instance.as_str(), r#type.as_deref().unwrap_or_default()];
                let secrets = secret_fields(app, &names, config, edit.by)?;
                let draft = Draft::update(source, &edit.instance, folder, title.as_deref(), config.clone(), secrets)?;
                if *finish && !draft.is_unfinished() {
                    return Err(EditError::value(format!("{} is not a draft: nothing was changed", edit.instance)));
                }
                Ok(draft)
            }
            (Change::Remove, Some(folder)) => Draft::remove(source, &edit.instance, folder),
            (Change::Update { .. } | Change::Remove, None) => Err(self.not_here(edit, app)),
        }
    }

    /// The apps and their instances as they would be.
    ///
    /// # Errors
    /// The change makes something wrong that was not so before, or the change is of an element that is not an instance
    /// of a Type with code.
    pub fn check(&self, draft: &mut Draft<'_>, edit: &Edit) -> Result<Checked, EditError> {
        if draft.is_unfinished()
            && let Change::Update { finish, .. } = edit.change
        {
            return self.check_unfinished(draft, edit, finish);
        }
        let before: Vec<_> = self.sources.iter().map(|source| source as &dyn Source).collect();
        Ok(match self.examine(&self.with(draft), &before, draft, edit)? {
            Ok(catalog) => Checked::Sound(catalog),
            Err(troubles) => Checked::Flawed(told(&troubles, draft, edit)),
        })
    }

    /// A check of a draft as if it were finished: it goes into service if nothing is wrong with it then, and is left a
    /// draft by a change that does not bring what is wrong.
    fn check_unfinished(&self, draft: &mut Draft<'_>, edit: &Edit, finish: bool) -> Result<Checked, EditError> {
        let examined = {
            let after = Finished::one(&*draft, draft.definition());
            let before = Finished::one(draft.before(), draft.definition());
            let (after, before) = (self.in_place(draft, &after), self.in_place(draft, &before));
            self.examine(&after, &before, draft, edit)?
        };
        let troubles = match examined {
            Ok(catalog) => return draft.finish().map(|()| Checked::Sound(catalog)),
            Err(troubles) => troubles,
        };
        let (own, others): (Vec<_>, Vec<_>) = troubles.into_iter().partition(|trouble| is_own(trouble, draft, edit));
        if own.is_empty() {
            draft.finish()?;
            return Ok(Checked::Flawed(told(&others, draft, edit)));
        }
        if finish {
            return Err(refused(&own, draft, edit));
        }
        draft.lacks = told(&own, draft, edit);
        Ok(match survey(self.built_in, &self.with(draft), self.environment) {
            Ok(catalog) => Checked::Sound(catalog),
            Err(flawed) => Checked::Flawed(told(&flawed.troubles, draft, edit)),
        })
    }

    /// The catalog of the apps as they would be, or what is wrong with them that was wrong `before`.
    ///
    /// # Errors
    /// As of [`check`](Self::check).
    fn examine(
        &self,
        after: &[&dyn Source],
        before: &[&dyn Source],
        draft: &Draft<'_>,
        edit: &Edit,
    ) -> Result<Result<Catalog, Vec<Trouble>>, EditError> {
        let Flawed { troubles, apps } = match survey(self.built_in, after, self.environment) {
            Ok(catalog) => {
                self.check_apps(&catalog.apps, &[], draft, edit)?;
                return Ok(Ok(catalog));
            }
            Err(flawed) => flawed,
        };
        let before = survey(self.built_in, before, self.environment).err().map(|flawed| flawed.troubles);
        let brought = brought(&troubles, &before.unwrap_or_default(), draft, edit);
        if !brought.is_empty() {
            return Err(refused(&brought, draft, edit));
        }
        let app = apps.as_ref().and_then(|apps| apps.app(&edit.app));
        let is_known = |name: &str| app.is_some_and(|app| app.get_element(name).is_ok());
        let Some(apps) = apps.as_ref().filter(|_| is_known(edit.instance.as_str()) || is_known(draft.r#type())) else {
            // Nobody knows whether it is a login.
            return Err(refused(&troubles, draft, edit));
        };
        self.check_apps(apps, &troubles, draft, edit)?;
        Ok(Err(troubles))
    }

    /// Checks the apps as they would be without a look at what is in the configurations.
    ///
    /// # Errors
    /// As of [`check`](Self::check).
    pub fn check_elements(&self, draft: &Draft<'_>, edit: &Edit) -> Result<(), EditError> {
        let apps = self.built_in.apps(&self.with(draft), self.environment).map_err(|problems| {
            let troubles: Vec<_> = problems.into_iter().map(Trouble::File).collect();
            refused(&troubles, draft, edit)
        })?;
        self.check_apps(&apps, &[], draft, edit)
    }

    fn with<'s>(&'s self, draft: &'s Draft<'_>) -> Vec<&'s dyn Source> {
        self.in_place(draft, draft)
    }

    /// All apps, with `app` in the place of the one that changes.
    fn in_place<'s>(&'s self, draft: &Draft<'_>, app: &'s dyn Source) -> Vec<&'s dyn Source> {
        let of =
            |source: &'s FolderSource| -> &'s dyn Source { if source.root() == draft.root() { app } else { source } };
        self.sources.iter().map(of).collect()
    }

    /// Refuses a name that is in use for something else, and a `type` that is not a Type with code.
    fn check_free(&self, name: &FullName, r#type: &FullName, app: Option<&App>) -> Result<(), EditError> {
        let Some(app) = app else { return Ok(()) };
        if let Ok(taken) = app.get_element(name.as_str())
            && !self.is_changeable(taken)
        {
            let message = format!("fullName: {name} is another kind of element, from app {}", taken.origin().app);
            return Err(EditError::value(message));
        }
        match app.get_element(r#type.as_str()) {
            Ok(known) if known.layer() != Layer::Type => Err(EditError::value(format!(
                "type: {type} is not a Type but an element of the layer {}",
                known.layer()
            ))),
            Ok(known) if self.built_in.registry.type_of(known).is_none() => Err(self.without_code(r#type)),
            Ok(_) => Ok(()),
            Err(error) => Err(EditError::value(format!("type: {error}"))),
        }
    }

    /// Refuses a change of anything but an instance of a Type with code; `troubles` are the problems of the apps.
    fn check_apps(&self, apps: &Apps, troubles: &[Trouble], draft: &Draft<'_>, edit: &Edit) -> Result<(), EditError> {
        let app = apps.app(&edit.app).ok_or_else(|| EditError::no_app(&edit.app))?;
        let of = app.get_element(draft.r#type()).ok().filter(|of| of.layer() == Layer::Type);
        let has_coded_type = of.is_some_and(|of| self.built_in.registry.type_of(of).is_some());
        let is_wrong = troubles.iter().any(|trouble| is_own(trouble, draft, edit));
        match (&edit.change, app.get_element(edit.instance.as_str())) {
            (Change::Remove, _) if has_coded_type => Ok(()),
            (Change::Create { .. } | Change::Update { .. }, Ok(element)) if self.is_changeable(element) => Ok(()),
            // An instance whose files are as wrong as before is not among the elements.
            (Change::Update { .. }, Err(_)) if has_coded_type && is_wrong => Ok(()),
            (Change::Remove, _) | (_, Ok(_)) => Err(not_changeable(&edit.instance)),
            // Such as what is below `commons`.
            (_, Err(_)) => Err(EditError::value(format!("fullName: an app has no elements at {}", edit.instance))),
        }
    }

    fn is_changeable(&self, element: &Element) -> bool {
        element.layer() == Layer::Instance && self.built_in.registry.type_of(element).is_some()
    }

    fn not_here(&self, edit: &Edit, app: Option<&App>) -> EditError {
        let Some(app) = app else {
            return EditError::Unknown(format!("app {} has no {} of its own", edit.app, edit.instance));
        };
        match app.get_element(edit.instance.as_str()) {
            Ok(inherited) if self.is_changeable(inherited) => EditError::Unknown(format!(
                "{} is inherited from app {}: change it there, or create one of that name here, which takes its place",
                edit.instance,
                inherited.origin().app
            )),
            Ok(_) => not_changeable(&edit.instance),
            Err(error) => EditError::Unknown(error.to_string()),
        }
    }

    pub(crate) fn without_code(&self, r#type: &FullName) -> EditError {
        let known: Vec<_> = self.built_in.registry.types().collect();
        EditError::value(format!("type: {type} has no code in this server: use one of {}", known.join(", ")))
    }
}

/// The secret fields of the first of these elements that the app knows, after a look at what is given.
///
/// # Errors
/// Values that may not come by this way.
fn secret_fields<'a>(
    app: Option<&'a App>,
    of: &[&str],
    given: &Map<String, Value>,
    by: Door,
) -> Result<SecretFields<'a>, EditError> {
    let secrets = SecretFields::of(app.and_then(|app| of.iter().find_map(|name| app.get_element(name).ok())));
    if by == Door::Function {
        given::check_function(given, secrets)?;
    }
    Ok(secrets)
}

fn not_changeable(instance: &FullName) -> EditError {
    EditError::value(format!(
        "{instance} cannot be changed here: it is not an instance of a Type that has code in this server"
    ))
}

/// The problems after a change that were not there before it. Of an instance with which something was wrong already, a
/// field that the change leaves as it was is no news either: a login type names the first that is wrong and not those
/// behind it.
fn brought(after: &[Trouble], before: &[Trouble], draft: &Draft<'_>, edit: &Edit) -> Vec<Trouble> {
    let was_wrong = before.iter().any(|trouble| is_own(trouble, draft, edit));
    let was_behind = |trouble: &Trouble| match trouble {
        Trouble::Instance(OpenProblem { field: Some(field), .. }) => {
            was_wrong && is_own(trouble, draft, edit) && draft.keeps(&edit.instance, field)
        }
        _ => false,
    };
    after.iter().filter(|trouble| !before.contains(trouble) && !was_behind(trouble)).cloned().collect()
}

/// Whether something is wrong with the instance itself.
fn is_own(trouble: &Trouble, draft: &Draft<'_>, edit: &Edit) -> bool {
    match trouble {
        Trouble::File(Problem { file, .. }) => draft.owns(file),
        Trouble::Instance(OpenProblem { instance, .. }) => instance.element == edit.instance,
        Trouble::ReservedOrg { .. } => false,
    }
}

/// Why a change is not made.
fn refused(troubles: &[Trouble], draft: &Draft<'_>, edit: &Edit) -> EditError {
    let fault = match troubles.iter().find(|trouble| is_own(trouble, draft, edit)) {
        Some(Trouble::Instance(problem)) => problem.fault,
        _ => Fault::Value,
    };
    let mut told = told(troubles, draft, edit);
    told.truncate(TOLD);
    EditError::Refused { fault, message: told.join("; ") }
}

/// The problems, a line each; those of the instance itself first.
fn told(troubles: &[Trouble], draft: &Draft<'_>, edit: &Edit) -> Vec<String> {
    let (own, others): (Vec<_>, Vec<_>) = troubles.iter().partition(|trouble| is_own(trouble, draft, edit));
    own.into_iter().chain(others).map(|trouble| draft.within_apps(trouble)).collect()
}
