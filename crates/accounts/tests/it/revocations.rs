//! Of a login that is finishing and a revocation of its company at the same moment, one waits for the other.

use login_type::{Accounts as _, ErrorKind, Platform};
use storage::Access as _;

use crate::world::{CORP, SUITE, World, grant_at, revocation};

#[tokio::test]
async fn a_login_and_a_revocation_of_one_company_wait_for_each_other() {
    let world = World::new().await;
    world.login("alice").await;
    world.pass(1);
    let impatient = world.impatient_process().await;
    let under_way = world.db.begin().await.unwrap();
    under_way.revocations().hold(SUITE, CORP).await.unwrap();
    let login = || grant_at("alice", world.now());
    let refused = [
        impatient.login(&login(), Platform::App).await.map(drop),
        impatient.issue_login_code(&login()).await.map(drop),
        impatient.revoke(&revocation(None), "left").await.map(drop),
        impatient.revoke(&revocation(Some("alice")), "left").await.map(drop),
    ];
    for outcome in refused {
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Unavailable);
    }
    under_way.commit().await.unwrap();
    assert_eq!(impatient.revoke(&revocation(None), "left").await.unwrap(), 1);
    impatient.login(&login(), Platform::App).await.unwrap();
}

#[tokio::test]
async fn a_revocation_is_noted_where_it_ended_something_and_not_for_a_member_who_has_no_session() {
    let world = World::new().await;
    world.login("alice").await;
    for (member, ended) in [("bob", 0), ("alice", 1)] {
        assert_eq!(world.accounts.revoke(&revocation(Some(member)), "left").await.unwrap(), ended);
        let events = world.db.audit_events().list(&storage::AuditFilter::default(), 100).await.unwrap();
        let noted = events.iter().filter(|event| event.action == "revoke").count();
        assert_eq!(u64::try_from(noted).unwrap(), ended, "{member}");
    }
}
