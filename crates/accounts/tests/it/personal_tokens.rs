//! Personal access tokens: shown once, checked against their hash, revoked at once.

use std::time::Duration;

use accounts::{AccountsError, Asked, NewToken, Rights};
use element_model::AdminScope;
use login_type::{CallError, Caller, ErrorKind};

use crate::world::{APP, World, app};

#[tokio::test]
async fn a_created_token_is_its_administrator() {
    let world = World::new().await;
    let token = world.accounts.create_token(&world.db, &NewToken::new(" ops ", None)).await.unwrap().token;
    let parts: Vec<_> = token.expose_secret().split('_').collect();
    assert!(matches!(parts[..], ["wlp", id, secret] if !id.is_empty() && secret.len() >= 40));
    let administrator = world.accounts.verify_token(token.expose_secret()).await.unwrap().unwrap();
    assert_eq!((administrator.id.as_str(), administrator.name.as_str()), (parts[1], "ops"));
    let caller = Caller::Administrator { name: "ops".to_owned() };
    assert_eq!(world.authenticate(token.expose_secret()).await, Ok(caller));
}

#[tokio::test]
async fn what_is_not_exactly_a_token_is_nobody() {
    let world = World::new().await;
    let token = world.lasting_token("ops").await;
    let (head, secret) = token.rsplit_once('_').unwrap();
    let other = world.lasting_token("other").await;
    let (_, other_secret) = other.rsplit_once('_').unwrap();
    let cases = [
        "wlp_".to_owned(),
        "wlp_x_y".to_owned(),
        head.to_owned(),
        format!("{head}_"),
        format!("{head}_{other_secret}"),
        format!("{token}x"),
        format!("{head}_{}", secret.to_lowercase()),
        token.replace("wlp_", "wlp_-"),
        token.trim_start_matches("wlp_").to_owned(),
    ];
    for case in cases {
        assert_eq!(world.accounts.verify_token(&case).await.unwrap(), None);
        assert_eq!(world.authenticate(&case).await, Err(ErrorKind::LoginRequired));
    }
}

#[tokio::test]
async fn what_cannot_be_a_token_is_told_without_asking_the_database() {
    let world = World::new().await;
    let token = world.lasting_token("ops").await;
    world.db.clone().close().await.unwrap();
    for case in
        ["wlp_", "wlp_x_y", &format!("{token}x"), &token.replacen("wlp_", "wlp_-", 1), &token[..token.len() - 1]]
    {
        assert!(!accounts::is_looked_up(case), "{case}");
        assert_eq!(world.accounts.verify_token(case).await.unwrap(), None);
    }
    assert!(accounts::is_looked_up(&token));
    assert!(world.accounts.verify_token(&token).await.unwrap_err().is_retryable());
}

#[tokio::test]
async fn a_revoked_or_expired_token_is_nobody() {
    let world = World::new().await;
    let expiry = world.now() + Duration::from_mins(1);
    let expiring = world.accounts.create_token(&world.db, &NewToken::new("short", Some(expiry))).await.unwrap().token;
    let revoked = world.accounts.create_token(&world.db, &NewToken::new("gone", None)).await.unwrap().token;
    let id = world.accounts.verify_token(revoked.expose_secret()).await.unwrap().unwrap().id;
    assert!(world.accounts.revoke_token(&world.db, &id).await.unwrap().is_some());
    assert!(world.accounts.revoke_token(&world.db, &id).await.unwrap().is_none());
    assert!(world.accounts.revoke_token(&world.db, "unknown").await.unwrap().is_none());
    assert_eq!(world.authenticate(revoked.expose_secret()).await, Err(ErrorKind::LoginRequired));

    assert!(world.authenticate(expiring.expose_secret()).await.is_ok());
    world.pass(60);
    assert_eq!(world.authenticate(expiring.expose_secret()).await, Err(ErrorKind::LoginRequired));
}

