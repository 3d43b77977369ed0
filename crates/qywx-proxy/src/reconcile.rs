//! The walk over the companies: WeCom does not promise that an event arrives (96238), so each company is asked about from
//! time to time, slowly, and what was missed is done as the event would have had it done.
//!
//! A company's turn is claimed in the database, so that of all processes one asks. Whoever is refused is asked about
//! seldom: a stale permanent code that is sent too often locks this address out for all companies (45009).

use std::{collections::BTreeSet, time::Duration};

use clock::Timestamp;
use error_chain::ErrorChain;
use login_type::{CallError, Host, Instances};
use storage::{Access, CorpAuth, CorpAuthStatus, LongestWait};
use wecom_client::Remedy;
use wecom_types::SuiteId;

use crate::{
    auth_info::{self, ReadError},
    deps::Deps,
    instance::QywxProxyInstance,
};

/// The longest pause between two looks for somebody who is due.
const LOOK: Duration = Duration::from_mins(1);
/// How long a company waits, at most, that was asked about in vain, where that may pass by itself, and one whose agentid is
/// not known yet.
const AGAIN: Duration = Duration::from_mins(10);
/// How long a company waits at least whose permanent code was refused.
const REFUSED: Duration = Duration::from_hours(24);
/// The pause after a refusal: 720 an hour at most, where some 2000 lock this address out.
const AFTER_REFUSAL: Duration = Duration::from_secs(5);
/// The pause after WeCom asked to slow down, at least; a locked-out address is locked out for an hour.
const SLOW_DOWN: Duration = Duration::from_mins(10);

/// How the companies are walked over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconcile {
    /// How often each company is asked about. 6 hours.
    pub period: Duration,
    /// How many calls a second one process makes at most, and at least one. 5.
    pub calls_per_second: u32,
}

impl Default for Reconcile {
    fn default() -> Self {
        Self { period: Duration::from_hours(6), calls_per_second: 5 }
    }
}

impl Reconcile {
    /// When a company is due again that was asked about now, with an answer.
    pub(crate) fn next(&self, now: Timestamp) -> Timestamp {
        now + self.period
    }

    /// When a company is due again whose permanent code was refused now.
    pub(crate) fn after_refusal(&self, now: Timestamp) -> Timestamp {
        now + self.period.max(REFUSED)
    }

    /// How long a company waits that is being asked about, or was in vain where that may pass by itself.
    fn again(&self) -> Duration {
        self.period.min(AGAIN)
    }

    /// The longest that companies wait: a period that was lowered holds for those too that were asked about before.
    fn longest_wait(&self) -> LongestWait {
        LongestWait { usual: self.period, refused: self.period.max(REFUSED) }
    }

    /// The pause between two of so many, companies or members, that spreads all of them over the period.
    pub fn pause(&self, count: u64) -> Duration {
        let fastest = Duration::from_secs(1) / self.calls_per_second.max(1);
        let spread = self.period / u32::try_from(count).unwrap_or(u32::MAX).max(1);
        spread.clamp(fastest, LOOK)
    }
}

/// Asks about the company whose turn it is, if it is anybody's; answers how long to wait before the next one.
pub(crate) async fn step(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    host: &Host,
) -> Result<Duration, CallError> {
    let suites: BTreeSet<SuiteId> = instances.iter().map(|(_, instance)| instance.suite().id.clone()).collect();
    let suites: Vec<SuiteId> = suites.into_iter().collect();
    let auths = deps.database.corp_auths();
    let now = deps.clock.now();
    let due = auths.claim_due(&suites, deps.reconcile.longest_wait(), now, now + deps.reconcile.again()).await;
    let Some(auth) = due.map_err(CallError::unavailable)? else { return Ok(LOOK) };
    let pause = deps.reconcile.pause(auths.count_with_code(&suites).await.map_err(CallError::unavailable)?);
    let Err(error) = auth_info::read(deps, host, &auth).await else { return Ok(pause) };
    let ReadError::Wecom(failure) = error else { return Err(error.into()) };
    tracing::info!(suite.id = %auth.suite_id, corp.id = %auth.corp_id, error = %failure.chain(), "the company cannot be asked about");
    if !failure.is_retryable() && failure.stops_corp().is_none() && !is_unknown_yet(&auth) {
        let next = deps.reconcile.next(now);
        let postponed = auths.reconcile_at(&auth.suite_id, &auth.corp_id, auth.code_version, next).await;
        postponed.map_err(CallError::unavailable)?;
    }
    Ok(match failure.remedy() {
        Remedy::BackOff(after) => after.max(SLOW_DOWN),
        // Nothing was sent.
        Remedy::WaitForTicket => pause,
        remedy if remedy.stops_corp() => pause.max(AFTER_REFUSAL),
        // What ails one call to WeCom most likely ails the next one.
        _ => LOOK,
    })
}

/// Whether the company authorised the app and nobody can log in before its agentid is known.
fn is_unknown_yet(auth: &CorpAuth) -> bool {
    auth.agent_id.is_none() && auth.status == CorpAuthStatus::Authorised
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_companies_are_spread_over_the_period_within_the_limits() {
        let six_hours = Reconcile { period: Duration::from_hours(6), calls_per_second: 5 };
        let cases = [
            (0, LOOK),
            (1, LOOK),
            (720, Duration::from_secs(30)),
            (21_600, Duration::from_secs(1)),
            (1_000_000, Duration::from_millis(200)),
            (u64::MAX, Duration::from_millis(200)),
        ];
        for (companies, pause) in cases {
            assert_eq!(six_hours.pause(companies), pause, "{companies}");
        }
        assert_eq!(Reconcile { calls_per_second: 0, ..six_hours }.pause(1_000_000), Duration::from_secs(1));
    }
}
