//! `Manifest`: what an app's `app.json` says.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{AppId, WebOrigin, decode::Flaw, fields::Fields};

const FIRST_VERSION: &str = "1.0.0";

/// An entry of an app's `extends`: a parent, and the version of it that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Extension {
    /// The parent.
    pub app_id: AppId,
    /// The version that the parent must have; any where it is not said.
    pub version: Option<String>,
}

/// The content of an `app.json`; other keys are of no account.
#[derive(Clone)]
pub(crate) struct Manifest {
    pub(crate) id: AppId,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) extends: Vec<Extension>,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) allowed_origins: Vec<WebOrigin>,
}

impl Manifest {
    /// Reads an `app.json`; `None` where something is wrong with it, which is added to `flaws`.
    pub(crate) fn read(keys: Map<String, Value>, flaws: &mut Vec<Flaw>) -> Option<Self> {
        let mut fields = Fields::new(keys, "", flaws);
        let id: Option<AppId> = fields.required("appId");
        let name: Option<String> = fields.optional("name");
        let title: Option<String> = fields.optional("title");
        let version: Option<String> = fields.optional("version");
        let extends = fields.optional("extends").unwrap_or_default();
        let variables = fields.optional("variables").unwrap_or_default();
        let allowed_origins = fields.optional("allowedOrigins").unwrap_or_default();
        if !flaws.is_empty() {
            return None;
        }
        let id = id?;
        let name = name.unwrap_or_else(|| id.app().to_owned());
        let title = title.unwrap_or_else(|| name.clone());
        let version = version.unwrap_or_else(|| FIRST_VERSION.to_owned());
        Some(Self { id, name, title, version, extends, variables, allowed_origins })
    }
}
