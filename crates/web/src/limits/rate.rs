//! How often somebody may ask: by address, by company, and for codes that turn out to be wrong.
//!
//! Only what needs no login is counted, and bearer tokens that are wrong; WeCom's callbacks never are, because an event
//! that is refused may be lost. Calls to WeCom for one company are counted too, from all addresses together. Since
//! strangers can use that up, it refuses only addresses that guessed wrong within the last minute: members go on.

mod buckets;
mod network_buckets;
mod ticks;

use std::{
    hash::{BuildHasher, RandomState},
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use clock::SharedClock;
use element_model::AppId;
use ipnet::IpNet;
use login_type::{CallError, ErrorKind};

use self::{buckets::Buckets, network_buckets::NetworkBuckets, ticks::Ticks};
use super::networks::networks_of;
use crate::{observer::Observer, retry_after};

/// Refused callbacks that are logged in a minute: a flood of them must not fill the disk.
const LOGGED_REFUSALS: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// How long an address counts as one that guessed wrong: once a minute.
const GUESSED: NonZeroU32 = NonZeroU32::MIN;

/// How often anybody may ask; of each, that many at once.
#[derive(Clone, Debug)]
pub struct Rates {
    /// Requests of one address in a minute.
    pub requests_per_minute_per_address: u32,
    /// Questions to WeCom for one company in a minute.
    pub requests_per_minute_per_corp: u32,
    /// Codes and tokens that turn out to be wrong, of one address in a minute.
    pub wrong_guesses_per_minute_per_address: u32,
    /// Addresses that are not counted.
    pub exempt_addresses: Vec<IpNet>,
}

/// Counts who asked, as far back as a minute.
pub struct RateLimits {
    requests: NetworkBuckets,
    guesses: NetworkBuckets,
    guessed: NetworkBuckets,
    corps: Buckets<u64>,
    refusals: Buckets<()>,
    exempt: Vec<IpNet>,
    observer: Arc<dyn Observer>,
    hasher: RandomState,
}

/// A limit that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Requests of one address.
    Address,
    /// Wrong guesses of one address.
    Guesses,
    /// Questions to WeCom for one company.
    Corp,
}

/// A request too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// The limit that was reached.
    pub limit: Limit,
    /// When the next one is answered.
    pub retry_after: Duration,
}

impl Limit {
    /// The word for it, as a label of a metric.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Guesses => "guesses",
            Self::Corp => "corp",
        }
    }

    /// The subject of its refusals.
    const fn subject(self) -> &'static str {
        match self {
            Self::Address => "requests from this address",
            Self::Guesses => "wrong codes or tokens from this address",
            Self::Corp => "requests for this company",
        }
    }
}

impl TooMany {
    /// Whole seconds until the next request is answered, at least one; what `Retry-After` says.
    pub fn seconds(self) -> u64 {
        retry_after::seconds(self.retry_after)
    }
}

impl From<TooMany> for CallError {
    fn from(too_many: TooMany) -> Self {
        let TooMany { limit, retry_after } = too_many;
        let message = format!("too many {}: try again in {} s", limit.subject(), too_many.seconds());
        Self::new(ErrorKind::TooManyRequests { retry_after }, message)
    }
}

impl RateLimits {
    /// Counts by this clock and tells the observer of each refusal; nobody has asked yet.
    pub fn new(rates: Rates, clock: SharedClock, observer: Arc<dyn Observer>) -> Self {
        let ticks = Ticks::new(clock);
        let a_minute = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        Self {
            requests: NetworkBuckets::new(a_minute(rates.requests_per_minute_per_address), &ticks),
            guesses: NetworkBuckets::new(a_minute(rates.wrong_guesses_per_minute_per_address), &ticks),
            guessed: NetworkBuckets::new(GUESSED, &ticks),
            corps: Buckets::new(a_minute(rates.requests_per_minute_per_corp), &ticks),
            refusals: Buckets::new(LOGGED_REFUSALS, &ticks),
            exempt: rates.exempt_addresses,
            observer,
            hasher: RandomState::new(),
        }
    }

    /// Counts a request of an address.
    ///
    /// # Errors
    /// When it is one too many, or the address guessed wrong too often.
    pub fn admit_address(&self, client: Option<IpAddr>) -> Result<(), TooMany> {
        self.admit_guess(client)?;
        let Some(client) = self.counted(client) else { return Ok(()) };
        self.requests.take(client).map_err(|retry_after| self.too_many(Limit::Address, retry_after))
    }

