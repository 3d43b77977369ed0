//! Secrets at rest: sealed for their row, under a ring of keys.

use std::{collections::BTreeMap, time::Duration};

use sea_orm::{ConnectionTrait, Database as Driver};
use secrecy::SecretString;
use storage::{
    Access, Database, LoginRelay, PendingLogin, SealError, SealFault, StorageError, StoredAdministrator,
    StoredInvitation, StoredSigningKey,
    wecom::{CorpAuthStatus, CorpGrant},
};

use crate::kit::{Kit, attempt, corp, grant, record, ring, suite};

/// A secret of each kind, each with a mark that cannot be in the file by chance.
async fn fill(kit: &Kit) {
    let soon = kit.now() + Duration::from_mins(1);
    let database = &kit.database;
    let ticket = "mark-ticket".parse().unwrap();
    database.suite_tickets().offer(&suite("suite"), &ticket, kit.now(), kit.now()).await.unwrap();
    database.corp_auths().grant(grant("mark-permanent-code", 1)).await.unwrap();
    database.corp_auths().keep_pending(&grant("mark-pending-code", 2)).await.unwrap();
    database.cached_tokens().save("key", &SecretString::from("mark-access-token"), soon).await.unwrap();
    let payload = SecretString::from("mark-payload");
    database.callback_records().add(storage::NewCallbackRecord { payload, ..record("event", 1) }).await.unwrap();
    let payload = SecretString::from("mark-in-a-burst");
    let in_a_burst = storage::NewCallbackRecord { payload, ..record("mark-of-a-burst", 1) };
    database.callback_inbox().put(&[in_a_burst]).await.unwrap();
    let key = StoredSigningKey {
        kid: "kid".to_owned(),
        algorithm: "ES256".to_owned(),
        private_key: SecretString::from("mark-private-key"),
        public_jwk: "{}".to_owned(),
        created_at: kit.now(),
        activate_at: kit.now(),
        retire_at: None,
        remove_at: None,
    };
    database.signing_keys().add(&key).await.unwrap();
    let kept = Some(SecretString::from("mark-kept"));
    database.pending_logins().add(&PendingLogin { kept, ..attempt(kit, "state") }).await.unwrap();
    let relay = LoginRelay {
        hash: "code".to_owned(),
        host: "login.example.com".to_owned(),
        cookie_hash: None,
        content: SecretString::from("mark-relay"),
        created_at: kit.now(),
        expires_at: kit.now() + Duration::from_mins(1),
    };
    database.login_relays().add(&relay).await.unwrap();
    let administrator = StoredAdministrator {
        id: "kim".to_owned(),
        name: "kim".to_owned(),
        role: "owner".to_owned(),
        password_hash: "hash".to_owned(),
        totp_secret: SecretString::from("mark-authenticator"),
        totp_step: 0,
        disabled: false,
        created_at: kit.now(),
        signed_in_at: None,
    };
    database.administrators().add(&administrator).await.unwrap();
    let invitation = StoredInvitation {
        hash: "link".to_owned(),
        kind: "new".to_owned(),
        name: None,
        role: "owner".to_owned(),
        totp_secret: SecretString::from("mark-invitation"),
        created_at: kit.now(),
        expires_at: soon,
    };
    database.invitations().add(&invitation).await.unwrap();
    kit.session("session", "alice").await;
    kit.database.sessions().set_member_details("session", "{\"phone\":\"1\"}").await.unwrap();
}

async fn execute(kit: &Kit, sql: &str) {
    let driver = Driver::connect(kit.place.url()).await.unwrap();
    assert_eq!(driver.execute_unprepared(sql).await.unwrap().rows_affected(), 1, "{sql}");
    driver.close().await.unwrap();
}

fn forged<T>(outcome: &Result<T, StorageError>) -> bool {
    matches!(outcome, Err(StorageError::Sealing { source: SealError::Forged, .. }))
}

/// Whether each kind of secret opens.
async fn opens(database: &Database, kit: &Kit) -> [bool; 5] {
    let (now, id) = (kit.now(), 1);
    [
        database.suite_tickets().lookup(&suite("suite")).await.is_ok(),
        database.corp_auths().lookup(&suite("suite"), &corp("corp")).await.is_ok(),
        database.cached_tokens().load("key").await.is_ok(),
        database.callback_records().claim(id, "w", now, now).await.unwrap().unwrap().1.payload.is_ok(),
        database.signing_keys().list().await.is_ok(),
    ]
}

#[tokio::test]
async fn no_secret_is_readable_in_the_database() {
    let kit = Kit::new().await;
    fill(&kit).await;
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    // On SQLite once with the write-ahead log, once without.
    for _ in 0..2 {
        let bytes = kit.place.contents().await;
        assert!(holds(&bytes, "v1.k1."), "the secrets are there, sealed");
        assert!(!holds(&bytes, "mark-"));
        kit.database.clone().close().await.unwrap();
    }
}

