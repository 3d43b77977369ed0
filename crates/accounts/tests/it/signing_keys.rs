//! Signing keys: made once, rotated without logging anybody out, seen by every process.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, time::Duration};

use accounts::{AccountsError, FirstUse, SigningAlgorithm, jose};
use login_type::{Accounts as _, Platform};
use serde_json::{Value, json};

use crate::{
    access_tokens::check_with_ring,
    world::{ASKED, Everything, World, at_once, grant, host},
};

/// How long a new key is published before it signs, and how long an old one is kept after that.
const ANNOUNCED: u64 = 30 + 24 * 3600;
const KEPT: u64 = 24 * 3600 + 60;

fn kids(jwks: &Value) -> Vec<String> {
    let keys = jwks["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

fn kid_of(token: &str) -> String {
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_start_at_once_share_one_first_key() {
    let world = World::new().await;
    let published = at_once(&world, 8, |accounts| async move { accounts.jwks().await.unwrap() }).await;
    assert!(published.iter().all(|jwks| kids(jwks).len() == 1 && jwks == &published[0]));
}

#[tokio::test]
async fn a_rotated_key_is_published_at_once_and_signs_when_every_process_knows_it() {
    let world = World::new().await;
    let other = world.another_process().await;
    other.jwks().await.unwrap();
    let old = kid_of(world.login("alice").await.token.expose_secret());
    world.pass(1);
    let rotation = world.accounts.rotate_keys(FirstUse::Announced).await.unwrap();
    assert_eq!(kids(&world.accounts.jwks().await.unwrap()).len(), 2);
    world.pass(ANNOUNCED - 1);
    assert_eq!(kid_of(world.login("alice").await.token.expose_secret()), old);
    world.pass(1);
    assert_eq!(world.now(), rotation.signs_from);
    let token = world.login("alice").await.token;
    assert_eq!(kid_of(token.expose_secret()), rotation.kid);
    assert!(other.authenticate(&host(&other, Everything), token.expose_secret(), ASKED).await.is_ok());
}

#[tokio::test]
async fn a_signing_key_that_cannot_be_noted_is_not_made() {
    let world = World::new().await;
    let before = kids(&world.accounts.jwks().await.unwrap());
    world.place.execute("DROP TABLE audit_event").await;
    world.accounts.rotate_keys(FirstUse::Announced).await.unwrap_err();
    assert_eq!(kids(&world.another_process().await.jwks().await.unwrap()), before);
}

#[tokio::test]
async fn a_rotation_logs_nobody_out_in_any_process() {
    let world = World::new().await;
    let other = world.another_process().await;
    let mut tokens = Vec::new();
    // A token each 10 seconds from either process, over the whole rotation; each must be good to its last second.
    for second in (0..180).step_by(10) {
        for process in [&world.accounts, &other] {
            let login = process.login(&grant("alice"), Platform::App).await.unwrap();
            tokens.push((world.now().as_secs() + 600, login.token));
        }
        if second == 20 {
            world.accounts.rotate_keys(FirstUse::Hurried).await.unwrap();
        }
        world.pass(10);
    }
    let distinct: BTreeSet<_> = tokens.iter().map(|(_, token)| kid_of(token.expose_secret())).collect();
    assert_eq!(distinct.len(), 2);
    for (expiry, token) in tokens {
        world.pass(u64::try_from(expiry - 1 - world.now().as_secs()).unwrap());
        for process in [&world.accounts, &other] {
            process.authenticate(&host(process, Everything), token.expose_secret(), ASKED).await.unwrap();
        }
        assert!(check_with_ring(token.expose_secret(), &other.jwks().await.unwrap()).is_some());
    }
}

#[tokio::test]
async fn the_old_key_is_removed_when_nothing_it_signed_is_valid_any_more() {
    let world = World::new().await;
    world.accounts.jwks().await.unwrap();
    let rotation = world.accounts.rotate_keys(FirstUse::Announced).await.unwrap();
    world.pass(ANNOUNCED + KEPT - 1);
    assert_eq!(kids(&world.accounts.jwks().await.unwrap()).len(), 2);
    world.pass(1);
    assert_eq!(kids(&world.accounts.jwks().await.unwrap()), [rotation.kid.as_str()]);
    assert_eq!(world.accounts.housekeeping(world.now()).await.unwrap(), 1);
    assert_eq!(kids(&world.another_process().await.jwks().await.unwrap()), [rotation.kid]);
}

#[tokio::test]
async fn rotations_in_a_row_are_refused_before_the_published_keys_pile_up() {
    let world = World::new().await;
    for _ in 0..16 {
        world.accounts.rotate_keys(FirstUse::Announced).await.unwrap();
    }
    assert!(matches!(
        world.accounts.rotate_keys(FirstUse::Announced).await,
        Err(AccountsError::TooManyKeys { limit: 16, .. })
    ));
    world.pass(ANNOUNCED + KEPT);
    world.accounts.rotate_keys(FirstUse::Announced).await.unwrap();
}

#[tokio::test]
async fn a_key_of_a_process_whose_clock_runs_ahead_is_looked_up_but_not_more_than_once_a_second() {
    let world = World::new().await;
    let ahead = clock::ManualClock::new(world.now());
    let hasty = world.process_with(&ahead).await;
    world.accounts.jwks().await.unwrap();
    hasty.rotate_keys(FirstUse::Hurried).await.unwrap();
    ahead.advance(Duration::from_secs(30));
    let token = hasty.login(&grant("alice"), Platform::App).await.unwrap().token;
    assert!(world.authenticate(token.expose_secret()).await.is_err());
    world.pass(1);
    assert!(world.authenticate(token.expose_secret()).await.is_ok());
}

#[tokio::test]
async fn a_clock_that_was_set_back_still_signs_and_verifies() {
    let world = World::new().await;
    world.login("alice").await;
    world.clock.set(clock::Timestamp::from_secs(world.now().as_secs() - 3600));
    let token = world.login("alice").await.token;
    assert!(world.authenticate(token.expose_secret()).await.is_ok());
}

#[tokio::test]
async fn a_key_for_which_nobody_waits_signs_before_one_that_was_announced() {
    let world = World::new().await;
    world.login("alice").await;
    world.accounts.rotate_keys(FirstUse::Announced).await.unwrap();
    let hurried = world.accounts.rotate_keys(FirstUse::Hurried).await.unwrap();
    assert_eq!(hurried.signs_from.as_secs(), world.now().as_secs() + 30);
    for seconds in [30, ANNOUNCED - 30] {
        world.pass(seconds);
        assert_eq!(kid_of(world.login("alice").await.token.expose_secret()), hurried.kid);
    }
    // The keys before it have gone sooner too.
    world.pass(30 + KEPT - ANNOUNCED);
    assert_eq!(kids(&world.accounts.jwks().await.unwrap()), [hurried.kid]);
}

#[tokio::test]
async fn both_algorithms_have_keys_that_sign_at_once_and_are_rotated_together() {
    let world = World::new().await;
    assert_eq!(kids(&world.accounts.jwks().await.unwrap()).len(), 1, "a key that nobody needs is not made");
    let before = kids(&world.accounts.jwks_of_all().await.unwrap());
    assert_eq!(before.len(), 2);
    let sign = async |algorithm| {
        let token = world.accounts.sign(algorithm, "JWT", serde_json::json!({ "sub": "alice" })).await.unwrap();
        let verified = world.accounts.verify(token.expose_secret()).await.unwrap().unwrap();
        assert_eq!((verified.typ.as_deref(), &verified.claims["sub"]), (Some("JWT"), &"alice".into()));
        kid_of(token.expose_secret())
    };
    for algorithm in SigningAlgorithm::ALL {
        assert!(before.contains(&sign(algorithm).await));
    }
    let rotation = world.accounts.rotate_keys(FirstUse::Announced).await.unwrap();
    assert_eq!(rotation.kids.len(), 2);
    world.pass(ANNOUNCED);
    for (algorithm, kid) in SigningAlgorithm::ALL.into_iter().zip(&rotation.kids) {
        assert_eq!(&sign(algorithm).await, kid);
    }
}

#[tokio::test]
async fn a_jwt_is_verified_by_the_key_that_its_signer_published_and_by_the_algorithm_of_that_key() {
    let world = World::new().await;
    let published = world.accounts.jwks_of_all().await.unwrap();
    let claims = json!({ "sub": "a-client" });
    for algorithm in SigningAlgorithm::ALL {
        let token = world.accounts.sign(algorithm, "JWT", claims.clone()).await.unwrap();
        let token = token.expose_secret();
        let kid = jose::key_id(token).unwrap();
        for key in published["keys"].as_array().unwrap() {
            let verified = jose::verify_with_jwk(token, key).map(|verified| verified.claims);
            assert_eq!(verified, (key["kid"] == kid.as_str()).then(|| claims.clone()), "{algorithm:?} by {key}");
            for other in SigningAlgorithm::ALL.into_iter().filter(|other| *other != algorithm) {
                let mut disguised = key.clone();
                disguised["alg"] = json!(other.as_str());
                assert_eq!(jose::verify_with_jwk(token, &disguised), None, "{disguised}");
            }
        }
    }
}
