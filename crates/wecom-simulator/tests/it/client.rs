//! The client of the control API: values in place of JSON, and errors that name the route.

use serde_json::json;
use wecom_simulator::{
    Simulator, SimulatorOptions,
    client::{Control, Error},
};

#[tokio::test]
async fn the_client_makes_a_template_a_company_and_a_code_of_a_member() {
    let simulator = Simulator::start(SimulatorOptions::default()).await.unwrap();
    let control = simulator.control().unwrap();
    let suite = control.template(json!({ "token": "Chosen" })).await.unwrap();
    assert_eq!((suite.token.as_str(), suite.encoding_aes_key.len()), ("Chosen", 43));
    let corp = control.corp("示例", &["张三", "李四"]).await.unwrap();
    assert_eq!((corp.members.len(), corp.plain_members.len()), (2, 2));
    control.authorise(&suite.id, &corp.id, "login.example").await.unwrap();
    let code = control.oauth_code(&suite.id, &corp.id, json!({ "userid": corp.members[1] })).await.unwrap();
    let secrets = control.secrets().await.unwrap();
    assert!(secrets.iter().any(|secret| secret.kind == "oauth_code" && secret.value == code));
}

#[tokio::test]
async fn a_refusal_names_the_route_and_the_reason_and_a_silence_the_cause() {
    let simulator = Simulator::start(SimulatorOptions::default()).await.unwrap();
    let refused = simulator.control().unwrap().authorise("dkNone", "wpNone", "x").await.unwrap_err();
    let Error::Refused { status, .. } = &refused else { panic!("{refused}") };
    assert_eq!(status.as_u16(), 404);
    let said = refused.to_string();
    assert!(said.starts_with("POST /_sim/templates/dkNone/authorize was refused with 404"), "{said}");
    assert!(said.contains("dkNone"), "{said}");
    let unanswered = Control::new("http://127.0.0.1:1").unwrap().provider_corp_id().await.unwrap_err();
    assert!(std::error::Error::source(&unanswered).is_some(), "{unanswered}");
}
