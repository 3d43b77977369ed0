//! `Problem` and `LoadError`: everything that is wrong with a set of apps.

use std::fmt;

use crate::decode::Flaw;

/// A problem of a file; holds no value of a business configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Problem {
    /// The file: its source's label and its path.
    pub file: String,
    /// The field within the file, such as `authConfig.suiteSecret` or `functionList[0].name`.
    pub field: Option<String>,
    /// The problem, and what would be right.
    pub message: String,
}

impl Problem {
    pub(crate) fn of_file(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), field: None, message: message.into() }
    }

    pub(crate) fn of_field(file: impl Into<String>, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), field: Some(field.into()), message: message.into() }
    }

    pub(crate) fn of_flaw(file: impl Into<String>, flaw: Flaw) -> Self {
        let field = Some(flaw.field).filter(|field| !field.is_empty());
        Self { file: file.into(), field, message: flaw.message }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{}: {field}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// Why apps could not be loaded: all problems that were found, at least one; shown one a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    problems: Vec<Problem>,
}

impl LoadError {
    pub(crate) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort();
        problems.dedup();
        Self { problems }
    }

    /// The problems, each once, ordered by file.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            write!(f, "{}{problem}", if index == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for LoadError {}
