//! `/metrics`: what can be counted, in Prometheus' text format.

use std::sync::atomic::AtomicU64;

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

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

/// The server's counters and gauges.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    rpc: Family<RpcLabels, Counter>,
    callbacks: Family<CallbackLabels, Counter>,
    logins: Family<LoginLabels, Counter>,
    ticket_age: Family<SuiteLabels, Gauge<f64, AtomicU64>>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("wecom_login");
        let (rpc, callbacks, logins) = (Family::default(), Family::default(), Family::default());
        let ticket_age = Family::default();
        registry.register("rpc_calls", "Function calls by element, function and errcode", Family::clone(&rpc));
        registry.register("callbacks", "Callback records worked on, by event and result", Family::clone(&callbacks));
        registry.register("page_logins", "Logins on the login page, by way and result", Family::clone(&logins));
        registry.register(
            "suite_ticket_age_seconds",
            "Age of each suite's newest suite_ticket",
            Family::clone(&ticket_age),
        );
        Self { registry, rpc, callbacks, logins, ticket_age }
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

    /// Notes the age of a suite's newest ticket.
    pub(crate) fn ticket_age(&self, suite: &str, seconds: f64) {
        self.ticket_age.get_or_create(&SuiteLabels { suite: suite.to_owned() }).set(seconds);
    }

    /// All of them as text.
    pub(crate) fn encode(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