#[tokio::test]
async fn a_sealed_secret_does_not_open_in_another_row_or_column() {
    let kit = Kit::new().await;
    kit.database.corp_auths().grant(grant("code", 1)).await.unwrap();
    let other = CorpGrant { corp_id: corp("other"), ..grant("other-code", 1) };
    kit.database.corp_auths().grant(other).await.unwrap();
    fill(&kit).await;
    let auths = kit.database.corp_auths();
    let (s, c) = (suite("suite"), corp("corp"));

    let from_row = "UPDATE corp_auth SET permanent_code = \
                    (SELECT permanent_code FROM (SELECT * FROM corp_auth) AS other WHERE corp_id = 'other') \
                    WHERE corp_id = 'corp'";
    execute(&kit, from_row).await;
    assert!(forged(&auths.lookup(&s, &c).await));
    assert!(auths.lookup(&s, &corp("other")).await.is_ok());
    execute(&kit, "UPDATE corp_auth SET permanent_code = (SELECT ticket FROM suite_ticket) WHERE corp_id = 'corp'")
        .await;
    assert!(forged(&auths.lookup(&s, &c).await));
    execute(&kit, "UPDATE corp_auth SET permanent_code = 'plain' WHERE corp_id = 'corp'").await;
    let plain = auths.lookup(&s, &c).await;
    assert!(matches!(plain, Err(StorageError::Sealing { source: SealError::Malformed, .. })), "{plain:?}");
}

#[tokio::test]
async fn after_a_key_is_replaced_what_it_sealed_still_opens_and_new_secrets_are_under_the_new_key() {
    let kit = Kit::new().await;
    fill(&kit).await;
    let rotated = kit.reopen(ring("k2", &[("k1", 1), ("k2", 2)])).await;
    assert_eq!(opens(&rotated, &kit).await, [true; 5]);
    let ticket = "mark-newer".parse().unwrap();
    let later = kit.now() + Duration::from_secs(1);
    assert!(rotated.suite_tickets().offer(&suite("suite"), &ticket, later, later).await.unwrap());

    let without_old = kit.reopen(ring("k2", &[("k2", 2)])).await;
    assert_eq!(opens(&without_old, &kit).await, [true, false, false, false, false]);
    let error = without_old.cached_tokens().load("key").await.unwrap_err();
    let expected = SealError::UnknownKey { key_id: "k1".to_owned() };
    assert!(matches!(error, StorageError::Sealing { source, .. } if source == expected));
    let another_k1 = kit.reopen(ring("k1", &[("k1", 9), ("k2", 2)])).await;
    assert!(forged(&another_k1.cached_tokens().load("key").await));
}

#[tokio::test]
async fn a_row_that_nobody_understands_is_named_by_table_and_column() {
    let kit = Kit::new().await;
    fill(&kit).await;
    execute(&kit, "UPDATE corp_auth SET status = 'asleep'").await;
    let error = kit.database.corp_auths().list_all().await.unwrap_err();
    assert!(matches!(error, StorageError::Corrupt { table: "corp_auth", column: "status" }), "{error:?}");
    assert!(!error.is_retryable() && !error.to_string().contains("asleep"));
}

#[tokio::test]
async fn every_sealed_row_is_counted_by_its_key_and_by_whether_it_opens() {
    let kit = Kit::new().await;
    fill(&kit).await;
    let examine = async |database: Database| database.sealed_rows().examine(Duration::from_mins(1)).await.unwrap();
    let columns = examine(kit.database.clone()).await;
    let names: Vec<_> = columns.iter().map(|column| (column.table, column.column)).collect();
    let expected = [
        ("signing_key", "private_key"),
        ("suite_ticket", "ticket"),
        ("corp_auth", "permanent_code"),
        ("cached_token", "value"),
        ("callback_inbox", "payload"),
        ("callback_record", "payload"),
        ("pending_grant", "answer"),
        ("login_attempt", "kept"),
        ("login_relay", "content"),
        ("session", "member_details"),
        ("administrator", "totp_secret"),
        ("administrator_invitation", "totp_secret"),
    ];
    assert_eq!(names, expected);
    let one = BTreeMap::from([("k1".to_owned(), 1)]);
    assert!(columns.iter().all(|column| column.open == one && column.closed.is_empty() && column.is_complete));

    let closed = |key: &str, fault| BTreeMap::from([((key.to_owned(), fault), 1)]);
    let another = examine(kit.reopen(ring("k1", &[("k1", 9)])).await).await;
    assert!(another.iter().all(|column| column.closed == closed("k1", SealFault::Forged) && column.open.is_empty()));
    let missing = examine(kit.reopen(ring("k2", &[("k2", 1)])).await).await;
    assert!(missing.iter().all(|column| column.closed == closed("k1", SealFault::UnknownKey)));
    execute(&kit, "UPDATE suite_ticket SET ticket = 'plain'").await;
    let plain = examine(kit.database.clone()).await;
    assert_eq!(plain[1].closed, closed("", SealFault::Malformed));
}

