//! `Editor`: changes instances, in the apps that this process serves or on the disk alone.

use std::{path::PathBuf, sync::Arc};

use async_trait::async_trait;
use clock::Clock;
use element_model::{AppId, ConfigField, FullName};
use serde_json::{Map, Value};

use crate::{
    catalog::Catalog,
    instances::{Change, Checked, Draft, Edit, EditError, Lock, Site},
};

/// A change that was made.
#[derive(Debug)]
#[non_exhaustive]
pub struct Edited {
    /// The catalog that has it, where this process serves it.
    pub catalog: Option<Arc<Catalog>>,
    /// The instance's folder.
    pub place: PathBuf,
    /// The instance's type.
    pub r#type: String,
    /// The paths of the keys that changed; never what they hold.
    pub changed: Vec<String>,
    /// Whether the instance is a draft now.
    pub is_draft: bool,
    /// The things that a draft lacks, a line each.
    pub lacks: Vec<String>,
    /// The problems that keep the apps from being served now and were there before the change, a line each.
    pub flaws: Vec<String>,
}

impl Edited {
    pub(crate) fn of(draft: &Draft<'_>, catalog: Option<Arc<Catalog>>, flaws: Vec<String>) -> Self {
        Self {
            catalog,
            place: draft.place(),
            r#type: draft.r#type().to_owned(),
            changed: draft.changed().to_vec(),
            is_draft: draft.stays_draft(),
            lacks: draft.lacks().to_vec(),
            flaws,
        }
    }
}

/// Changes instances.
#[async_trait]
pub trait Editor: Send + Sync {
    /// Changes an instance, after all apps were checked with the change. `tag` is random: it tells what is being written
    /// from what others are writing.
    ///
    /// # Errors
    /// Why nothing was changed.
    async fn edit(&self, edit: Edit, clock: &dyn Clock, tag: String) -> Result<Edited, EditError>;
}

/// The folders of apps on the disk, where a command changes instances of one; servers take the change over at their next
/// looks.
pub struct AppsOnDisk<'a> {
    /// The apps.
    pub site: Site<'a>,
    /// The folder of the app that changes.
    pub root: PathBuf,
}

impl AppsOnDisk<'_> {
    /// The configuration that a new instance of a Type begins with, and what the Type is called.
    ///
    /// # Errors
    /// The apps cannot be read, or the Type has no code in this server.
    pub fn skeleton(&self, app: &AppId, r#type: &FullName) -> Result<(Map<String, Value>, String), EditError> {
        let apps = self.site.now().map_err(|problems| EditError::correct_first(&problems))?;
        let app = apps.app(app).ok_or_else(|| EditError::no_app(app))?;
        let no_type = |error: element_model::ElementError| EditError::value(format!("type: {error}"));
        let element = app.get_element(r#type.as_str()).map_err(no_type)?;
        if self.site.built_in.registry.type_of(element).is_none() {
            return Err(self.site.without_code(r#type));
        }
        Ok((ConfigField::skeleton(element.config_fields()), element.definition().title.clone()))
    }

    /// Makes a draft, whose configuration is not looked at: it has no values yet.
    fn begin(&self, edit: &Edit, tag: &str) -> Result<Edited, EditError> {
        // The environment of the server is not needed where nothing has a value.
        let unknown = |_: &str| Some("unknown".to_owned());
        let site = Site { sources: self.site.sources.clone(), environment: &unknown, ..self.site };
        let apps = site.now().map_err(|problems| EditError::correct_first(&problems))?;
        let draft = site.draft(edit, Some(&apps))?;
        site.check_elements(&draft, edit)?;
        draft.write(tag)?;
        Ok(Edited::of(&draft, None, Vec::new()))
    }

    fn change(&self, edit: &Edit, tag: &str) -> Result<Edited, EditError> {
        let now = self.site.readable();
        let mut draft = self.site.draft(edit, now.as_ref())?;
        let flaws = match self.site.check(&mut draft, edit)? {
            Checked::Sound(_) => Vec::new(),
            Checked::Flawed(problems) => problems,
        };
        draft.write(tag)?;
        Ok(Edited::of(&draft, None, flaws))
    }
}

#[async_trait]
impl Editor for AppsOnDisk<'_> {
    async fn edit(&self, edit: Edit, clock: &dyn Clock, tag: String) -> Result<Edited, EditError> {
        let _lock = Lock::take(&self.root, clock).await?;
        match edit.change {
            Change::Create { is_unfinished: true, .. } => self.begin(&edit, &tag),
            _ => self.change(&edit, &tag),
        }
    }
}
