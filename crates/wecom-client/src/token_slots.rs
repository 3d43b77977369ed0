//! `TokenSlots`: what is known of each token, and which is being fetched right now.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
    time::Duration,
};

use clock::Timestamp;
use futures::future::{BoxFuture, Shared, WeakShared};

use crate::{Error, StoredToken, TokenKey};

/// How long before its end a token is fetched anew.
const EARLY: Duration = Duration::from_mins(5);

/// How long a refresh that changed nothing is not tried again: WeCom gives the same token until it ends (97164).
const HOLD_OFF: Duration = Duration::from_mins(1);

pub(crate) type Fetched = Result<Arc<StoredToken>, Error>;

/// A fetch that all who want the token wait for; it ends with the last of them.
pub(crate) type Flight = Shared<BoxFuture<'static, Fetched>>;

/// What is known of one token.
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
    Rejected(Arc<StoredToken>),
    /// WeCom refused the permanent code that it is fetched with: this is what everybody is told.
    Stopped(Error),
}

/// One token.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) held: Held,
    flight: Option<(u64, WeakShared<BoxFuture<'static, Fetched>>)>,
}

impl Slot {
    pub(crate) fn flight(&self) -> Option<Flight> {
        self.flight.as_ref()?.1.upgrade()
    }

    fn worth_keeping_until(&self) -> Timestamp {
        match &self.held {
            Held::Nothing | Held::Rejected(_) => Timestamp::from_millis(i64::MIN),
            Held::Token { token, .. } => token.expires_at,
            Held::Stopped(_) => Timestamp::from_millis(i64::MAX),
        }
    }
}

/// All tokens, up to a number.
#[derive(Debug)]
pub(crate) struct TokenSlots {
    slots: HashMap<TokenKey, Slot>,
    capacity: usize,
    flights: u64,
}

impl TokenSlots {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { slots: HashMap::new(), capacity, flights: 0 }
    }

    /// The slot of a key, made if need be.
    pub(crate) fn slot(&mut self, key: &TokenKey) -> &mut Slot {
        if self.slots.len() >= self.capacity && !self.slots.contains_key(key) {
            self.make_room();
        }
        self.slots.entry(key.clone()).or_insert(Slot { held: Held::Nothing, flight: None })
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
                let again = matches!(&slot.get().held, Held::Rejected(rejected) if rejected.is_same(token));
                slot.get_mut().held = Held::Token {
                    token: Arc::clone(token),
                    refresh_at: refresh_at(token).max(now + HOLD_OFF),
                    confirmed_until: again.then(|| now + HOLD_OFF),
                };
            }
            Err(error) => match stopped(key, error) {
                Some(stopped) => slot.get_mut().held = Held::Stopped(stopped),
                None if matches!(slot.get().held, Held::Nothing) => drop(slot.remove()),
                None => {}
            },
        }
    }

    /// Gives up a token that WeCom refused, if it is still the one; `false` when asking for another is no use.
    pub(crate) fn reject(&mut self, key: &TokenKey, failed: &Arc<StoredToken>, now: Timestamp) -> bool {
        let slot = self.slot(key);
        match &slot.held {
            Held::Token { token, .. } if !token.is_same(failed) => return true,
            Held::Token { confirmed_until: Some(until), .. } if now < *until => return false,
            Held::Stopped(_) => return false,
            Held::Rejected(rejected) if rejected.is_same(failed) => return true,
            _ => {}
        }
        *slot = Slot { held: Held::Rejected(Arc::clone(failed)), flight: None };
        true
    }

    /// Removes all tokens that `of` picks.
    pub(crate) fn remove(&mut self, of: impl Fn(&TokenKey) -> bool) -> Vec<(TokenKey, Slot)> {
        self.slots.extract_if(|key, _| of(key)).collect()
    }

    /// Removes the tenth part that ends first, of those that nobody waits for.
    fn make_room(&mut self) {
        let idle = self.slots.iter().filter(|(_, slot)| slot.flight().is_none());
        let mut ends: Vec<_> = idle.map(|(key, slot)| (slot.worth_keeping_until(), key.clone())).collect();
        ends.sort_unstable();
        ends.truncate((self.capacity / 10).max(1));
        for (_, key) in &ends {
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

/// What everybody is told from now on, when WeCom refused a company's permanent code.
fn stopped(key: &TokenKey, error: &Error) -> Option<Error> {
    let (TokenKey::App { suite, corp, .. }, Some(errcode)) = (key, error.errcode()) else { return None };
    error.remedy().stops_corp().then(|| Error::Stopped { suite: suite.clone(), corp: corp.clone(), errcode })
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

    fn fetched(slots: &mut TokenSlots, key: &TokenKey, result: &Fetched) {
        let number = slots.next_flight();
        let flight = std::future::pending().boxed().shared();
        slots.take_off(key, number, &flight);
        slots.land(key, number, result, NOW);
    }

    #[test]
    fn when_it_is_full_those_that_end_first_go_and_stopped_companies_stay() {
        let mut slots = TokenSlots::new(20);
        let stop = Error::Api { api: "gettoken", errcode: 40001, errmsg: String::new() };
        let (suite, corp) = (SuiteId::try_from("dk1").unwrap(), CorpId::try_from("wp1").unwrap());
        let app = TokenKey::App { suite, corp, code_version: 1 };
        fetched(&mut slots, &app, &Err(stop));
        for n in 0..100 {
            fetched(&mut slots, &key(&format!("dk{n}")), &Ok(token("t", 7200 + n)));
            assert!(slots.len() <= 20);
        }
        assert!(matches!(slots.slot(&app).held, Held::Stopped(Error::Stopped { errcode: 40001, .. })));
        assert!(matches!(slots.slot(&key("dk99")).held, Held::Token { .. }));
        assert!(matches!(slots.slot(&key("dk0")).held, Held::Nothing));
    }

    #[test]
    fn a_token_that_wecom_names_again_after_refusing_it_is_not_given_up_at_once_again() {
        let (mut slots, key, first) = (TokenSlots::new(20), key("dk1"), token("t", 7200));
        fetched(&mut slots, &key, &Ok(Arc::clone(&first)));
        assert!(slots.reject(&key, &first, NOW));
        fetched(&mut slots, &key, &Ok(token("t", 7000)));
        assert!(!slots.reject(&key, &first, NOW), "asking again would bring the same one");
        assert!(slots.reject(&key, &first, NOW + HOLD_OFF));
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
        assert!(matches!(slots.slot(&provider).held, Held::Nothing));
    }

    #[test]
    fn a_short_lived_token_is_not_refreshed_all_the_time() {
        let (mut slots, key) = (TokenSlots::new(20), key("dk1"));
        fetched(&mut slots, &key, &Ok(token("t", 100)));
        let Held::Token { refresh_at, .. } = slots.slot(&key).held else { panic!("no token") };
        assert_eq!(refresh_at, NOW + HOLD_OFF);
    }
}
