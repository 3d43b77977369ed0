//! Cached access tokens.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use storage::Access;

use crate::kit::{Kit, ring};

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

#[tokio::test]
async fn a_token_is_kept_replaced_and_removed_only_while_it_is_still_the_one_that_failed() {
    let kit = Kit::new().await;
    let tokens = kit.database.cached_tokens();
    let expiry = kit.now() + Duration::from_hours(2);
    tokens.save("key", &secret("old"), kit.now()).await.unwrap();
    tokens.save("key", &secret("new"), expiry).await.unwrap();
    let kept = tokens.load("key").await.unwrap().unwrap();
    assert_eq!((kept.value.expose_secret(), kept.expires_at), ("new", expiry));
    assert!(tokens.load("another").await.unwrap().is_none());

    assert!(!tokens.remove_if("key", &secret("old")).await.unwrap());
    assert!(tokens.load("key").await.unwrap().is_some());
    assert!(tokens.remove_if("key", &secret("new")).await.unwrap());
    assert!(tokens.load("key").await.unwrap().is_none());
    assert!(!tokens.remove("key").await.unwrap());
}

#[tokio::test]
async fn expired_tokens_go_and_others_stay() {
    let kit = Kit::new().await;
    let tokens = kit.database.cached_tokens();
    tokens.save("expired", &secret("a"), kit.now()).await.unwrap();
    tokens.save("good", &secret("b"), kit.now() + Duration::from_secs(1)).await.unwrap();
    assert_eq!(tokens.remove_expired(kit.now()).await.unwrap(), 1);
    assert!(tokens.load("good").await.unwrap().is_some());
}

#[tokio::test]
async fn a_token_whose_key_is_gone_can_be_removed_and_fetched_anew() {
    let kit = Kit::new().await;
    kit.database.cached_tokens().save("key", &secret("token"), kit.now()).await.unwrap();
    let other = kit.reopen(ring("k2", &[("k2", 2)])).await;
    assert!(other.cached_tokens().load("key").await.is_err());
    assert!(other.cached_tokens().remove_if("key", &secret("anything")).await.unwrap());
    other.cached_tokens().save("key", &secret("anew"), kit.now()).await.unwrap();
    assert_eq!(other.cached_tokens().load("key").await.unwrap().unwrap().value.expose_secret(), "anew");
}
