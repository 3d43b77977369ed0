//! Members who are asked about before they go on, the meaning of each answer, and that one process asks at a time.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use accounts::{LocalAccounts, Rechecked, Settings};
use async_trait::async_trait;
use clock::OsEntropy;
use login_type::{
    Admission, CallError, ErrorKind, Host, InstanceName, Login, Membership, Profile, Recognised, Standing,
};
use serde_json::{Map, json};
use storage::Access as _;
use tokio::{sync::Semaphore, time::MissedTickBehavior};

use crate::world::{APP, ASKED, CORP, LOGIN_TYPE, PUBLIC_URL, World, app, at_once, host, refusal};

const HOUR: u64 = 3600;
const TICK: Duration = Duration::from_millis(10);

/// The answer of a provider that is asked about anybody.
#[derive(Clone)]
struct Provider {
    answer: Result<Membership, ErrorKind>,
    asked: Arc<AtomicUsize>,
    /// How many answers may be given.
    free: Arc<Semaphore>,
}

impl Provider {
    fn says(answer: Result<Membership, ErrorKind>) -> Self {
        Self { answer, asked: Arc::default(), free: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)) }
    }

    fn is_out() -> Self {
        Self::says(Ok(Membership::Ended("the member left".to_owned())))
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn lent(&self, accounts: &LocalAccounts) -> Host {
        host(accounts, self.clone())
    }
}

#[async_trait]
impl Admission for Provider {
    fn standing(&self, _login: &Recognised<'_>) -> Standing {
        Standing::Open
    }

    fn login_type_of(&self, _instance: &InstanceName) -> Option<&'static str> {
        None
    }

    async fn recheck(&self, login: &Recognised<'_>, id: &str, _host: &Host) -> Result<Membership, CallError> {
        assert_eq!((login.login_type, login.corp_id, id), (LOGIN_TYPE, CORP, "alice"));
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.free.acquire().await.unwrap().forget();
        self.answer.clone().map_err(|kind| CallError::new(kind, "the provider could not tell"))
    }
}

#[tokio::test]
async fn whoever_left_is_out_at_the_next_call_page_or_refresh_after_the_period_and_not_before() {
    for way in ["call", "page", "refresh"] {
        let world = World::new().await;
        let (clock, entropy) = (Arc::new(world.clock.clone()), Arc::new(OsEntropy));
        let settings = Settings { recheck_period: Duration::from_mins(5), ..Settings::new(PUBLIC_URL) };
        let accounts = LocalAccounts::new(world.db.clone(), clock, entropy, settings);
        let (login, provider) = (world.login("alice").await, Provider::is_out());
        let cookie = accounts.open_browser_session(&login.session_id).await.unwrap();
        let lent = provider.lent(&accounts);
        let (token, refresh) = (login.token.expose_secret(), login.refresh_token.expose_secret());
        let is_in = async |way| match way {
            "call" => accounts.authenticate(&lent, token, ASKED).await.is_ok(),
            "page" => accounts.browser_session(&lent, cookie.expose_secret()).await.unwrap().is_some(),
            _ => accounts.refresh(&app(APP), &lent, refresh).await.is_ok(),
        };
        world.pass(299);
        assert!(is_in("call").await && is_in("page").await, "{way}");
        assert_eq!(provider.asked(), 0, "{way}");
        world.pass(1);
        assert!(!is_in(way).await, "{way}");
        assert_eq!(provider.asked(), 1, "{way}");
        let session = world.db.sessions().lookup(&login.session_id).await.unwrap().unwrap();
        assert_eq!(session.revoke_reason.as_deref(), Some("the member left"), "{way}");
        let trail = world.db.audit_events().list(&storage::AuditFilter::default(), 10).await.unwrap();
        assert!(trail.iter().any(|event| event.action == "revoke"), "{way}: {trail:?}");
    }
}

#[tokio::test]
async fn a_provider_that_cannot_tell_ends_nothing_and_is_not_asked_again_at_once() {
    for answer in [Err(ErrorKind::UpstreamUnavailable), Ok(Membership::Unknown)] {
        let world = World::new().await;
        let (login, provider) = (world.login("alice").await, Provider::says(answer));
        let cookie = world.accounts.open_browser_session(&login.session_id).await.unwrap();
        let lent = provider.lent(&world.accounts);
        let is_in = async || world.accounts.browser_session(&lent, cookie.expose_secret()).await.unwrap().is_some();
        world.pass(HOUR);
        for _ in 0..3 {
            assert!(is_in().await);
        }
        assert_eq!(provider.asked(), 1);
        world.pass(60);
        assert!(is_in().await);
        assert_eq!(provider.asked(), 2);
    }
}

