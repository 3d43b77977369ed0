//! `/metrics`: what can be counted, in Prometheus' text format.

use std::sync::atomic::AtomicU64;

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

use crate::tickets::TicketAge;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RpcLabels {
    element: String,
    function: String,
    errcode: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CallbackLabels {
    event: String,
    result: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LoginLabels {
    way: &'static str,
    result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SuiteLabels {
    suite: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EditLabels {
    result: &'static str,
}

/// The server's counters and gauges.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    rpc: Family<RpcLabels, Counter>,
    callbacks: Family<CallbackLabels, Counter>,
    logins: Family<LoginLabels, Counter>,
    ticket_age: Family<SuiteLabels, Gauge<f64, AtomicU64>>,
    ticket_present: Family<SuiteLabels, Gauge>,
    ticket_missing: Family<SuiteLabels, Gauge>,
    apps_edits: Family<EditLabels, Counter>,
    apps_edit_refused: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("wecom_login");
        let (rpc, callbacks, logins) = (Family::default(), Family::default(), Family::default());
        let (ticket_age, ticket_present, ticket_missing) = (Family::default(), Family::default(), Family::default());
        let (apps_edits, apps_edit_refused) = (Family::default(), Gauge::default());
        registry.register("rpc_calls", "Function calls by element, function and errcode", Family::clone(&rpc));
        registry.register("callbacks", "Callback records worked on, by event and result", Family::clone(&callbacks));
        registry.register("page_logins", "Logins on the login page, by way and result", Family::clone(&logins));
        registry.register(
            "suite_ticket_age_seconds",
            "Age of each suite's newest suite_ticket",
            Family::clone(&ticket_age),
        );
        registry.register(
            "suite_ticket_present",
            "1 for each suite that has a suite_ticket, 0 for each that needs one",
            Family::clone(&ticket_present),
        );
        registry.register(
            "suite_ticket_missing",
            "1 for each suite that had no new suite_ticket for 20 minutes",
            Family::clone(&ticket_missing),
        );
        registry.register("apps_edits", "Edits of the apps' folder, by whether they serve", Family::clone(&apps_edits));
        registry.register(
            "apps_edit_refused",
            "1 while the newest edit of the apps' folder is broken and the version before it serves",
            Gauge::clone(&apps_edit_refused),
        );
        Self {
            registry,
            rpc,
            callbacks,
            logins,
            ticket_age,
            ticket_present,
            ticket_missing,
            apps_edits,
            apps_edit_refused,
        }
    }

    /// Counts a call of a declared function.
    pub(crate) fn called(&self, element: &str, function: &str, errcode: i64) {
        let labels = RpcLabels { element: element.to_owned(), function: function.to_owned(), errcode };
        self.rpc.get_or_create(&labels).inc();
    }

    /// Counts a callback record's try.
    pub(crate) fn callback_worked(&self, event: &str, result: &str) {
        let labels = CallbackLabels { event: event.to_owned(), result: result.to_owned() };
        self.callbacks.get_or_create(&labels).inc();
    }

    /// Counts a login on the login page.
    pub(crate) fn page_login(&self, way: &'static str, result: &'static str) {
        self.logins.get_or_create(&LoginLabels { way, result }).inc();
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

    /// Counts an edit of the apps' folder.
    pub(crate) fn apps_edited(&self, result: &'static str) {
        self.apps_edits.get_or_create(&EditLabels { result }).inc();
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
