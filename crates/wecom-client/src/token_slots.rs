//! `TokenSlots`: what is known of each token, and which is being fetched right now.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
    time::Duration,
};

use clock::Timestamp;
use futures::future::{BoxFuture, Shared, WeakShared};

use crate::{Error, Remedy, StoredToken, TokenKey};

/// How long before its end a token is fetched anew.
const EARLY: Duration = Duration::from_secs(5 * 60);

/// How long an early refresh that changed nothing is not tried again: WeCom gives the same token until it ends
/// ([97164](https://developer.work.weixin.qq.com/document/path/97164)).
const HOLD_OFF: Duration = Duration::from_secs(60);

/// How long a token that WeCom names again after it had been refused is not given up once more. Long enough that no
/// refusal of any kind costs a fetch each call; short, since a token that really died must not keep people out for long.
const CONFIRMED: Duration = Duration::from_secs(10);

/// How long nothing is sent with a refused permanent code even if the source still gives it out. The source is to know
/// better at once; it is asked again after this, as it may have heard since that the code is good.
const STOPPED: Duration = Duration::from_secs(60);

/// How long nothing is sent with a self-built app's secret that WeCom refused. It is configured, so only another one or
/// the app's administrator can change what WeCom says; the lock-out after too many wrong secrets lasts as long (45009).
const REFUSED: Duration = Duration::from_secs(60 * 60);

/// How long nothing is asked after an answer that could not be read: every login would bring it again. Short, as a gateway
/// that stood in for WeCom may be gone by then.
const UNREADABLE: Duration = Duration::from_secs(10);

pub(crate) type Fetched = Result<Arc<StoredToken>, Error>;

/// A fetch that all who want the token wait for.
pub(crate) type Flight = Shared<BoxFuture<'static, Fetched>>;

/// The knowledge of a token.
#[derive(Debug)]
pub(crate) enum Held {
    Nothing,
    Token {
        token: Arc<StoredToken>,
        /// From when on it is fetched anew.
        refresh_at: Timestamp,
        /// Until when it is not given up: WeCom named it again after it had been refused.
        confirmed_until: Option<Timestamp>,
    },
    /// WeCom refused it before its end.
    Rejected(Rejected),
}

/// A token that WeCom refused before its end.
#[derive(Clone, Debug)]
pub(crate) struct Rejected {
    pub(crate) token: Arc<StoredToken>,
    /// Whether the store has it no longer.
    pub(crate) removed: bool,
}

/// The fate of a token that WeCom refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// It was given up: another one has to be got.
    GivenUp,
    /// Another one is in its place already, or on its way.
    Replaced,
    /// Asking for another would bring nothing.
    Useless,
}

/// A token.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) held: Held,
    /// The error that everybody gets instead of another fetch, and until when.
    rest: Option<(Error, Timestamp)>,
    flight: Option<(u64, WeakShared<BoxFuture<'static, Fetched>>)>,
    used: u64,
}

impl Slot {
    fn new(held: Held) -> Self {
        Self { held, rest: None, flight: None, used: 0 }
    }

    pub(crate) fn flight(&self) -> Option<Flight> {
        self.flight.as_ref()?.1.upgrade()
    }

    /// Why nothing is fetched now, if that is so.
    pub(crate) fn rests(&self, now: Timestamp) -> Option<&Error> {
        self.rest.as_ref().filter(|(_, until)| now < *until).map(|(error, _)| error)
    }
}

/// All tokens, up to a number.
#[derive(Debug)]
pub(crate) struct TokenSlots {
    slots: HashMap<TokenKey, Slot>,
    capacity: usize,
    flights: u64,
    uses: u64,
}

