//! How values look in columns: moments in milliseconds, JSON as text, ids as they are.

use clock::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use crate::StorageError;

/// An optional moment as its column has it.
pub(crate) fn millis(moment: Option<Timestamp>) -> Option<i64> {
    moment.map(Timestamp::as_millis)
}

/// An optional moment out of its column.
pub(crate) fn moment(millis: Option<i64>) -> Option<Timestamp> {
    millis.map(Timestamp::from_millis)
}

/// A column of one table, to be read with care: what it holds may have been written by a newer program or by hand.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    pub(crate) table: &'static str,
    pub(crate) name: &'static str,
}

impl Column {
    /// The value as the type it was written from.
    pub(crate) fn parse<T: TryFrom<String>>(self, text: String) -> Result<T, StorageError> {
        T::try_from(text).map_err(|_| self.corrupt())
    }

    /// The JSON value in a column.
    pub(crate) fn read_json<T: DeserializeOwned>(self, text: &str) -> Result<T, StorageError> {
        serde_json::from_str(text).map_err(|_| self.corrupt())
    }

    /// The JSON value in a column that may be empty.
    pub(crate) fn read_opt_json<T: DeserializeOwned>(self, text: Option<&str>) -> Result<Option<T>, StorageError> {
        text.map(|text| self.read_json(text)).transpose()
    }

    /// The text of a JSON value.
    pub(crate) fn write_json<T: Serialize>(self, value: &T) -> Result<String, StorageError> {
        serde_json::to_string(value).map_err(|_| self.corrupt())
    }

    /// The error of a value that nobody understands.
    pub(crate) fn corrupt(self) -> StorageError {
        StorageError::Corrupt { table: self.table, column: self.name }
    }
}
