//! An element with code that is no login: configured, checked, called and changed as a login is.

use element_type::{
    Call, CallError, ConfigProblem, ElementFile, ElementInstance, ElementType, Host, InstanceName, Reply, async_trait,
};
use serde::Deserialize;
use serde_json::{Value, json};
use server::Composition;
use tests::{AppFolder, ErrorKind, World};

const SVC: &str = "services/ElementSvc";
const GREETER: &str = "tools/Hello";

struct GreeterType;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Config {
    greeting: String,
    #[serde(default)]
    style: Option<String>,
}

struct Greeter(Config);

impl ElementType for GreeterType {
    const NAME: &'static str = "tools.GreeterType";
    type Config = Config;
    type Instance = Greeter;

    fn elements(&self) -> &'static [ElementFile] {
        &[
            ElementFile { path: "tools/Meta/e.json", content: r#"{"title": "工具 Tools", "type": ""}"# },
            ElementFile {
                path: "tools/GreeterType/e.json",
                content: include_str!("other_elements/GreeterType.e.json"),
            },
        ]
    }

    fn open(&self, _name: &InstanceName, config: Config) -> Result<Greeter, ConfigProblem> {
        Ok(Greeter(config))
    }
}

#[async_trait]
impl ElementInstance for Greeter {
    type Host = Host;

    fn properties(&self) -> Value {
        json!({ "greeting": self.0.greeting, "style": self.0.style })
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        match call.function {
            "greet" => Ok(Reply::Value(json!(format!("{}, {}", self.0.greeting, call.args.text("name")?)))),
            _ => Err(call.unknown_function()),
        }
    }
}

async fn a_world() -> World {
    let composition = Composition::official().with_element_type(|_| GreeterType);
    World::start_as(&composition, |folder| greeter(folder, &json!({ "greeting": "Hello" }))).await
}

fn greeter(folder: &AppFolder, config: &Value) {
    let definition = json!({ "title": "你好 Hello", "type": "tools.GreeterType" });
    folder.write("acme.portal/tools/Hello/e.json", &definition);
    folder.write("acme.portal/tools/Hello/Hello.json", config);
}

#[tokio::test]
async fn an_element_that_is_no_login_is_called_described_and_changed_as_a_login_is() {
    let world = a_world().await;
    let greet = async || world.nobody().call(GREETER, "greet", json!({ "name": "Ann" })).await.ok();
    assert_eq!(greet().await, "Hello, Ann");
    let described = world.administrator().call(SVC, "describe", json!({ "fullName": "tools.Hello" })).await.ok();
    assert_eq!(described["properties"]["greeting"], "Hello", "{described}");
    let changed = json!({ "fullName": "tools.Hello", "config": { "greeting": "Good day" } });
    world.administrator().call(SVC, "updateInstance", changed).await.ok();
    assert_eq!(greet().await, "Good day, Ann");
    world.administrator().call(SVC, "removeInstance", json!({ "fullName": "tools.Hello" })).await.ok();
    world.nobody().call(GREETER, "greet", json!({ "name": "Ann" })).await.refused(ErrorKind::UnknownElement);
}

#[tokio::test]
async fn the_declared_fields_of_a_type_are_what_its_instances_may_hold() {
    let world = a_world().await;
    let cases = [
        (json!({}), ErrorKind::MissingArgument, "greeting: is missing"),
        (json!({ "greeting": 7 }), ErrorKind::WrongType, "greeting: expected text, found a number"),
        (
            json!({ "greeting": "Hi", "greting": "Ho" }),
            ErrorKind::ValueNotAllowed,
            "greting: unknown field `greting`; did you mean `greeting`?",
        ),
        (
            json!({ "greeting": "Hi", "style": "rude" }),
            ErrorKind::ValueNotAllowed,
            "style: must be one of \"formal\", \"warm\"",
        ),
        (
            json!({ "greeting": "Hello, hello, hello" }),
            ErrorKind::ValueNotAllowed,
            "greeting: is too long: 12 characters at most",
        ),
        (json!({ "greeting": "hi" }), ErrorKind::ValueNotAllowed, "greeting: must have the form [A-Z].*"),
    ];
    for (config, refusal, wrong) in cases {
        let args =
            json!({ "fullName": "tools.Other", "type": "tools.GreeterType", "title": "Other", "config": config });
        let message = world.administrator().call(SVC, "createInstance", args).await.refused(refusal);
        assert!(message.contains(wrong), "{message}");
    }
}

#[tokio::test]
async fn the_api_document_has_the_declared_fields_of_each_type() {
    let world = a_world().await;
    let document = world.http.get(format!("{}/openapi.json", world.server.url)).send().await.unwrap();
    let document: Value = document.json().await.unwrap();
    let config = |function: &str, named: &str| {
        let operation = &document["paths"][format!("/api/acme/portal/{SVC}/{function}")]["post"];
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        let types = body["properties"]["config"]["anyOf"].as_array().unwrap_or_else(|| panic!("{body}"));
        types.iter().find(|schema| schema["title"] == named).unwrap_or_else(|| panic!("{body}")).clone()
    };
    let greeter = config("createInstance", "tools.GreeterType");
    assert_eq!((&greeter["required"], &greeter["additionalProperties"]), (&json!(["greeting"]), &json!(false)));
    assert_eq!(greeter["properties"]["style"]["enum"], json!(["formal", "warm"]));
    let change = config("updateInstance", "tools.GreeterType");
    assert!(change.get("required").is_none(), "what is not given stays: {change}");
    let official = config("createInstance", "auths.loginTypes.QywxProxyType");
    let secret = &official["properties"]["authConfig"]["properties"]["suiteSecret"];
    assert_eq!((&secret["writeOnly"], &secret["type"]), (&json!(true), &json!("string")));
    assert!(secret["description"].as_str().unwrap().contains("Provider console"), "{secret}");
}