#[tokio::test]
async fn name_and_departments_that_come_with_the_answer_are_taken_over() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let extra = Map::from_iter([("department".to_owned(), json!([2, 7]))]);
    let profile = Profile { name: Some("Alice".to_owned()), avatar: None, extra };
    let provider = Provider::says(Ok(Membership::Current(profile)));
    let lent = provider.lent(&world.accounts);
    world.pass(HOUR);
    let refreshed = world.accounts.refresh(&app(APP), &lent, login.refresh_token.expose_secret()).await.unwrap();
    assert_eq!(refreshed.user_info.name.as_deref(), Some("Alice"));
    let binding = world.db.bindings().lookup(LOGIN_TYPE, CORP, "alice").await.unwrap().unwrap();
    assert_eq!(binding.extra["department"], json!([2, 7]));
    world.pass(HOUR / 2);
    world.accounts.refresh(&app(APP), &lent, refreshed.refresh_token.expose_secret()).await.unwrap();
    assert_eq!(provider.asked(), 1, "the answer counts for the period");
}

#[tokio::test]
async fn of_many_who_come_at_once_to_several_processes_one_asks_and_all_hear_the_answer() {
    let world = World::new().await;
    let (login, provider) = (world.login("alice").await, Provider::is_out());
    let cookie = world.accounts.open_browser_session(&login.session_id).await.unwrap();
    world.pass(HOUR);
    let clock = world.clock.clone();
    // The processes wait for each other by this clock.
    let time = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            clock.advance(TICK);
        }
    });
    let cookie = cookie.expose_secret().to_owned();
    let pages = at_once(&world, 24, |accounts| {
        let (lent, cookie) = (provider.lent(&accounts), cookie.clone());
        async move { accounts.browser_session(&lent, &cookie).await.unwrap().is_some() }
    });
    let pages = pages.await;
    time.abort();
    assert_eq!(provider.asked(), 1);
    assert_eq!(pages.into_iter().filter(|is_in| *is_in).count(), 0, "nobody goes on who left");
}

#[tokio::test]
async fn a_provider_that_takes_its_time_keeps_nobody_waiting_for_longer_than_three_seconds() {
    let world = World::new().await;
    let (login, mut provider) = (world.login("alice").await, Provider::is_out());
    provider.free = Arc::new(Semaphore::new(0));
    let cookie = world.accounts.open_browser_session(&login.session_id).await.unwrap();
    let lent = provider.lent(&world.accounts);
    world.pass(HOUR);
    let page = async || world.accounts.browser_session(&lent, cookie.expose_secret()).await.unwrap().is_some();
    let time = async {
        while provider.asked() == 0 {
            tokio::task::yield_now().await;
        }
        // Its waiter may begin to wait only now.
        for _ in 0..100 {
            tokio::task::yield_now().await;
            world.clock.advance(Duration::from_secs(1));
        }
    };
    let (is_in, ()) = tokio::join!(page(), time);
    assert!(is_in, "it goes on as it was");
    provider.free.add_permits(10);
    while page().await {
        world.pass(1);
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn nobody_is_asked_about_the_bearer_of_a_refresh_token_that_is_spent_or_expired() {
    let world = World::new().await;
    let (login, provider) = (world.login("alice").await, Provider::says(Ok(Membership::Unknown)));
    let lent = provider.lent(&world.accounts);
    let refresh =
        async |login: &Login| world.accounts.refresh(&app(APP), &lent, login.refresh_token.expose_secret()).await;
    refresh(&login).await.unwrap();
    world.pass(HOUR);
    assert_eq!(refusal(refresh(&login).await), ErrorKind::RefreshTokenInvalid, "spent");
    let expiring = world.login("alice").await;
    world.clock.advance(world.accounts.refresh_token_lifetime());
    assert_eq!(refusal(refresh(&expiring).await), ErrorKind::RefreshTokenInvalid, "expired");
    assert_eq!(provider.asked(), 0);
}

#[tokio::test]
async fn the_walk_finds_who_left_though_they_do_not_come_back() {
    let world = World::new().await;
    let (login, provider) = (world.login("alice").await, Provider::is_out());
    let lent = provider.lent(&world.accounts);
    let period = Duration::from_hours(6);
    let step = async || world.accounts.recheck_next(&lent, period).await.unwrap();
    assert!(matches!(step().await, Rechecked::Nobody), "the login was a moment ago");
    world.pass(6 * HOUR);
    assert!(matches!(step().await, Rechecked::Answered));
    let session = world.db.sessions().lookup(&login.session_id).await.unwrap().unwrap();
    assert!(session.revoked_at.is_some());
    world.pass(6 * HOUR);
    assert!(matches!(step().await, Rechecked::Answered), "nobody is logged in: the member is forgotten");
    assert!(matches!(step().await, Rechecked::Nobody));
    assert_eq!((provider.asked(), world.accounts.members().await.unwrap()), (1, 0));
    let again = world.accounts.refresh(&app(APP), &lent, login.refresh_token.expose_secret()).await;
    assert_eq!(refusal(again), ErrorKind::RefreshTokenInvalid);
}