impl TokenSlots {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { slots: HashMap::new(), capacity, flights: 0, uses: 0 }
    }

    /// The slot of a key, made if need be; counts as a use of it.
    pub(crate) fn slot(&mut self, key: &TokenKey) -> &mut Slot {
        if self.slots.len() >= self.capacity && !self.slots.contains_key(key) {
            self.make_room();
        }
        self.uses += 1;
        let slot = self.slots.entry(key.clone()).or_insert_with(|| Slot::new(Held::Nothing));
        slot.used = self.uses;
        slot
    }

    /// The number of the next flight.
    pub(crate) fn next_flight(&mut self) -> u64 {
        self.flights += 1;
        self.flights
    }

    /// Remembers that a flight is under way.
    pub(crate) fn take_off(&mut self, key: &TokenKey, number: u64, flight: &Flight) {
        let flight = flight.downgrade().map(|flight| (number, flight));
        self.slot(key).flight = flight;
    }

    /// Remembers how a flight ended, unless it has been overtaken.
    pub(crate) fn land(&mut self, key: &TokenKey, number: u64, fetched: &Fetched, now: Timestamp) {
        let Entry::Occupied(mut slot) = self.slots.entry(key.clone()) else { return };
        if slot.get().flight.as_ref().is_none_or(|(current, _)| *current != number) {
            return;
        }
        slot.get_mut().flight = None;
        match fetched {
            Ok(token) => {
                let again = matches!(&slot.get().held, Held::Rejected(rejected) if rejected.token.is_same(token));
                slot.get_mut().rest = None;
                slot.get_mut().held = Held::Token {
                    token: Arc::clone(token),
                    refresh_at: refresh_at(token).max(now + HOLD_OFF),
                    confirmed_until: again.then(|| now + CONFIRMED),
                };
            }
            Err(error) => {
                if let Some((stopped, rest)) = stopped(key, error) {
                    slot.get_mut().held = Held::Nothing;
                    slot.get_mut().rest = Some((stopped, now + rest));
                } else if let Some(pause) = pause_after(error) {
                    slot.get_mut().rest = Some((error.clone(), now + pause));
                } else if matches!(slot.get().held, Held::Nothing) {
                    slot.remove();
                }
            }
        }
    }

    /// Gives up a token that WeCom refused, if it is still the one.
    pub(crate) fn reject(&mut self, key: &TokenKey, failed: &Arc<StoredToken>, now: Timestamp) -> Rejection {
        let slot = self.slot(key);
        match &slot.held {
            Held::Token { token, .. } if !token.is_same(failed) => return Rejection::Replaced,
            Held::Token { confirmed_until: Some(until), .. } if now < *until => return Rejection::Useless,
            _ if slot.rests(now).is_some() => return Rejection::Useless,
            Held::Rejected(rejected) if rejected.token.is_same(failed) => return Rejection::Replaced,
            _ => {}
        }
        *slot = Slot {
            used: slot.used,
            ..Slot::new(Held::Rejected(Rejected { token: Arc::clone(failed), removed: false }))
        };
        Rejection::GivenUp
    }

    /// Remembers that the store no longer has a token that was given up.
    pub(crate) fn removed(&mut self, key: &TokenKey, failed: &StoredToken) {
        if let Held::Rejected(rejected) = &mut self.slot(key).held
            && rejected.token.is_same(failed)
        {
            rejected.removed = true;
        }
    }

    /// Removes all tokens that `of` picks.
    pub(crate) fn remove(&mut self, of: impl Fn(&TokenKey) -> bool) -> Vec<(TokenKey, Slot)> {
        self.slots.extract_if(|key, _| of(key)).collect()
    }

    /// Lets those that `of` picks be fetched again that WeCom refused to give.
    pub(crate) fn revive(&mut self, of: impl Fn(&TokenKey) -> bool) {
        for (_, slot) in self.slots.iter_mut().filter(|(key, _)| of(key)) {
            slot.rest.take_if(|(error, _)| matches!(error, Error::Stopped { .. }));
        }
    }

    /// Removes the tenth part that was not used for longest, of those that nobody waits for; the store still has them.
    fn make_room(&mut self) {
        let idle = self.slots.iter().filter(|(_, slot)| slot.flight().is_none());
        let mut uses: Vec<_> = idle.map(|(key, slot)| (slot.used, key.clone())).collect();
        uses.sort_unstable();
        uses.truncate((self.capacity / 10).max(1));
        for (_, key) in &uses {
            self.slots.remove(key);
        }
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.slots.len()
    }
}

/// From when on a token is fetched anew.
pub(crate) fn refresh_at(token: &StoredToken) -> Timestamp {
    token.expires_at - EARLY
}

