//! The verdict: what the servers hold against what WeCom holds.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use storage::{
    Access, CallbackState, ListedRecord, RecordFilter,
    wecom::{CorpAuth, CorpAuthStatus},
};
use wecom_types::{CorpId, PermanentCode, SuiteId};

use super::{
    explained::{Asked, Kills, Repeats},
    storm::Storm,
    wecom::{App, EventName, Wecom, event_name},
};

/// More records than any run makes.
const ALL: u64 = 1_000_000;

/// The outcome of the run. The lists hold the problems, a line each.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Events that were answered `success` and are not done, or not as WeCom has it.
    pub lost: Vec<String>,
    /// Work that was done or begun more than once.
    pub twice: Vec<String>,
    /// Tokens that were fetched again within their lifetime.
    pub refetched: Vec<String>,
    /// Most fetches of one token in its lifetime, without those that a kill or a new secret explains.
    pub fetches_per_key: usize,
    /// Records.
    pub records: usize,
    /// Records that are dead for a reason that has to be: each reason with how many.
    pub dead: BTreeMap<&'static str, usize>,
    /// Permanent codes lost because a server was killed between WeCom's answer and its own commit: WeCom gives one once, so
    /// that the auth code was shown again in vain.
    pub codes_lost: usize,
    /// Tokens fetched once more because a server was killed before it had stored them.
    pub tokens_fetched_again: usize,
}

impl Verdict {
    /// Whether nothing is wrong.
    pub fn is_right(&self) -> bool {
        self.lost.is_empty() && self.twice.is_empty() && self.refetched.is_empty()
    }
}

/// The companies whose permanent code was lost: WeCom gave it, and the server was killed before it was committed. Only
/// another one helps. Losses without a kill that explains them are not among them.
pub(crate) async fn need_a_reset(storm: &Storm) -> Result<Vec<String>> {
    let (wecom, ours) = (Wecom::look(&storm.sim).await?, authorisations(storm).await?);
    let kills = Kills(&storm.processes.kills);
    let lacks_code = |(corp, app): &(&String, &App)| {
        let code = ours.get(*corp).and_then(|auth| auth.permanent_code.as_ref());
        app.status != "cancelled" && code.is_none_or(|code| code.expose_secret() != app.permanent_code)
    };
    let was_killed = |corp: &str| {
        let mut codes = wecom.auth_codes.iter().filter(|code| code.corp == corp && code.was_exchanged);
        codes.any(|code| kills.repeats(&code.shown, |_| false).explained > 0)
    };
    let lacking = wecom.apps.iter().filter(lacks_code).map(|(corp, _)| corp.clone());
    Ok(lacking.filter(|corp| was_killed(corp)).collect())
}

/// Looks at everything.
pub(crate) async fn reach(storm: &Storm) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    let logins = storm.log_everybody_in().await;
    let (wecom, ours) = (Wecom::look(&storm.sim).await?, authorisations(storm).await?);
    for (company, answers) in storm.companies.iter().zip(&logins) {
        let corp = &company.corp.id;
        verdict.lost.extend(difference(corp, wecom.apps.get(corp), ours.get(corp)));
        let expected = match (company.is_authorised, company.is_enabled) {
            (true, true) => 0,
            (true, false) => 20016,
            (false, _) => 20011,
        };
        for answer in answers {
            let errcode = answer.as_ref().and_then(|answer| answer["errcode"].as_i64());
            if errcode != Some(expected) {
                verdict.lost.push(format!("a login of company {corp} ended in {answer:?} instead of {expected}"));
            }
        }
    }
    let records = storm.database.callback_records().list(&RecordFilter { limit: ALL, ..Default::default() }).await?;
    judge_records(&records, &wecom, &mut verdict);
    let kills = Kills(&storm.processes.kills);
    judge_codes(&wecom, &kills, &mut verdict);
    judge_tokens(&wecom, &kills, &mut verdict);
    for session in &storm.sessions {
        let company = &storm.companies[session.company];
        let is_out = !company.is_authorised || !company.corp.members.contains(&session.userid);
        if is_out && storm.is_alive(session).await? {
            verdict.lost.push(format!("{} of company {} left and is still logged in", session.userid, company.corp.id));
        }
    }
    Ok(verdict)
}

async fn authorisations(storm: &Storm) -> Result<BTreeMap<String, CorpAuth>> {
    let suite = SuiteId::try_from(storm.suite.id.as_str())?;
    let all = storm.database.corp_auths().list(&suite).await?;
    Ok(all.into_iter().map(|auth| (CorpId::to_string(&auth.corp_id), auth)).collect())
}

