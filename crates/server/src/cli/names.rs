//! The names of companies, for lists that have their ids.

use std::collections::BTreeMap;

use storage::{Access, Database, StorageError};

/// The names of companies that are known, by id.
#[derive(Debug, Default)]
pub(super) struct CompanyNames(BTreeMap<String, String>);

impl CompanyNames {
    /// What the database knows.
    pub(super) async fn of(database: &Database) -> Result<Self, StorageError> {
        Ok(Self(database.corp_auths().names().await?))
    }

    /// The name of the company of this id.
    pub(super) fn of_id(&self, corp_id: &str) -> Option<&str> {
        self.0.get(corp_id).map(String::as_str)
    }

    /// The id, with the name beside it where one is known.
    pub(super) fn beside(&self, corp_id: &str) -> String {
        self.of_id(corp_id).map_or_else(|| corp_id.to_owned(), |name| format!("{corp_id} ({name})"))
    }

    /// The company that a text names between its slashes, blanks and colons: `suite/wp…`, `wp…/member`.
    pub(super) fn of_mentioned(&self, text: &str) -> Option<&str> {
        text.split(['/', ' ', ':', ',']).find_map(|word| self.of_id(word))
    }
}
