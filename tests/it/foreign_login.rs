//! A login to a provider that is not WeCom, written on the contract of `login-type` alone.

use login_type::{
    Call, CallError, ConfigProblem, ElementFile, ElementInstance, ElementType, Host, InstanceName, LoginInstance,
    LoginType, Reply, async_trait,
};
use serde_json::{Value, json};
use server::Composition;
use tests::{AppFolder, ErrorKind, World};

const LOGIN: &str = "auths/Lark";

struct LarkType;

struct Lark;

impl ElementType for LarkType {
    const NAME: &'static str = "auths.loginTypes.LarkType";
    type Config = Value;
    type Instance = Lark;

    fn elements(&self) -> &'static [ElementFile] {
        &[ElementFile {
            path: "auths/loginTypes/LarkType/e.json",
            content: include_str!("foreign_login/LarkType.e.json"),
        }]
    }

    fn open(&self, _name: &InstanceName, _config: Value) -> Result<Lark, ConfigProblem> {
        Ok(Lark)
    }
}

impl LoginType for LarkType {}

#[async_trait]
impl ElementInstance for Lark {
    type Host = Host;

    fn is_active(&self) -> bool {
        true
    }

    fn properties(&self) -> Value {
        json!({})
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        match call.function {
            "getLoginCode" => Err(CallError::provider_refused(call.args.text("code")?, "Lark refused the code")),
            _ => Err(call.unknown_function()),
        }
    }
}

impl LoginInstance for Lark {}

async fn a_world() -> World {
    let composition = Composition::official().with_login_type(|_| LarkType);
    World::start_as(&composition, |folder| lark(folder)).await
}

fn lark(folder: &AppFolder) {
    let definition = json!({ "title": "Lark", "type": LarkType::NAME });
    folder.write("acme.portal/auths/Lark/e.json", &definition);
    folder.write("acme.portal/auths/Lark/Lark.json", &json!({}));
}

#[tokio::test]
async fn a_refusal_by_a_provider_that_is_not_wecom_has_one_errcode_and_the_providers_own_beside_it() {
    let world = a_world().await;
    // Success there, "needs a login" here, and a text with something that no code has.
    let cases = [("0", json!("0")), ("20006", json!("20006")), ("invalid grant\n", json!("invalidgrant"))];
    for (code, provider_code) in cases {
        let answer = world.nobody().call(LOGIN, "getLoginCode", json!({ "code": code })).await;
        assert_eq!(answer.0["errcode"], 20032, "{answer:?}");
        assert_eq!(answer.0["data"], json!({ "providerCode": provider_code }), "{answer:?}");
        assert_eq!(answer.refused(ErrorKind::ProviderRefused), "Lark refused the code");
    }
    let document: Value =
        world.http.get(format!("{}/openapi.json", world.server.url)).send().await.unwrap().json().await.unwrap();
    let shapes = &document["components"]["schemas"];
    let failure = &shapes["Failure"]["allOf"][1]["properties"]["data"];
    assert_eq!(failure["properties"]["providerCode"]["type"], "string", "{failure}");
    assert!(shapes["Envelope"]["properties"]["errcode"]["description"].as_str().unwrap().contains("20032"));
}
