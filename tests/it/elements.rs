//! `services.ElementSvc`: administrators see where the elements of an app come from.

use serde_json::json;
use tests::{INSTANCE, World};

const SVC: &str = "services/ElementSvc";

#[tokio::test]
async fn elements_are_described_to_administrators_alone() {
    let world = World::start().await;
    let args = json!({ "fullName": INSTANCE.replace('/', ".") });
    assert_eq!(world.admin(SVC, "describe", args.clone()).await.ok()["origin"]["app"], "acme.portal");
    world.call(SVC, "describe", args.clone()).await.refused(20006);
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    world.call_as(login["token"].as_str(), SVC, "describe", args).await.refused(20007);
}
