//! `Rights`: what an administrator's token is good for.

use std::collections::BTreeSet;

use element_model::{AdminScope, AppId};
use login_type::{CallError, ErrorKind};

/// The scope of an administrator's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights {
    /// The one app; `None` for all of them, and for what is about the server as a whole.
    pub app: Option<AppId>,
    /// The scopes.
    pub scopes: BTreeSet<AdminScope>,
}

/// The demand on an administrator's token.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// In which app; `None` for what is about the server as a whole.
    pub app: Option<&'a AppId>,
    /// The scope that it must have.
    pub scope: AdminScope,
}

impl Default for Rights {
    /// Everything.
    fn default() -> Self {
        Self { app: None, scopes: AdminScope::ALL.into() }
    }
}

impl Rights {
    /// Refuses what the token is not good for.
    ///
    /// # Errors
    /// [`ErrorKind::AdminRequired`] with what it is good for.
    pub fn refuse_unless(&self, asked: Asked<'_>) -> Result<(), CallError> {
        if let Some(own) = self.app.as_ref().filter(|own| asked.app != Some(*own)) {
            let message = format!("this administrator's token is for app {own} alone: use one without an app");
            return Err(CallError::new(ErrorKind::AdminRequired, message));
        }
        if !self.scopes.contains(&asked.scope) {
            let message = format!(
                "this administrator's token has the scopes {}: this asks for {}",
                self.words().replace(' ', ", "),
                asked.scope
            );
            return Err(CallError::new(ErrorKind::AdminRequired, message));
        }
        Ok(())
    }

    /// The scopes' words with blanks between: as the database has them.
    pub fn words(&self) -> String {
        self.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The stored words. A word that is not known stands for a scope of a newer program, which nothing here asks for;
    /// an app that is no id fits none.
    pub(crate) fn of_stored(app: Option<&str>, scopes: Option<&str>) -> Result<Self, CallError> {
        let app = app.map(|app| app.parse().map_err(CallError::internal)).transpose()?;
        let scopes = match scopes {
            Some(words) => words.split(' ').filter_map(|word| word.parse().ok()).collect(),
            None => AdminScope::ALL.into(),
        };
        Ok(Self { app, scopes })
    }
}