#[tokio::test]
async fn a_walk_over_sealed_rows_reaches_every_page_and_says_when_its_time_was_up() {
    let kit = Kit::new().await;
    for number in 0..1001 {
        kit.database.callback_records().add(record(&number.to_string(), 1)).await.unwrap();
    }
    for burst in 0..41 {
        kit.database.callback_inbox().put(&[record(&format!("of burst {burst}"), 1)]).await.unwrap();
    }
    let whole = kit.database.sealed_rows().examine(Duration::from_mins(1)).await.unwrap();
    assert_eq!((whole[4].open["k1"], whole[4].is_complete), (41, true));
    assert_eq!((whole[5].open["k1"], whole[5].is_complete), (1001, true));
    let hurried = kit.database.sealed_rows().examine(Duration::ZERO).await.unwrap();
    assert_eq!((hurried[4].open["k1"], hurried[4].is_complete), (20, false));
    assert_eq!((hurried[5].open["k1"], hurried[5].is_complete), (500, false));
}

#[tokio::test]
async fn how_companies_and_tickets_stand_can_be_read_without_the_keys() {
    let kit = Kit::new().await;
    fill(&kit).await;
    let keyless = kit.reopen(ring("k2", &[("k2", 2)])).await;
    let standings = keyless.corp_auths().standings(&suite("suite")).await.unwrap();
    assert_eq!(standings.len(), 1);
    assert_eq!((&standings[0].corp_id, &standings[0].status), (&corp("corp"), &CorpAuthStatus::Authorised));
    let times = keyless.suite_tickets().times(&suite("suite")).await.unwrap().unwrap();
    assert_eq!((times.issued_at, times.received_at), (kit.now(), kit.now()));
    assert_eq!(keyless.suite_tickets().times(&suite("other")).await.unwrap(), None);
}

#[tokio::test]
async fn after_resealing_every_secret_is_under_the_active_key_and_opens_without_the_old_one() {
    let kit = Kit::new().await;
    fill(&kit).await;
    let both = kit.reopen(ring("k2", &[("k1", 1), ("k2", 2)])).await;
    let counts = |outcomes: Vec<storage::Resealed>| -> Vec<_> {
        outcomes.iter().map(|one| (one.column, one.resealed, one.closed)).collect()
    };
    let columns = [
        "private_key",
        "ticket",
        "permanent_code",
        "value",
        "payload",
        "payload",
        "answer",
        "kept",
        "content",
        "member_details",
        "totp_secret",
        "totp_secret",
    ];
    assert_eq!(counts(both.sealed_rows().reseal().await.unwrap()), columns.map(|column| (column, 1, 0)));
    assert_eq!(counts(both.sealed_rows().reseal().await.unwrap()), columns.map(|column| (column, 0, 0)), "done once");
    let without_old = kit.reopen(ring("k2", &[("k2", 2)])).await;
    let found = without_old.sealed_rows().examine(Duration::from_mins(1)).await.unwrap();
    assert!(
        found.iter().all(|column| column.open == BTreeMap::from([("k2".to_owned(), 1)]) && column.closed.is_empty())
    );
    assert_eq!(opens(&without_old, &kit).await, [true; 5]);
}

#[tokio::test]
async fn resealing_reaches_every_page_and_leaves_what_does_not_open_as_it_is() {
    let kit = Kit::new().await;
    for number in 0..501 {
        kit.database.callback_records().add(record(&number.to_string(), 1)).await.unwrap();
        if number < 201 {
            let other = CorpGrant { corp_id: corp(&format!("corp{number}")), ..grant("code", 1) };
            kit.database.corp_auths().grant(other).await.unwrap();
        }
    }
    execute(&kit, "UPDATE corp_auth SET permanent_code = 'v1.k0.AAAA' WHERE corp_id = 'corp7'").await;
    let both = kit.reopen(ring("k2", &[("k1", 1), ("k2", 2)])).await;
    let outcomes = both.sealed_rows().reseal().await.unwrap();
    assert_eq!((outcomes[2].resealed, outcomes[2].closed), (200, 1));
    assert_eq!((outcomes[5].resealed, outcomes[5].closed), (501, 0));
    let found = both.sealed_rows().examine(Duration::from_mins(1)).await.unwrap();
    assert_eq!(found[2].closed, BTreeMap::from([(("k0".to_owned(), SealFault::UnknownKey), 1)]));
    assert_eq!(found[5].open, BTreeMap::from([("k2".to_owned(), 501)]));
}

#[tokio::test]
async fn keys_that_are_replaced_while_the_database_is_open_seal_from_then_on() {
    let kit = Kit::new().await;
    fill(&kit).await;
    let shared = kit.database.clone();
    shared.replace_keys(ring("k2", &[("k1", 1), ("k2", 2)]));
    let soon = kit.now() + Duration::from_mins(1);
    kit.database.cached_tokens().save("new", &SecretString::from("t"), soon).await.unwrap();
    let found = kit.database.sealed_rows().examine(Duration::from_mins(1)).await.unwrap();
    assert_eq!(found[3].open, BTreeMap::from([("k1".to_owned(), 1), ("k2".to_owned(), 1)]));
}