    /// Looks whether an address may guess.
    ///
    /// # Errors
    /// When it guessed wrong too often.
    pub fn admit_guess(&self, client: Option<IpAddr>) -> Result<(), TooMany> {
        let Some(client) = self.counted(client) else { return Ok(()) };
        self.guesses.look(client).map_err(|retry_after| self.too_many(Limit::Guesses, retry_after))
    }

    /// Counts a code or token of an address that turned out to be wrong.
    pub fn guessed_wrong(&self, client: Option<IpAddr>) {
        if let Some(client) = self.counted(client) {
            // The guess was answered already; the next one is refused.
            let _ = self.guesses.take(client);
            let _ = self.guessed.take(client);
        }
    }

    /// Counts a question to WeCom for a company in an app.
    ///
    /// # Errors
    /// When it is one too many, of an address that guessed wrong within the last minute.
    pub fn admit_corp(&self, client: Option<IpAddr>, app: &AppId, corp: &str) -> Result<(), TooMany> {
        let Some(client) = self.counted(client) else { return Ok(()) };
        // As a hash, because the text is the caller's and may be of any length.
        let key = self.hasher.hash_one((app, corp));
        match self.corps.take(&key) {
            Err(retry_after) if self.guessed.look(client).is_err() => Err(self.too_many(Limit::Corp, retry_after)),
            _ => Ok(()),
        }
    }

    /// Whether one more refused callback may be logged.
    pub fn may_log_refusal(&self) -> bool {
        self.refusals.take(&()).is_ok()
    }

    /// Forgets who has not asked since this was called last; to be called no oftener than every minute.
    pub fn forget_idle(&self) {
        self.requests.age();
        self.guesses.age();
        self.guessed.age();
        self.corps.age();
    }

    fn too_many(&self, limit: Limit, retry_after: Duration) -> TooMany {
        self.observer.limited(limit);
        TooMany { limit, retry_after }
    }

    /// The narrowest network that an address counts by; `None` where it is exempt.
    pub fn network(&self, client: Option<IpAddr>) -> Option<IpNet> {
        networks_of(self.counted(client)?).next().map(|(network, _)| network)
    }

    /// The address that is counted; `None` where it is exempt.
    fn counted(&self, client: Option<IpAddr>) -> Option<IpAddr> {
        let client = client.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED));
        let is_exempt = self.exempt.iter().any(|network| network.contains(&client));
        (!is_exempt).then_some(client)
    }
}

