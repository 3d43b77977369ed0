//! The actions of a corp's administrator and the provider console on an app: scan, reset, cancel.

use std::collections::BTreeSet;

use super::{
    AgentIdOnReturn, App, AppKey, AppKind, AppStatus, AuthCode, Callback, Holder, Licence, OldTokens, SecretKind,
    State, Visible, code::AUTH_CODE_SECONDS,
};
use crate::clock::real_ms;

/// The request of a scan of a template's code.
#[derive(Debug)]
pub(crate) struct Installation {
    pub(crate) suite_id: String,
    /// Encrypted id.
    pub(crate) corp_id: String,
    pub(crate) state: Option<String>,
    pub(crate) status: AppStatus,
    pub(crate) trusted_domains: Option<Vec<String>>,
    pub(crate) visible: Option<Visible>,
}

impl State {
    /// Installs the app, or finds it installed; either way a new auth code (97163). `None` without such template or corp.
    pub(crate) fn authorise(&mut self, wanted: Installation) -> Option<String> {
        let key = (wanted.suite_id.clone(), wanted.corp_id.clone());
        let installed = self.apps.get(&key).is_some_and(|app| app.status != AppStatus::Cancelled);
        if !installed {
            let app = self.new_app(&key, wanted.status)?;
            self.apps.insert(key.clone(), app);
        }
        let app = self.apps.get_mut(&key)?;
        if let Some(domains) = wanted.trusted_domains {
            app.trusted_domains = domains;
        }
        if let Some(visible) = wanted.visible {
            app.visible = visible;
        }
        Some(self.issue_auth_code(&key, wanted.state))
    }

    fn new_app(&mut self, (suite_id, corp_id): &AppKey, status: AppStatus) -> Option<App> {
        let template = self.templates.get(suite_id)?;
        let callback = Callback { url: None, verified: false, ..template.callback.clone() };
        let before = self.apps.get(&(suite_id.clone(), corp_id.clone())).cloned();
        let corp = self.corps.get_mut(corp_id)?;
        let agent_id = match (&before, self.switches.agent_id_on_return) {
            (Some(app), AgentIdOnReturn::Same) => app.agent_id,
            _ => corp.take_agent_id(),
        };
        let name = format!("{}的应用", corp.name);
        let mut former = Vec::new();
        let mut exchanges = 0;
        if let Some(app) = before {
            former = app.former_permanent_codes;
            former.push(app.permanent_code);
            exchanges = app.exchanges;
        }
        Some(App {
            kind: AppKind::Customized,
            suite_id: suite_id.clone(),
            corp_id: corp_id.clone(),
            agent_id,
            name,
            status,
            permanent_code: self.issue(SecretKind::PermanentCode, 43),
            former_permanent_codes: former,
            exchanges,
            trusted_domains: Vec::new(),
            visible: Visible::Everyone,
            permissions: BTreeSet::from(["contact:base:base".to_owned()]),
            callback,
            licence: Licence::Licensed,
        })
    }

    fn issue_auth_code(&mut self, (suite_id, corp_id): &AppKey, state: Option<String>) -> String {
        let value = self.issue(SecretKind::AuthCode, 96);
        let issued_at = self.now();
        let code = AuthCode {
            suite_id: suite_id.clone(),
            corp_id: corp_id.clone(),
            state,
            issued_at,
            used: false,
            withdrawn: false,
            shown_at_ms: Vec::new(),
            shown_by: Vec::new(),
        };
        self.auth_codes.insert(value.clone(), code);
        value
    }

    /// Uses up an auth code of the template; `None` when it is unknown, used, withdrawn, expired or another template's (40078).
    pub(crate) fn exchange_auth_code(&mut self, suite_id: &str, value: &str) -> Option<AuthCode> {
        let now = self.now();
        let code = self.auth_codes.get_mut(value)?;
        code.shown_at_ms.push(real_ms());
        code.shown_by.push(self.asker.clone());
        if code.used || code.withdrawn || code.suite_id != suite_id || now >= code.issued_at + AUTH_CODE_SECONDS {
            return None;
        }
        code.used = true;
        let code = code.clone();
        let app = self.apps.get_mut(&(code.suite_id.clone(), code.corp_id.clone()))?;
        app.exchanges += 1;
        Some(code)
    }

    /// "重新获取 secret": the old permanent code dies at once (40001), a new auth code leads to the new one (97175).
    pub(crate) fn reset_secret(&mut self, key: &AppKey) -> Option<String> {
        self.renew_secret(key, SecretKind::PermanentCode)?;
        Some(self.issue_auth_code(key, None))
    }

    /// Puts a new secret in place of an app's old one; `None` when there is no such app.
    pub(crate) fn renew_secret(&mut self, key: &AppKey, kind: SecretKind) -> Option<String> {
        if self.apps.get(key)?.status == AppStatus::Cancelled {
            return None;
        }
        let fresh = self.issue(kind, 43);
        let app = self.apps.get_mut(key)?;
        let old = std::mem::replace(&mut app.permanent_code, fresh.clone());
        app.former_permanent_codes.push(old);
        if self.switches.tokens_after_reset == OldTokens::Die {
            self.tokens.revoke_app(key);
        }
        Some(fresh)
    }

    /// The corp withdraws the authorisation; `false` when there is none.
    pub(crate) fn cancel(&mut self, key: &AppKey) -> bool {
        let Some(app) = self.apps.get_mut(key).filter(|app| app.status != AppStatus::Cancelled) else {
            return false;
        };
        app.status = AppStatus::Cancelled;
        if self.switches.tokens_after_cancel == OldTokens::Die {
            self.tokens.revoke_app(key);
        }
        let of_app = |code: &&mut AuthCode| (&code.suite_id, &code.corp_id) == (&key.0, &key.1);
        for code in self.auth_codes.values_mut().filter(of_app) {
            code.withdrawn = !code.used;
        }
        self.oauth_codes.retain(|_, code| code.app != *key);
        self.user_tickets.retain(|_, ticket| ticket.app != *key);
        true
    }

    /// The token holder that an app's current permanent code stands for.
    pub(crate) fn app_holder(&self, key: &AppKey) -> Option<Holder> {
        Some(Holder::App(key.clone(), self.apps.get(key)?.permanent_code.clone()))
    }
}
