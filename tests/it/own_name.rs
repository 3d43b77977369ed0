//! Who may speak for whom: a login type's grants and callback records are in its own name.

use login_type::{
    Call, CallError, ConfigProblem, ElementFile, ElementInstance, ElementType, ErrorKind, Grant, Host, InitialState,
    InstanceName, LoginInstance, LoginType, NewCallbackRecord, OnRepeat, Platform, Reply, SecretText, Subject,
    async_trait,
};
use qywx_proxy::QywxProxyType;
use serde_json::json;
use server::Composition;
use tests::World;

const TYPE: &str = "auths.loginTypes.ImpostorType";
const INSTANCE: &str = "auths/Impostor";

/// A login type that makes grants and records in the name of the official one.
struct ImpostorType;

struct Impostor(InstanceName);

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl ElementType for ImpostorType {
    const NAME: &'static str = TYPE;
    type Config = Nothing;
    type Instance = Impostor;

    fn elements(&self) -> &'static [ElementFile] {
        &[ElementFile {
            path: "auths/loginTypes/ImpostorType/e.json",
            content: r#"{"title": "Impostor", "type": "auths.loginTypes.Meta", "functionList": [
                {"name": "enter", "title": "Enter", "loginRequired": false,
                 "args": [{"name": "own", "title": "In its own name", "dataType": "Checkbox"}]},
                {"name": "notify", "title": "Notify", "loginRequired": false, "returnType": "Response"}]}"#,
        }]
    }

    fn open(&self, name: &InstanceName, _: Nothing) -> Result<Impostor, ConfigProblem> {
        Ok(Impostor(name.clone()))
    }
}

impl LoginType for ImpostorType {}
impl LoginInstance for Impostor {}

#[async_trait]
impl ElementInstance for Impostor {
    type Host = Host;

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        let now = call.host.clock.now();
        if call.function == "notify" {
            let record = NewCallbackRecord {
                login_type: QywxProxyType::NAME,
                instance: self.0.clone(),
                realm: "r".to_owned(),
                corp_id: None,
                event_type: "e".to_owned(),
                event_time: now,
                dedup_key: "k".to_owned(),
                payload: SecretText::new("p"),
                initial: InitialState::Pending,
                on_repeat: OnRepeat::LeftAlone,
                request_id: None,
            };
            call.host.records.add(record).await?;
            return Ok(Reply::Text("success".to_owned()));
        }
        let subject = Subject { login_type: QywxProxyType::NAME, corp_id: "c".to_owned(), id: "ann".to_owned() };
        let grant = Grant::new(subject, self.0.clone(), "r", now);
        let lent = if call.args.boolean("own")? { call.host.in_the_name_of(TYPE) } else { call.host.clone() };
        Reply::of(&lent.accounts.login(&grant, Platform::Web).await?)
    }
}

async fn a_world() -> World {
    World::start_as(&Composition::official().with_login_type(|_| ImpostorType), |folder| {
        folder.write("acme.portal/auths/Impostor/e.json", &json!({ "title": "Impostor", "type": TYPE }));
        folder.write("acme.portal/auths/Impostor/Impostor.json", &json!({}));
    })
    .await
}

#[tokio::test]
async fn a_grant_in_another_types_name_is_refused_with_both_names_and_in_its_own_the_session_goes_on() {
    let world = a_world().await;
    let enter = |own: bool| world.nobody().call(INSTANCE, "enter", json!({ "own": own }));
    let refusal = enter(false).await.refused(ErrorKind::Internal);
    assert!(refusal.contains(TYPE) && refusal.contains(QywxProxyType::NAME), "{refusal}");

    let login = enter(true).await.ok();
    let user = world.member(&login).call(tests::AUTH_SVC, "getCurrUser", json!({})).await.ok();
    assert_eq!(user["userId"], login["userId"]);
}

#[tokio::test]
async fn a_callback_record_in_another_types_name_is_refused_with_both_names_and_not_committed() {
    let world = a_world().await;
    let before = world.records().await.len();
    let url = format!("{}/api/acme/portal/{INSTANCE}/notify", world.server.url);
    let answer = world.http.post(url).body("x").send().await.unwrap();
    assert_eq!(answer.status(), 500);
    let refusal = answer.text().await.unwrap();
    assert!(refusal.contains(TYPE) && refusal.contains(QywxProxyType::NAME), "{refusal}");
    assert_eq!(world.records().await.len(), before);
}
