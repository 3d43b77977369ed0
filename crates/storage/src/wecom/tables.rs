//! `WecomTables`: the handle that official login types get in place of the database.

use crate::{
    Database,
    wecom::{CachedTokens, CorpAuths, SuiteProviders, SuiteTickets},
};

/// The tables about WeCom's companies and suites, and no others of the database; its clones share the connections.
#[derive(Clone, Debug)]
pub struct WecomTables(Database);

impl Database {
    /// The tables about WeCom's companies and suites alone.
    pub fn wecom(&self) -> WecomTables {
        WecomTables(self.clone())
    }
}

impl WecomTables {
    /// The newest ticket of each suite.
    pub fn suite_tickets(&self) -> SuiteTickets<'_, Database> {
        SuiteTickets(&self.0)
    }

    /// The provider of each suite, as WeCom told it.
    pub fn suite_providers(&self) -> SuiteProviders<'_, Database> {
        SuiteProviders(&self.0)
    }

    /// The authorisations of suites by companies: the rows of `QywxProxyAuthModel`.
    pub fn corp_auths(&self) -> CorpAuths<'_, Database> {
        CorpAuths(&self.0)
    }

    /// Access tokens that a restart need not fetch again, and the leases to fetch them under.
    pub fn cached_tokens(&self) -> CachedTokens<'_, Database> {
        CachedTokens(&self.0)
    }
}
