//! The walk over the companies: WeCom does not promise that an event arrives (96238), so each company is asked about from
//! time to time, slowly, and what was missed is done as the event would have had it done.
//!
//! A company's turn is claimed in the database, so that of all processes one asks. A company that is refused is asked
//! about seldom: a stale permanent code that is sent too often locks this address out for all companies (45009).

use std::{collections::BTreeSet, time::Duration};

use error_chain::ErrorChain;
use login_type::{CallError, Host, Instances};
use storage::wecom::{CorpAuth, CorpAuthStatus};
use wecom_client::Remedy;
use wecom_types::SuiteId;

use crate::{
    auth_info::{self, ReadError},
    deps::Deps,
    instance::QywxProxyInstance,
    schedule::LOOK,
};

/// The pause after a refusal: 720 an hour at most, where some 2000 lock this address out.
const AFTER_REFUSAL: Duration = Duration::from_secs(5);
/// The pause after WeCom asked to slow down, at least; a locked-out address is locked out for an hour.
const SLOW_DOWN: Duration = Duration::from_mins(10);

/// Asks about the company whose turn it is, if it is anybody's; answers how long to wait before the next one.
pub(crate) async fn step(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    host: &Host,
) -> Result<Duration, CallError> {
    let suites: BTreeSet<SuiteId> = instances.iter().map(|(_, instance)| instance.suite().id.clone()).collect();
    let suites: Vec<SuiteId> = suites.into_iter().collect();
    let auths = deps.tables.corp_auths();
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
        // The trouble of one call to WeCom is most likely that of the next one.
        _ => LOOK,
    })
}

/// Whether the company authorised the app and nobody can log in before its agentid is known.
fn is_unknown_yet(auth: &CorpAuth) -> bool {
    auth.agent_id.is_none() && auth.status == CorpAuthStatus::Authorised
}