/// How what we hold of a company differs from what WeCom does.
fn difference(corp: &str, app: Option<&App>, auth: Option<&CorpAuth>) -> Option<String> {
    let differs = |how: String| Some(format!("company {corp}: {how}"));
    let (app, auth) = match (app, auth) {
        (None, None) => return None,
        (None, Some(auth)) => return differs(format!("never authorised, and is {:?} here", auth.status)),
        (Some(app), None) => return differs(format!("is {} at WeCom, and unknown here", app.status)),
        (Some(app), Some(auth)) => (app, auth),
    };
    let status = match app.status.as_str() {
        "cancelled" => CorpAuthStatus::Cancelled,
        "disabled" => CorpAuthStatus::Disabled,
        _ => CorpAuthStatus::Authorised,
    };
    if auth.status != status {
        return differs(format!("is {} at WeCom, and {:?} here", app.status, auth.status));
    }
    let code = auth.permanent_code.as_ref().map(PermanentCode::expose_secret);
    let right = (status != CorpAuthStatus::Cancelled).then_some(app.permanent_code.as_str());
    if code != right {
        return differs("has another permanent code at WeCom".to_owned());
    }
    if status != CorpAuthStatus::Authorised {
        return None;
    }
    let agent = auth.agent_id.map(|agent| agent.get().to_string());
    if agent.as_deref() != Some(&app.agent_id) {
        return differs(format!("has agent {} at WeCom, and {agent:?} here", app.agent_id));
    }
    let range = auth.visible_range.as_ref().and_then(|range| range["allowUser"].as_array()).cloned();
    let seen: BTreeSet<String> =
        range.into_iter().flatten().filter_map(|user| user.as_str().map(str::to_owned)).collect();
    if seen != app.visible.clone().unwrap_or_default() {
        return differs(format!("is seen by {:?} at WeCom, and by {seen:?} here", app.visible));
    }
    None
}

/// Each acknowledged event has one record, and each record is done, or dead for a reason that has to be.
fn judge_records(records: &[ListedRecord], wecom: &Wecom, verdict: &mut Verdict) {
    verdict.records = records.len();
    if wecom.unacknowledged > 0 {
        verdict.lost.push(format!("{} events were never answered success", wecom.unacknowledged));
    }
    let mut balance: BTreeMap<EventName, i64> = BTreeMap::new();
    for name in &wecom.acknowledged {
        *balance.entry(name.clone()).or_default() += 1;
    }
    for record in records {
        let time = record.event_time.as_millis();
        *balance.entry(event_name(&record.event_type, time, record.corp_id.as_deref())).or_default() -= 1;
        match &record.state {
            CallbackState::Succeeded { .. } => {}
            CallbackState::Dead { reason, .. } => match good_reason(&record.event_type, reason) {
                Some(good) => *verdict.dead.entry(good).or_default() += 1,
                None => verdict.lost.push(format!("record {} is dead: {reason}", record.id)),
            },
            open => verdict.lost.push(format!("record {} of {} is {open:?}", record.id, record.event_type)),
        }
    }
    for (name, count) in balance {
        match count {
            0 => {}
            1.. => verdict.lost.push(format!("{name:?} has {count} records too few")),
            _ => verdict.twice.push(format!("{name:?} has {} records too many", -count)),
        }
    }
    let spent = wecom.auth_codes.iter().filter(|code| !code.was_exchanged && !code.shown.is_empty()).count()
        + wecom.auth_codes.iter().filter(|code| code.was_exchanged && code.shown.len() > 1).count();
    let dead = verdict.dead.get(SPENT).copied().unwrap_or(0);
    if dead > spent {
        verdict.lost.push(format!("{dead} records say that their AuthCode was no good, but WeCom refused {spent}"));
    }
}

const SPENT: &str = "AuthCode withdrawn by the company, or lost with a killed server";
const SUPERSEDED: &str = "a newer authorisation is in force";
const STALE: &str = "the secret was renewed or withdrawn meanwhile";

/// The reasons for which a record may end for good although nothing is wrong here.
fn good_reason(event: &str, reason: &str) -> Option<&'static str> {
    let is_exchange = matches!(event, "create_auth" | "reset_permanent_code");
    if is_exchange && reason.contains("40078") {
        Some(SPENT)
    } else if is_exchange && reason.contains("newer authorisation") {
        Some(SUPERSEDED)
    } else if reason.contains("40084") || reason.contains("40001") {
        Some(STALE)
    } else {
        None
    }
}

/// An auth code is shown once.
fn judge_codes(wecom: &Wecom, kills: &Kills<'_>, verdict: &mut Verdict) {
    for code in &wecom.auth_codes {
        let repeats = kills.repeats(&code.shown, |_| false);
        verdict.codes_lost += repeats.explained;
        if repeats.unexplained > 0 {
            verdict.twice.push(format!("an AuthCode of company {} was shown: {}", code.corp, told(&code.shown)));
        }
    }
}

/// A token is fetched once in its lifetime, and again with a new secret, even if that is the old one.
fn judge_tokens(wecom: &Wecom, kills: &Kills<'_>, verdict: &mut Verdict) {
    verdict.fetches_per_key = 1;
    for token in &wecom.tokens {
        let renewed = |from: u64, to: u64| {
            let codes = wecom.auth_codes.iter().filter(|code| Some(&code.corp) == token.corp.as_ref());
            codes
                .filter(|code| code.was_exchanged)
                .any(|code| (from.saturating_sub(1_000)..=to).contains(&code.shown[0].at))
        };
        // A process that called with a token had saved it before: others find it.
        let had_noted = |asked: &Asked| token.used.get(&asked.by).is_some_and(|used| *used >= asked.at);
        let mut repeats = Repeats::default();
        for fetches in token.given.chunk_by(|before, again| !renewed(before.at, again.at)) {
            repeats += kills.repeats(fetches, had_noted);
        }
        verdict.tokens_fetched_again += repeats.explained;
        if repeats.unexplained > 0 {
            verdict.fetches_per_key = verdict.fetches_per_key.max(1 + repeats.unexplained);
            verdict.refetched.push(format!("the token of {} was fetched: {}", token.holder, told(&token.given)));
        }
    }
}

fn told(asked: &[Asked]) -> String {
    asked.iter().map(|Asked { at, by }| format!("at {at} by {by}")).collect::<Vec<_>>().join(", ")
}