/// How long nothing is asked after this error.
fn pause_after(error: &Error) -> Option<Duration> {
    match error {
        Error::Decode { .. } => Some(UNREADABLE),
        error => match error.remedy() {
            Remedy::BackOff(pause) => Some(pause),
            _ => None,
        },
    }
}

/// The error that everybody gets, and for how long, when WeCom refused an app's secret.
fn stopped(key: &TokenKey, error: &Error) -> Option<(Error, Duration)> {
    match key {
        TokenKey::App { suite, corp, .. } => {
            let errcode = error.stops_corp()?;
            Some((Error::Stopped { suite: suite.clone(), corp: corp.clone(), errcode }, STOPPED))
        }
        TokenKey::SelfBuilt { .. } if error.remedy().stops_corp() => Some((error.clone(), REFUSED)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use wecom_types::{CorpId, SuiteId};

    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_000_000);

    fn key(name: &str) -> TokenKey {
        TokenKey::Suite { suite: SuiteId::try_from(name).unwrap() }
    }

    fn token(value: &str, secs: u64) -> Arc<StoredToken> {
        Arc::new(StoredToken { value: value.into(), expires_at: NOW + Duration::from_secs(secs) })
    }

    fn self_built() -> TokenKey {
        let (corp, agent) = (CorpId::try_from("ww1").unwrap(), serde_json::from_str("1").unwrap());
        TokenKey::SelfBuilt { corp, agent, secret_mark: String::new() }
    }

    fn fetched(slots: &mut TokenSlots, key: &TokenKey, result: &Fetched) {
        let number = slots.next_flight();
        let flight = std::future::pending().boxed().shared();
        slots.take_off(key, number, &flight);
        slots.land(key, number, result, NOW);
    }

    #[test]
    fn when_it_is_full_those_go_that_were_not_used_for_longest() {
        let mut slots = TokenSlots::new(20);
        for n in 0..100 {
            fetched(&mut slots, &key(&format!("dk{n}")), &Ok(token("t", 7200 + n)));
            // In use all the time, though it is the first to end.
            assert!(matches!(slots.slot(&key("dk0")).held, Held::Token { .. }), "{n}");
            assert!(slots.len() <= 20);
        }
        assert!(matches!(slots.slot(&key("dk99")).held, Held::Token { .. }));
        assert!(matches!(slots.slot(&key("dk1")).held, Held::Nothing));
    }

    #[test]
    fn when_it_is_full_a_tenth_goes_and_not_who_was_refused_a_moment_ago() {
        let mut slots = TokenSlots::new(20);
        let tokens: Vec<_> = (0..20).map(|n| (key(&format!("dk{n}")), token("t", 7200 + n))).collect();
        for (key, token) in &tokens {
            fetched(&mut slots, key, &Ok(Arc::clone(token)));
        }
        let (refused, failed) = &tokens[0];
        assert_eq!(slots.reject(refused, failed, NOW), Rejection::GivenUp);
        slots.slot(&key("another"));
        assert_eq!(slots.len(), 20 - 2 + 1);
        assert!(matches!(slots.slot(refused).held, Held::Rejected(_)));
    }

    #[test]
    fn a_flight_that_was_overtaken_changes_nothing_when_it_lands() {
        let (mut slots, key) = (TokenSlots::new(20), key("dk1"));
        let flight = std::future::pending().boxed().shared();
        let [early, late] = [(); 2].map(|()| {
            let number = slots.next_flight();
            slots.take_off(&key, number, &flight);
            number
        });
        slots.land(&key, early, &Ok(token("early", 7200)), NOW);
        assert!(matches!(slots.slot(&key).held, Held::Nothing));
        slots.land(&key, late, &Ok(token("late", 7200)), NOW);
        assert!(matches!(slots.slot(&key).held, Held::Token { .. }));
    }

    #[test]
    fn a_token_that_wecom_names_again_after_refusing_it_is_not_given_up_at_once_again() {
        let (mut slots, key, first) = (TokenSlots::new(20), key("dk1"), token("t", 7200));
        fetched(&mut slots, &key, &Ok(Arc::clone(&first)));
        assert_eq!(slots.reject(&key, &first, NOW), Rejection::GivenUp);
        assert_eq!(slots.reject(&key, &first, NOW), Rejection::Replaced, "another one is on its way");
        fetched(&mut slots, &key, &Ok(token("t", 7000)));
        assert_eq!(slots.reject(&key, &first, NOW), Rejection::Useless, "asking again would bring the same one");
        assert_eq!(slots.reject(&key, &first, NOW + CONFIRMED), Rejection::GivenUp);
        assert_eq!(slots.reject(&key, &token("other", 7200), NOW), Rejection::GivenUp, "it is not the one given up");
    }

    #[test]
    fn a_refused_token_is_not_fetched_anew_while_fetches_rest() {
        let (mut slots, key, first) = (TokenSlots::new(20), key("dk1"), token("t", 7200));
        fetched(&mut slots, &key, &Ok(Arc::clone(&first)));
        assert_eq!(slots.reject(&key, &first, NOW), Rejection::GivenUp);
        let limit = Error::Api { api: "service/get_suite_token", errcode: 45009, errmsg: String::new() };
        fetched(&mut slots, &key, &Err(limit));
        assert_eq!(slots.reject(&key, &first, NOW), Rejection::Useless);
    }

    #[test]
    fn a_self_built_apps_secret_rests_where_it_is_refused_and_only_as_long_as_a_limit_lasts_otherwise() {
        let fails = |errcode| Err(Error::Api { api: "gettoken", errcode, errmsg: String::new() });
        for (errcode, rest) in [(40001, REFUSED), (45009, Duration::from_secs(60))] {
            let (mut slots, app) = (TokenSlots::new(20), self_built());
            fetched(&mut slots, &app, &fails(errcode));
            assert!(slots.slot(&app).rests(NOW + rest - Duration::from_millis(1)).is_some(), "{errcode}");
            assert!(slots.slot(&app).rests(NOW + rest).is_none(), "{errcode}");
        }
    }

    #[test]
    fn a_refused_permanent_code_rests_and_so_does_a_limit_that_was_reached() {
        let (suite, corp) = (SuiteId::try_from("dk1").unwrap(), CorpId::try_from("wp1").unwrap());
        let app = TokenKey::App { suite, corp, code_version: 1 };
        let fails = |errcode| Err(Error::Api { api: "gettoken", errcode, errmsg: String::new() });
        for (errcode, rest) in [(40001, STOPPED), (45009, Duration::from_secs(60)), (45033, Duration::from_secs(2))] {
            let mut slots = TokenSlots::new(20);
            fetched(&mut slots, &app, &fails(errcode));
            let told = slots.slot(&app).rests(NOW + rest - Duration::from_millis(1)).and_then(Error::errcode);
            assert_eq!(told, Some(errcode));
            assert!(slots.slot(&app).rests(NOW + rest).is_none());
        }
        let mut slots = TokenSlots::new(20);
        fetched(&mut slots, &app, &fails(60020));
        assert!(slots.slot(&app).rests(NOW).is_none());
    }

    #[test]
    fn a_flight_that_was_overtaken_changes_nothing() {
        let (mut slots, key) = (TokenSlots::new(20), key("dk1"));
        let number = slots.next_flight();
        let flight = std::future::pending().boxed().shared();
        slots.take_off(&key, number, &flight);
        assert_eq!(slots.remove(|_| true).len(), 1);
        slots.land(&key, number, &Ok(token("old", 7200)), NOW);
        assert!(matches!(slots.slot(&key).held, Held::Nothing));
    }

    #[test]
    fn a_wrong_provider_secret_stops_nothing_for_good() {
        let (mut slots, provider) =
            (TokenSlots::new(20), TokenKey::Provider { corp: CorpId::try_from("ww1").unwrap() });
        let stop = Error::Api { api: "service/get_provider_token", errcode: 40001, errmsg: String::new() };
        fetched(&mut slots, &provider, &Err(stop));
        assert!(slots.slot(&provider).rests(NOW).is_none());
    }

    #[test]
    fn a_short_lived_token_is_not_refreshed_all_the_time() {
        let (mut slots, key) = (TokenSlots::new(20), key("dk1"));
        fetched(&mut slots, &key, &Ok(token("t", 100)));
        let Held::Token { refresh_at, .. } = slots.slot(&key).held else { panic!("no token") };
        assert_eq!(refresh_at, NOW + HOLD_OFF);
    }
}
