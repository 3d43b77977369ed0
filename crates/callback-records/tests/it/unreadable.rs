//! Messages that do not open.

use callback_records::Outcome;
use storage::CallbackState;

use crate::world::{Desk, World, done};

#[tokio::test]
async fn a_message_that_does_not_open_makes_its_record_dead_with_a_reason_and_hides_no_other() {
    let world = World::new().await;
    let sealed_with_a_lost_key = world.add(Some("a"), 1).await;
    let records = world.reopen("k2").await;
    let mut desk = Desk::new(records.clone(), 8, 2);
    assert_eq!(desk.ended().await, Outcome::Dead);
    let state = world.state(sealed_with_a_lost_key).await;
    let CallbackState::Dead { reason, .. } = &state else { panic!("{state:?}") };
    assert!(reason.contains("key k1") && reason.contains("encryption.keys"), "{reason}");

    let other = login_type::CallbackRecords::add(&records, crate::world::record(Some("a"), 2)).await.unwrap();
    assert!(matches!(other, login_type::Added::New(id) if id > sealed_with_a_lost_key));
    assert_eq!(desk.answer(done()).await.1, Outcome::Succeeded);
}
