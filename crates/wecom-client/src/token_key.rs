//! `TokenKey`: whose token it is.

use std::fmt;

use wecom_types::{AgentId, CorpId, SuiteId};

/// The owner of a token; two suites never share one, and neither do two secrets.
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
    /// The token of an app in a company.
    App {
        /// The suite.
        suite: SuiteId,
        /// The company.
        corp: CorpId,
        /// Which permanent code it was fetched with.
        code_version: i64,
    },
    /// The token of an app that a company built itself.
    SelfBuilt {
        /// The company.
        corp: CorpId,
        /// The app.
        agent: AgentId,
        /// Tells one secret of the app from another, and says nothing of either.
        secret_mark: String,
    },
}

impl fmt::Display for TokenKey {
    /// A text of its own for each key, at most 160 bytes long: ids have no spaces.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Provider { corp } => write!(f, "provider {corp}"),
            Self::Suite { suite } => write!(f, "suite {suite}"),
            Self::SelfBuilt { corp, agent, secret_mark } => write!(f, "self-built {corp} {agent} {secret_mark}"),
            Self::App { suite, corp, code_version } => write!(f, "app {suite} {corp} {code_version}"),
        }
    }
}
