//! `TokenKey`: whose token it is.

use std::fmt;

use wecom_types::{CorpId, SuiteId};

/// Whose token it is; two suites never share one, and neither do two permanent codes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKey {
    /// The provider's.
    Provider {
        /// The provider's own company.
        corp: CorpId,
    },
    /// A suite's.
    Suite {
        /// The suite.
        suite: SuiteId,
    },
    /// That of an app in a company.
    App {
        /// The suite.
        suite: SuiteId,
        /// The company.
        corp: CorpId,
        /// Which permanent code it was fetched with.
        code_version: i64,
    },
}

impl fmt::Display for TokenKey {
    /// One text for one key, at most 160 bytes long: ids have no spaces.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Provider { corp } => write!(f, "provider {corp}"),
            Self::Suite { suite } => write!(f, "suite {suite}"),
            Self::App { suite, corp, code_version } => write!(f, "app {suite} {corp} {code_version}"),
        }
    }
}
