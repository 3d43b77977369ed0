//! All that the simulated WeCom knows, behind one lock.

mod app;
mod authorisation;
mod calls;
mod code;
mod corp;
mod faults;
mod lockout;
mod login;
mod secrets;
mod self_built;
mod switches;
mod template;
mod token;
mod view;

use std::collections::BTreeMap;

use serde::Serialize;

pub(crate) use self::{
    app::{App, AppKey, AppKind, AppStatus, Licence, Visible},
    authorisation::Installation,
    calls::{CallEnd, Calls},
    code::{AuthCode, CustomizedLink, LINK_SECONDS, OauthCode, Person, Scope, USER_TICKET_SECONDS, UserTicket},
    corp::{Corp, Member, MemberStatus},
    faults::{ApiFault, DropMoment, Faults, PushFault, Trouble},
    lockout::Lockouts,
    login::CodeRefusal,
    secrets::{Ledger, SecretKind},
    self_built::NewApp,
    switches::{
        AgentIdOnReturn, AppUrlReceiveId, AutoTicket, CorpIdForm, DisabledAgent, ExpiredToken, ExpiresIn, OldTokens,
        Retry, Standing, SuccessErrcode, Switches, XmlBlanks,
    },
    template::{Callback, Template, Ticket},
    token::{Holder, TOKEN_SECONDS, Token, TokenBook},
};
use crate::{
    SimulatorOptions,
    clock::{SimClock, real_ms},
    push::{Mail, PushRecord},
    random::Random,
};

/// The provider: itself a WeCom corp (97160).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Provider {
    pub(crate) corp_id: String,
    pub(crate) secret: String,
    /// Addresses that may call; all may when it is empty.
    pub(crate) ip_whitelist: Vec<String>,
}

/// The member who is "using WeCom" when a workbench link is opened.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CurrentMember {
    pub(crate) corp_id: String,
    pub(crate) userid: String,
}

/// The whole simulated world.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: SimClock,
    pub(crate) random: Random,
    pub(crate) provider: Provider,
    pub(crate) templates: BTreeMap<String, Template>,
    pub(crate) corps: BTreeMap<String, Corp>,
    pub(crate) apps: BTreeMap<AppKey, App>,
    pub(crate) tokens: TokenBook,
    /// The caller that is being answered, as its `User-Agent` says.
    pub(crate) asker: String,
    pub(crate) auth_codes: BTreeMap<String, AuthCode>,
    pub(crate) oauth_codes: BTreeMap<String, OauthCode>,
    pub(crate) user_tickets: BTreeMap<String, UserTicket>,
    pub(crate) links: BTreeMap<String, CustomizedLink>,
    /// When a member of an app last consented to `snsapi_privateinfo`.
    pub(crate) consents: BTreeMap<(AppKey, String), u64>,
    pub(crate) current_member: Option<CurrentMember>,
    pub(crate) secrets: Ledger,
    pub(crate) calls: Calls,
    pub(crate) lockouts: Lockouts,
    pub(crate) faults: Faults,
    pub(crate) pushes: Vec<PushRecord>,
    /// Events put off with `later`.
    pub(crate) mail: Vec<Mail>,
    /// Pushes held back by a `reorder` fault, as indexes of `pushes`.
    pub(crate) held_pushes: Vec<usize>,
    pub(crate) switches: Switches,
}

impl State {
    /// A fresh world: the provider and nothing else.
    pub(crate) fn new(options: &SimulatorOptions, clock: SimClock) -> Self {
        let mut random = Random::new(options.seed);
        let provider = Provider {
            corp_id: options.provider_corp_id.clone().unwrap_or_else(|| format!("ww{}", random.hex(16))),
            secret: options.provider_secret.clone().unwrap_or_else(|| random.url_safe(43)),
            ip_whitelist: Vec::new(),
        };
        let mut secrets = Ledger::default();
        secrets.note(SecretKind::ProviderSecret, &provider.secret);
        let auto_ticket = if options.auto_ticket { AutoTicket::On } else { AutoTicket::Off };
        Self {
            clock,
            random,
            provider,
            templates: BTreeMap::new(),
            corps: BTreeMap::new(),
            apps: BTreeMap::new(),
            tokens: TokenBook::default(),
            asker: String::new(),
            auth_codes: BTreeMap::new(),
            oauth_codes: BTreeMap::new(),
            user_tickets: BTreeMap::new(),
            links: BTreeMap::new(),
            consents: BTreeMap::new(),
            current_member: None,
            secrets,
            calls: Calls::default(),
            lockouts: Lockouts::default(),
            faults: Faults::default(),
            pushes: Vec::new(),
            mail: Vec::new(),
            held_pushes: Vec::new(),
            switches: Switches { auto_ticket, ..Switches::default() },
        }
    }

    /// Seconds since 1970 on the simulated clock.
    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
    }

    /// A new random secret of `len` characters, noted in the ledger.
    pub(crate) fn issue(&mut self, kind: SecretKind, len: usize) -> String {
        let value = self.random.url_safe(len);
        self.secrets.note(kind, &value);
        value
    }

    /// The app, authorised or cancelled.
    pub(crate) fn app(&self, key: &AppKey) -> Option<&App> {
        self.apps.get(key)
    }

    /// The app whose agentid this is in the corp, unless cancelled.
    pub(crate) fn app_by_agent(&self, corp_id: &str, agent_id: u32) -> Option<&App> {
        let mut apps = self.apps.values();
        apps.find(|app| app.corp_id == corp_id && app.agent_id == agent_id && app.status != AppStatus::Cancelled)
    }

    /// The corp's apps that are not cancelled.
    pub(crate) fn apps_of<'a>(&'a self, corp_id: &'a str) -> impl Iterator<Item = &'a App> {
        self.apps.values().filter(move |app| app.corp_id == corp_id && app.status != AppStatus::Cancelled)
    }

    /// The corp of an encrypted or plain id.
    pub(crate) fn corp_by_any_id(&self, id: &str) -> Option<&Corp> {
        self.corps.get(id).or_else(|| self.corps.values().find(|corp| corp.plain_corp_id == id))
    }

    /// The holder's token with its `expires_in`: the same one until it expires.
    pub(crate) fn token_for(&mut self, holder: Holder) -> (String, u64) {
        let now = self.now();
        if let Some(token) = self.tokens.give(&holder, &self.asker, now) {
            let expires_in = match self.switches.expires_in {
                ExpiresIn::Remaining => token.remaining(now),
                ExpiresIn::Full => TOKEN_SECONDS,
            };
            return (token.value.clone(), expires_in);
        }
        let kind = match holder {
            Holder::Provider => SecretKind::ProviderAccessToken,
            Holder::Suite(_) => SecretKind::SuiteAccessToken,
            Holder::App(..) => SecretKind::AccessToken,
        };
        let value = self.issue(kind, 214);
        self.tokens.add(Token {
            value: value.clone(),
            holder,
            issued_at: now,
            revoked: false,
            given_at_ms: vec![real_ms()],
            given_to: vec![self.asker.clone()],
            used_by: BTreeMap::new(),
        });
        (value, TOKEN_SECONDS)
    }

    /// A new ticket of the template, `None` without such a template.
    pub(crate) fn issue_ticket(&mut self, suite_id: &str) -> Option<String> {
        if !self.templates.contains_key(suite_id) {
            return None;
        }
        let value = self.issue(SecretKind::SuiteTicket, 64);
        let issued_at = self.now();
        let template = self.templates.get_mut(suite_id)?;
        template.tickets.push(Ticket { value: value.clone(), issued_at });
        Some(value)
    }
}
