//! Signing keys, personal access tokens, audit events.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use storage::{Access, AuditFilter, NewAuditEvent, PersonalAccessToken, StorageError, StoredSigningKey};

use crate::kit::{Kit, at};

fn key(kit: &Kit, kid: &str) -> StoredSigningKey {
    StoredSigningKey {
        kid: kid.to_owned(),
        algorithm: "ES256".to_owned(),
        private_key: SecretString::from(format!("private half of {kid}")),
        public_jwk: "{}".to_owned(),
        created_at: kit.now(),
        activate_at: kit.now(),
        retire_at: None,
        remove_at: None,
    }
}

#[tokio::test]
async fn a_signing_key_is_retired_once_and_goes_when_its_time_has_come() {
    let kit = Kit::new().await;
    let keys = kit.database.signing_keys();
    keys.add(&key(&kit, "old")).await.unwrap();
    assert!(matches!(keys.add(&key(&kit, "old")).await, Err(StorageError::Conflict)));
    let later = kit.now() + Duration::from_secs(30);
    keys.add(&StoredSigningKey { activate_at: later, ..key(&kit, "new") }).await.unwrap();
    let remove_at = later + Duration::from_mins(10);
    assert!(keys.retire("old", later, remove_at).await.unwrap());
    assert!(!keys.retire("old", remove_at, remove_at).await.unwrap());

    let list = keys.list().await.unwrap();
    let shown: Vec<_> = list.iter().map(|key| (key.kid.as_str(), key.retire_at, key.remove_at)).collect();
    assert_eq!(shown, [("old", Some(later), Some(remove_at)), ("new", None, None)]);
    assert_eq!(list[0].private_key.expose_secret(), "private half of old");
    assert_eq!(keys.remove_expired(later).await.unwrap(), 0);
    assert_eq!(keys.remove_expired(remove_at).await.unwrap(), 1);
    assert_eq!(keys.list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_personal_access_token_is_found_touched_and_revoked_once() {
    let kit = Kit::new().await;
    let tokens = kit.database.personal_access_tokens();
    let token = PersonalAccessToken {
        id: "id".to_owned(),
        hash: "hash".to_owned(),
        name: "ci".to_owned(),
        created_at: kit.now(),
        expires_at: None,
        last_used_at: None,
        revoked_at: None,
        app: Some("acme.portal".to_owned()),
        scopes: Some("read edit".to_owned()),
    };
    tokens.add(&token).await.unwrap();
    assert_eq!(tokens.lookup("id").await.unwrap(), Some(token));
    assert_eq!(tokens.lookup("ID").await.unwrap(), None);
    tokens.touch("id", kit.now()).await.unwrap();
    assert!(tokens.revoke("id", kit.now()).await.unwrap());
    assert!(!tokens.revoke("id", kit.now()).await.unwrap());
    let list = tokens.list().await.unwrap();
    assert_eq!((list[0].last_used_at, list[0].revoked_at), (Some(kit.now()), Some(kit.now())));
}

#[tokio::test]
async fn actions_are_listed_the_newest_first_page_by_page() {
    let kit = Kit::new().await;
    let events = kit.database.audit_events();
    for number in 0..3 {
        let event = NewAuditEvent {
            at: kit.now(),
            actor: "admin".to_owned(),
            action: "setCode".to_owned(),
            target: format!("corp-{number}"),
            detail: json!({ "number": number }),
        };
        events.add(event).await.unwrap();
    }
    let first = events.list(&AuditFilter::default(), 2).await.unwrap();
    assert_eq!(first.iter().map(|event| event.target.as_str()).collect::<Vec<_>>(), ["corp-2", "corp-1"]);
    let rest = events.list(&AuditFilter { before: Some(first[1].id), ..AuditFilter::default() }, 2).await.unwrap();
    assert_eq!(rest.iter().map(|event| &event.detail).collect::<Vec<_>>(), [&json!({ "number": 0 })]);
}

#[tokio::test]
async fn audit_events_are_kept_up_to_their_columns_and_their_time() {
    let kit = Kit::new().await;
    let events = kit.database.audit_events();
    let event = |at| NewAuditEvent {
        at,
        actor: "界".repeat(300),
        action: "login".to_owned(),
        target: "app".to_owned(),
        detail: serde_json::Value::Null,
    };
    for secs in 0..3 {
        events.add(event(at(secs))).await.unwrap();
    }
    assert_eq!(events.list(&AuditFilter::default(), 1).await.unwrap()[0].actor, "界".repeat(191));
    assert_eq!(events.remove_before(at(2)).await.unwrap(), 2);
    let left = events.list(&AuditFilter::default(), 10).await.unwrap();
    assert_eq!(left.iter().map(|event| event.at).collect::<Vec<_>>(), [at(2)]);
}