/// Whether an error means that what was presented was guessed wrong, or may have been.
pub fn is_wrong_guess(kind: ErrorKind) -> bool {
    /// WeCom's codes for a login code of its own that is wrong or used (40029, 42003), as far as it tells them apart.
    const WRONG_CODES: [i64; 3] = [40029, 42003, 42022];
    match kind {
        ErrorKind::UnknownCompany | ErrorKind::LoginCodeInvalid | ErrorKind::RefreshTokenInvalid => true,
        ErrorKind::Upstream(errcode) => WRONG_CODES.contains(&errcode.get()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use clock::{ManualClock, Timestamp};

    use super::*;

    /// Hears nothing.
    #[derive(Debug)]
    struct Deaf;

    impl Observer for Deaf {
        fn answered(&self, _: Option<String>, _: u16, _: Duration) {}

        fn limited(&self, _: Limit) {}
    }

    fn limits(clock: &ManualClock) -> RateLimits {
        let rates = Rates {
            requests_per_minute_per_address: 60,
            requests_per_minute_per_corp: 3,
            wrong_guesses_per_minute_per_address: 2,
            exempt_addresses: vec!["10.0.0.0/8".parse().unwrap()],
        };
        RateLimits::new(rates, Arc::new(clock.clone()), Arc::new(Deaf))
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_may_ask_so_often_a_minute_and_then_when_it_is_told() {
        let clock = ManualClock::new(Timestamp::from_secs(1_700_000_000));
        let limits = limits(&clock);
        let client = Some(address("203.0.113.7"));
        assert!((0..60).all(|_| limits.admit_address(client).is_ok()));
        let refusal = limits.admit_address(client).unwrap_err();
        assert_eq!((refusal.limit, refusal.seconds()), (Limit::Address, 1));
        assert!(limits.admit_address(Some(address("203.0.113.8"))).is_ok(), "another address is another's");
        clock.advance(refusal.retry_after);
        assert!(limits.admit_address(client).is_ok());
        assert!(limits.admit_address(client).is_err());
    }

    #[test]
    fn addresses_of_one_ipv6_network_are_one_and_exempt_ones_are_not_counted() {
        let clock = ManualClock::new(Timestamp::from_secs(1_700_000_000));
        let limits = limits(&clock);
        assert!((0..60).all(|number| limits.admit_address(Some(address(&format!("2001:db8::{number:x}")))).is_ok()));
        assert!(limits.admit_address(Some(address("2001:db8::ffff"))).is_err());
        assert!(limits.admit_address(Some(address("2001:db8:0:1::1"))).is_ok());
        assert!((0..100).all(|_| limits.admit_address(Some(address("10.1.2.3"))).is_ok()));
    }

    #[test]
    fn of_ipv6_the_wider_networks_have_twice_and_four_times_the_limit() {
        let clock = ManualClock::new(Timestamp::from_secs(1_700_000_000));
        // The text before and behind the number of each network.
        let networks = [
            ("256 networks of one /56", ("2001:db8:0:", "::1"), 2 * 60),
            ("256 networks of one /48", ("2001:db8:0:", "00::1"), 4 * 60),
            ("256 networks of 256 /48s", ("2001:db8:", "::1"), 256 * 60),
        ];
        for (what, (before, behind), expected) in networks {
            let limits = limits(&clock);
            let clients = (0..256).map(|number| Some(address(&format!("{before}{number:x}{behind}"))));
            let admitted =
                clients.flat_map(|client| [client; 60]).filter(|client| limits.admit_address(*client).is_ok());
            assert_eq!(admitted.count(), expected, "{what}");
        }
    }

    #[test]
    fn whoever_guesses_wrong_too_often_waits_until_the_minute_has_passed() {
        let clock = ManualClock::new(Timestamp::from_secs(1_700_000_000));
        let limits = limits(&clock);
        let client = Some(address("203.0.113.7"));
        for _ in 0..2 {
            assert!(limits.admit_address(client).is_ok());
            limits.guessed_wrong(client);
        }
        let refusal = limits.admit_address(client).unwrap_err();
        assert_eq!((refusal.limit, refusal.seconds()), (Limit::Guesses, 30));
        clock.advance(Duration::from_secs(30));
        assert!((0..5).all(|_| limits.admit_address(client).is_ok()), "asking is not guessing");
    }

    #[test]
    fn a_clock_that_jumps_back_locks_nobody_out() {
        let clock = ManualClock::new(Timestamp::from_secs(1_700_000_000));
        let limits = limits(&clock);
        let client = Some(address("203.0.113.7"));
        assert!((0..60).all(|_| limits.admit_address(client).is_ok()));
        clock.set(Timestamp::from_secs(1_600_000_000));
        assert!(limits.admit_address(client).is_err());
        clock.advance(Duration::from_secs(1));
        assert!(limits.admit_address(client).is_ok(), "a second has passed, whatever the clock shows");
    }

    #[test]
    fn a_company_of_another_app_is_another() {
        let clock = ManualClock::new(Timestamp::from_secs(1_700_000_000));
        let limits = limits(&clock);
        let (one, other) = ("acme.portal".parse().unwrap(), "acme.other".parse().unwrap());
        limits.guessed_wrong(None);
        assert!((0..3).all(|_| limits.admit_corp(None, &one, "wp1").is_ok()));
        assert_eq!(limits.admit_corp(None, &one, "wp1").unwrap_err().limit, Limit::Corp);
        assert!(limits.admit_corp(None, &one, "wp2").is_ok() && limits.admit_corp(None, &other, "wp1").is_ok());
    }

    #[test]
    fn a_company_refuses_those_alone_who_guessed_wrong_within_the_last_minute() {
        let clock = ManualClock::new(Timestamp::from_secs(1_700_000_000));
        let limits = limits(&clock);
        let app = "acme.portal".parse().unwrap();
        let (stranger, member) = (Some(address("203.0.113.7")), Some(address("198.51.100.1")));
        limits.guessed_wrong(stranger);
        let admit = |client| limits.admit_corp(client, &app, "wp1").is_ok();
        assert_eq!([(); 5].map(|()| admit(stranger)), [true, true, true, false, false]);
        assert!((0..100).all(|_| admit(member)));
        clock.advance(Duration::from_secs(59));
        assert!((0..10).all(|_| admit(member)) && !admit(stranger));
        clock.advance(Duration::from_secs(1));
        assert!((0..10).all(|_| admit(stranger)), "the guess is a minute old");
    }
}
