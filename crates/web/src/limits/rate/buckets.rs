//! `Buckets`: one rate limit for many keys, in memory of bounded size.

use std::{
    collections::HashMap,
    hash::Hash,
    mem,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use governor::{Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, nanos::Nanos, state::StateStore};

use super::ticks::Ticks;

/// Keys of one age that are kept; twice as many in all. When more come, those that asked least lately are forgotten.
const CAPACITY: usize = 50_000;

/// The limiter over a store, by our ticks.
type Limiter<K, S> = RateLimiter<K, S, Ticks, NoOpMiddleware<Duration>>;

/// A limit for many keys: so many a minute, and that many at once.
pub(super) struct Buckets<K: Hash + Eq + Clone> {
    take: Limiter<K, Shelf<K>>,
    look: Limiter<K, Look<K>>,
    shelf: Shelf<K>,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    pub(super) fn new(a_minute: NonZeroU32, ticks: &Ticks) -> Self {
        let quota = Quota::per_minute(a_minute);
        let shelf = Shelf(Arc::default());
        let look = Look(shelf.clone());
        Self {
            take: RateLimiter::new(quota, shelf.clone(), ticks.clone()),
            look: RateLimiter::new(quota, look, ticks.clone()),
            shelf,
        }
    }

    /// Takes one; where none is left, answers how long until there is.
    pub(super) fn take(&self, key: &K) -> Result<(), Duration> {
        self.take.check_key(key).map_err(|refusal| refusal.wait_time_from(self.take.clock().now()))
    }

    /// Sees whether one is left, without taking it.
    pub(super) fn look(&self, key: &K) -> Result<(), Duration> {
        self.look.check_key(key).map_err(|refusal| refusal.wait_time_from(self.look.clock().now()))
    }

    /// Forgets the keys that took nothing since the call before this one.
    pub(super) fn age(&self) {
        self.shelf.ages().turn();
    }
}

/// When each key has everything back.
struct Ages<K> {
    young: HashMap<K, Nanos>,
    old: HashMap<K, Nanos>,
}

impl<K> Default for Ages<K> {
    fn default() -> Self {
        Self { young: HashMap::new(), old: HashMap::new() }
    }
}

impl<K> Ages<K> {
    fn turn(&mut self) {
        self.old = mem::take(&mut self.young);
    }
}

/// Where the limiter keeps its state.
struct Shelf<K>(Arc<Mutex<Ages<K>>>);

impl<K> Clone for Shelf<K> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K> Shelf<K> {
    fn ages(&self) -> MutexGuard<'_, Ages<K>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq + Clone> StateStore for Shelf<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut ages = self.ages();
        let known = ages.young.get(key).or_else(|| ages.old.get(key)).copied();
        let (answer, state) = f(known)?;
        if ages.young.len() >= CAPACITY && !ages.young.contains_key(key) {
            ages.turn();
        }
        ages.young.insert(key.clone(), state);
        Ok(answer)
    }
}

/// A shelf that is only looked at.
struct Look<K>(Shelf<K>);

impl<K: Hash + Eq + Clone> StateStore for Look<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let ages = self.0.ages();
        f(ages.young.get(key).or_else(|| ages.old.get(key)).copied()).map(|(answer, _)| answer)
    }
}

#[cfg(test)]
mod tests {
    use clock::{ManualClock, Timestamp};

    use super::*;

    fn buckets() -> Buckets<usize> {
        let clock = ManualClock::new(Timestamp::from_secs(1));
        Buckets::new(NonZeroU32::MIN, &Ticks::new(Arc::new(clock)))
    }

    #[test]
    fn however_many_keys_come_the_memory_is_bounded() {
        let buckets = buckets();
        for key in 0..3 * CAPACITY {
            assert!(buckets.take(&key).is_ok());
        }
        let ages = buckets.shelf.ages();
        assert!(ages.young.len() + ages.old.len() <= 2 * CAPACITY);
    }

    #[test]
    fn a_key_that_comes_no_more_is_forgotten_and_one_that_was_just_here_is_not() {
        let buckets = buckets();
        assert!(buckets.take(&1).is_ok());
        buckets.age();
        assert!(buckets.take(&1).is_err() && buckets.look(&1).is_err());
        buckets.age();
        let ages = buckets.shelf.ages();
        assert!(ages.young.is_empty() && ages.old.is_empty());
    }
}
