//! `/metrics`: what can be counted, in Prometheus' text format.
//!
//! Every label has few values: what others think up (event types, error codes) is folded into `other`.

mod http;
mod http_client;
mod labels;
mod openid;
mod wecom;

use std::{sync::atomic::AtomicU64, time::Duration};

use app_catalog::EditObserver;
use prometheus_client::{
    encoding::text::encode,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::Registry,
};
use storage::{Backlog, CallbackStateName};

use self::http_client::Hosts;
use self::labels::{
    ApiErrcode, ApiLabels, ApiResult, CorpLabels, EditLabels, Errcode, EventLabels, HostLabels, HostResult, HttpLabels,
    LimitLabels, LoginLabels, OpenidLabels, ReasonLabels, RpcLabels, StateLabels, SuiteLabels, TokenLabels,
};
use crate::tickets::TicketAge;

/// Upper ends of the buckets of durations, in seconds: the clock tells milliseconds.
const SECONDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The label of an event or error code that is not known by name.
pub(crate) const OTHER: &str = "other";

type Histograms<L> = Family<L, Histogram, fn() -> Histogram>;

/// The server's counters and gauges.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    http: Histograms<HttpLabels>,
    connections: Gauge,
    limited: Family<LimitLabels, Counter>,
    rpc: Family<RpcLabels, Counter>,
    received: Family<EventLabels, Counter>,
    refused: Family<ReasonLabels, Counter>,
    tries: Family<EventLabels, Counter>,
    records: Family<StateLabels, Gauge>,
    oldest_due: Gauge<f64, AtomicU64>,
    logins: Family<LoginLabels, Counter>,
    openid: Family<OpenidLabels, Counter>,
    api_calls: Family<ApiResult, Counter>,
    api_errcodes: Family<ApiErrcode, Counter>,
    api_seconds: Histograms<ApiLabels>,
    token_fetches: Family<TokenLabels, Counter>,
    asked: Family<HostResult, Counter>,
    asked_seconds: Histograms<HostLabels>,
    hosts: Hosts,
    ticket_age: Family<SuiteLabels, Gauge<f64, AtomicU64>>,
    ticket_present: Family<SuiteLabels, Gauge>,
    ticket_missing: Family<SuiteLabels, Gauge>,
    app_events_missing: Family<CorpLabels, Gauge>,
    apps_edits: Family<EditLabels, Counter>,
    apps_edit_refused: Gauge,
    database_up: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(SECONDS);
        let new = Self {
            registry: Registry::default(),
            http: Family::new_with_constructor(histogram),
            connections: Gauge::default(),
            limited: Family::default(),
            rpc: Family::default(),
            received: Family::default(),
            refused: Family::default(),
            tries: Family::default(),
            records: Family::default(),
            oldest_due: Gauge::default(),
            logins: Family::default(),
            openid: Family::default(),
            api_calls: Family::default(),
            api_errcodes: Family::default(),
            api_seconds: Family::new_with_constructor(histogram),
            token_fetches: Family::default(),
            asked: Family::default(),
            asked_seconds: Family::new_with_constructor(histogram),
            hosts: Hosts::default(),
            ticket_age: Family::default(),
            ticket_present: Family::default(),
            ticket_missing: Family::default(),
            app_events_missing: Family::default(),
            apps_edits: Family::default(),
            apps_edit_refused: Gauge::default(),
            database_up: Gauge::default(),
        };
        let registry = new.registered();
        Self { registry, ..new }
    }

    /// The registry of all of them; a counter's name gets `_total` when it is written.
    fn registered(&self) -> Registry {
        let mut to = Registry::with_prefix("wecom_login");
        to.register("build", "The version that runs", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        let http = "Time from a request's head to its answer, by route and class of status";
        to.register("http_request_duration_seconds", http, self.http.clone());
        to.register("http_connections", "Open connections", self.connections.clone());
        to.register("rate_limited_requests", "Requests refused, by the limit they reached", self.limited.clone());
        to.register("rpc_calls", "Function calls by element, function and errcode", self.rpc.clone());
        let received = "Callbacks that were signed, by event; new ones were recorded, repeats were known";
        to.register("callbacks_received", received, self.received.clone());
        to.register("callbacks_refused", "Callbacks that were refused, by reason", self.refused.clone());
        let tries = "Tries to do a callback record's work, by event and result";
        to.register("callback_tries", tries, self.tries.clone());
        to.register("callback_records", "Callback records that are not done, by state", self.records.clone());
        let oldest = "How long the callback record has been due that is due the longest; 0 where none is";
        to.register("callback_oldest_due_seconds", oldest, self.oldest_due.clone());
        to.register("logins", "Logins by way and result", self.logins.clone());
        let openid = "Answers to clients of OpenID Connect and their members, by endpoint and result";
        to.register("openid_answers", openid, self.openid.clone());
        to.register("wecom_api_calls", "Calls to WeCom by API and result", self.api_calls.clone());
        to.register("wecom_api_errcodes", "Error codes of WeCom by API", self.api_errcodes.clone());
        let api = "Time until WeCom answered, by API";
        to.register("wecom_api_call_duration_seconds", api, self.api_seconds.clone());
        to.register("token_fetches", "Tokens fetched from WeCom, by kind and result", self.token_fetches.clone());
        let asked = "Requests of login types and other elements to other hosts, by host and result";
        to.register("http_client_requests", asked, self.asked.clone());
        let asked = "Time until another host answered";
        to.register("http_client_request_duration_seconds", asked, self.asked_seconds.clone());
        let age = "Age of each suite's newest suite_ticket";
        to.register("suite_ticket_age_seconds", age, self.ticket_age.clone());
        let present = "1 for each suite that has a suite_ticket, 0 for each that needs one";
        to.register("suite_ticket_present", present, self.ticket_present.clone());
        let missing = "1 for each suite that had no new suite_ticket for 20 minutes";
        to.register("suite_ticket_missing", missing, self.ticket_missing.clone());
        let silent =
            "1 for each company, of the first 100, that is authorised for an hour and whose app never sent an event";
        to.register("corp_app_events_missing", silent, self.app_events_missing.clone());
        to.register("apps_edits", "Edits of the apps' folder, by whether they serve", self.apps_edits.clone());
        let refused = "1 while the newest edit of the apps' folder is broken and the version before it serves";
        to.register("apps_edit_refused", refused, self.apps_edit_refused.clone());
        to.register("database_up", "1 when the database answered this look, else 0", self.database_up.clone());
        to
    }

    /// Notes how many connections are open.
    pub(crate) fn connections(&self, open: usize) {
        self.connections.set(i64::try_from(open).unwrap_or(i64::MAX));
    }

    /// Counts a call of a declared function.
    pub(crate) fn called(&self, element: &str, function: &str, errcode: i64) {
        let (element, function) = (element.to_owned(), function.to_owned());
        self.rpc.get_or_create(&RpcLabels { element, function, errcode: Errcode::of_ours(errcode) }).inc();
    }

    /// Counts a callback that was committed or known.
    pub(crate) fn callback_received(&self, event: &str, result: &'static str) {
        self.received.get_or_create(&EventLabels { event: event.to_owned(), result }).inc();
    }

    /// Counts a callback that was refused.
    pub(crate) fn callback_refused(&self, reason: &'static str) {
        self.refused.get_or_create(&ReasonLabels { reason }).inc();
    }

    /// Counts a callback record's try.
    pub(crate) fn callback_worked(&self, event: &str, result: &'static str) {
        self.tries.get_or_create(&EventLabels { event: event.to_owned(), result }).inc();
    }

    /// Counts a login, by how the user reached it.
    pub(crate) fn login(&self, way: &'static str, result: &'static str) {
        self.logins.get_or_create(&LoginLabels { way, result }).inc();
    }

    /// Notes what is left to do, in the place of what was noted before.
    pub(crate) fn backlog(&self, backlog: &Backlog, oldest_due: Duration) {
        for state in CallbackStateName::ALL.into_iter().filter(|state| *state != CallbackStateName::Succeeded) {
            let records = backlog.open.iter().find(|(name, _)| *name == state).map_or(0, |(_, records)| *records);
            let labels = StateLabels { state: state.as_str() };
            self.records.get_or_create(&labels).set(i64::try_from(records).unwrap_or(i64::MAX));
        }
        self.oldest_due.set(oldest_due.as_secs_f64());
    }

    /// Notes whether the database answers.
    pub(crate) fn database(&self, answers: impl Into<i64>) {
        self.database_up.set(answers.into());
    }

    /// Notes the age of each suite's newest ticket, in the place of what was noted before.
    pub(crate) fn tickets(&self, tickets: &[TicketAge]) {
        self.ticket_age.clear();
        self.ticket_present.clear();
        self.ticket_missing.clear();
        for ticket in tickets {
            let labels = SuiteLabels { suite: ticket.suite.clone() };
            self.ticket_present.get_or_create(&labels).set(i64::from(ticket.age.is_some()));
            self.ticket_missing.get_or_create(&labels).set(i64::from(ticket.is_missing()));
            if let Some(age) = ticket.age {
                self.ticket_age.get_or_create(&labels).set(age.as_secs_f64());
            }
        }
    }

    /// Notes which companies' apps never sent an event, in the place of those noted before.
    pub(crate) fn without_app_events(&self, silent: Vec<(String, String)>) {
        self.app_events_missing.clear();
        for (suite, corp) in silent {
            self.app_events_missing.get_or_create(&CorpLabels { suite, corp }).set(1);
        }
    }

    /// Notes whether the newest edit of the apps' folder is broken.
    pub(crate) fn apps_edit_refused(&self, refused: bool) {
        self.apps_edit_refused.set(i64::from(refused));
    }

    /// All of them as text.
    pub(crate) fn encode(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl EditObserver for Metrics {
    fn served(&self) {
        self.apps_edits.get_or_create(&EditLabels { result: "served" }).inc();
    }

    fn refused(&self) {
        self.apps_edits.get_or_create(&EditLabels { result: "refused" }).inc();
    }
}
