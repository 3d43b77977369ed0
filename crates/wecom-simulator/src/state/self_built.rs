//! Apps that a corp builds itself, in its own admin console (91039).

use std::collections::BTreeSet;

use super::{App, AppKey, AppKind, AppStatus, Callback, Licence, SecretKind, State, Visible};

/// The decisions of the corp's administrator.
#[derive(Debug)]
pub(crate) struct NewApp {
    pub(crate) name: String,
    pub(crate) trusted_domains: Vec<String>,
    pub(crate) visible: Visible,
}

impl State {
    /// Makes an app of the corp's own, online at once; `None` without such a corp.
    pub(crate) fn build_app(&mut self, corp_id: &str, wanted: NewApp) -> Option<&App> {
        let agent_id = self.corps.get_mut(corp_id)?.take_agent_id();
        let app = App {
            kind: AppKind::SelfBuilt,
            suite_id: agent_id.to_string(),
            corp_id: corp_id.to_owned(),
            agent_id,
            name: wanted.name,
            status: AppStatus::Online,
            permanent_code: self.issue(SecretKind::CorpSecret, 43),
            former_permanent_codes: Vec::new(),
            exchanges: 0,
            trusted_domains: wanted.trusted_domains,
            visible: wanted.visible,
            // A corp's own app is given names without asking.
            permissions: BTreeSet::from(["contact:base:base".to_owned(), "contact:sensitive:user_name".to_owned()]),
            callback: Callback::default(),
            licence: Licence::Licensed,
        };
        let key = app.key();
        self.apps.insert(key.clone(), app);
        self.apps.get(&key)
    }

    /// Whether the app is the corp's own.
    pub(crate) fn is_self_built(&self, key: &AppKey) -> bool {
        self.apps.get(key).is_some_and(|app| app.kind == AppKind::SelfBuilt)
    }
}