#[tokio::test]
async fn the_list_says_how_each_token_stands() {
    let world = World::new().await;
    let expiry = world.now() + Duration::from_mins(1);
    let mut tokens = Vec::new();
    for (name, expires_at) in [("lasting", None), ("short", Some(expiry)), ("gone", Some(expiry))] {
        tokens.push(world.accounts.create_token(&world.db, &NewToken::new(name, expires_at)).await.unwrap().token);
    }
    let states = async || {
        let tokens = world.accounts.tokens().await.unwrap();
        ["lasting", "short", "gone"]
            .map(|name| tokens.iter().find(|token| token.name == name).map(|token| token.state(world.now())))
    };
    assert_eq!(states().await, [Some("valid"), Some("valid"), Some("valid")]);
    assert!(world.accounts.revoke_token(&world.db, tokens[2].expose_secret()).await.unwrap().is_some());
    world.pass(60);
    assert_eq!(states().await, [Some("valid"), Some("expired"), Some("revoked")]);
}

#[tokio::test]
async fn the_list_knows_the_last_use_to_the_minute() {
    let world = World::new().await;
    let token = world.accounts.create_token(&world.db, &NewToken::new("ops", None)).await.unwrap().token;
    let last_used = async || world.accounts.tokens().await.unwrap()[0].last_used_at;
    assert_eq!(last_used().await, None);
    let first = world.now();
    for (secs, expected) in [(0, first), (59, first), (1, first + Duration::from_mins(1))] {
        world.pass(secs);
        world.accounts.verify_token(token.expose_secret()).await.unwrap().unwrap();
        assert_eq!(last_used().await, Some(expected));
    }
}

#[tokio::test]
async fn a_name_is_neither_blank_nor_endless() {
    let world = World::new().await;
    for name in ["", "  ", &"n".repeat(101)] {
        let result = world.accounts.create_token(&world.db, &NewToken::new(name, None)).await;
        assert!(matches!(result, Err(AccountsError::TokenName { limit: 100 })));
    }
    world.accounts.create_token(&world.db, &NewToken::new("名".repeat(100), None)).await.unwrap();
}

#[tokio::test]
async fn a_token_is_good_for_its_app_and_scopes_and_for_nothing_else() {
    let world = World::new().await;
    let (own, other) = (app(APP), app("acme.other"));
    let rights =
        |of: Option<&str>, scopes: &[AdminScope]| Rights { app: of.map(app), scopes: scopes.iter().copied().collect() };
    let cases = [
        (Rights::default(), Some(&own), AdminScope::Login, true),
        (Rights::default(), None, AdminScope::Edit, true),
        (rights(Some(APP), &AdminScope::ALL), Some(&own), AdminScope::Edit, true),
        (rights(Some(APP), &AdminScope::ALL), Some(&other), AdminScope::Read, false),
        (rights(Some(APP), &AdminScope::ALL), None, AdminScope::Read, false),
        (rights(None, &[AdminScope::Read]), Some(&own), AdminScope::Read, true),
        (rights(None, &[AdminScope::Read]), Some(&own), AdminScope::Edit, false),
        (rights(None, &[AdminScope::Edit]), Some(&own), AdminScope::Login, false),
        (rights(None, &[AdminScope::Read, AdminScope::Login]), Some(&own), AdminScope::Login, true),
    ];
    for (rights, of, scope, is_good) in cases {
        let new = NewToken::new("ops", None).with_rights(rights.clone());
        let token = world.accounts.create_token(&world.db, &new).await.unwrap().token;
        let asked = Asked { app: of, scope };
        let answer = world.accounts.authenticate(&world.host(), token.expose_secret(), asked).await;
        match answer {
            Ok(_) => assert!(is_good, "{rights:?} {of:?} {scope}"),
            Err(error) => {
                let error: CallError = error.answer();
                assert!(!is_good && error.kind() == ErrorKind::AdminRequired, "{rights:?} {of:?} {scope}: {error}");
            }
        }
        assert_eq!(world.accounts.verify_token(token.expose_secret()).await.unwrap().unwrap().rights, rights);
    }
}
