//! The fields that a Type declares of its instances' configuration.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use element_model::{Apps, ConfigField, Extent, MemorySource};
use serde_json::{Value, json};

use crate::kit::{app, base, get, load_over};

const TYPE: &str = r#"{"title": "Cards", "type": "auths.Meta", "configFields": [
    {"name": "card.id", "dataType": "Stext", "required": true, "pattern": "[a-z]+", "maxLength": 4},
    {"name": "card.keys", "dataType": "JitList", "secret": true, "values": ["k1", "k2"]},
    {"name": "limit", "dataType": "Numeric", "default": 10},
    {"name": "kind", "dataType": "Stext", "values": ["web", "spa"], "default": "web"},
    {"name": "uri", "dataType": "Stext", "required": true, "showIf": {"field": "kind", "value": "spa"}}]}"#;

fn problems_of(config: &Value) -> Vec<String> {
    let apps = with(app("a.shop", ""), config);
    let x = get(&apps, "a.shop").get_element("auths.X").unwrap();
    x.config_problems().iter().map(|problem| problem.to_string().replace("a.shop/auths/X/X.json: ", "")).collect()
}

fn with(app: MemorySource, config: &Value) -> Apps {
    let app = app.with("auths/X/e.json", r#"{"title": "X", "type": "auths.CardType"}"#);
    let app = app.with("auths/X/X.json", config.to_string());
    load_over(&base().with("auths/CardType/e.json", TYPE), &[app]).unwrap()
}

#[test]
fn each_problem_names_the_field_and_the_right_value() {
    let card = || json!({ "id": "abc" });
    let cases = [
        (json!({ "card": card() }), vec![]),
        (
            json!({ "card": card(), "limit": "12", "kind": null, "card2": null }),
            vec!["card2: unknown field `card2`; did you mean `card`?"],
        ),
        (json!({}), vec!["card.id: is missing"]),
        (json!({ "card": 1 }), vec!["card: expected an object, found a number", "card.id: is missing"]),
        (json!({ "card": { "id": "ABC" } }), vec!["card.id: must have the form [a-z]+"]),
        (json!({ "card": { "id": "abcde" } }), vec!["card.id: is too long: 4 characters at most"]),
        (json!({ "card": { "id": "abc", "keys": "k" } }), vec!["card.keys: expected a list, found text"]),
        (json!({ "card": { "id": "abc", "keys": ["k2", "k1"] } }), vec![]),
        (json!({ "card": { "id": "abc", "keys": ["k1", "k3"] } }), vec!["card.keys: must be one of \"k1\", \"k2\""]),
        (
            json!({ "card": { "id": "abc", "kyes": ["s3cret"] } }),
            vec!["card.kyes: unknown field `kyes`; did you mean `keys`?"],
        ),
        (json!({ "card": card(), "limit": true }), vec!["limit: expected a number, found true or false"]),
        (json!({ "card": card(), "kind": "cli" }), vec!["kind: must be one of \"web\", \"spa\""]),
        (json!({ "card": card(), "kind": "spa" }), vec!["uri: is missing"]),
    ];
    for (config, expected) in cases {
        assert_eq!(problems_of(&config), expected, "{config}");
    }
}

#[test]
fn a_new_configuration_has_the_defaults_and_the_fields_to_fill_in() {
    let apps = with(app("a.shop", ""), &json!({}));
    let of = get(&apps, "a.shop").get_element("auths.CardType").unwrap();
    let skeleton = Value::Object(ConfigField::skeleton(of.config_fields()));
    assert_eq!(skeleton, json!({ "card": { "id": "" }, "limit": 10, "kind": "web" }));
    let schema = ConfigField::schema(of.config_fields(), Extent::Whole);
    assert_eq!((&schema["required"], &schema["properties"]["card"]["required"]), (&json!(["card"]), &json!(["id"])));
    let change = ConfigField::schema(of.config_fields(), Extent::Change);
    assert!(!change.to_string().contains("required"), "{change}");
}

#[test]
fn an_override_is_laid_over_field_by_field_and_takes_one_away() {
    let ours = r#"{"configFields": [{"name": "card.id", "maxLength": 3}, {"name": "uri", "removed": true}]}"#;
    let apps = with(app("a.shop", "").with("auths/CardType/e.json", ours), &json!({}));
    let of = get(&apps, "a.shop").get_element("auths.CardType").unwrap();
    let id = of.config_fields().next().unwrap();
    assert_eq!((id.max_length, id.pattern.as_deref(), id.required), (Some(3), Some("[a-z]+"), true));
    assert!(of.config_fields().all(|field| field.name != "uri") && of.config_fields().count() == 4);
}

#[test]
fn a_derived_type_narrows_what_the_one_above_it_declares() {
    let narrow = r#"{"title": "N", "type": "auths.CardType", "extendType": "self", "configFields": [
        {"name": "card.id", "required": false, "values": ["abc"]}, {"name": "card.keys", "removed": true},
        {"name": "limit", "removed": true}, {"name": "own"}]}"#;
    let shop = app("a.shop", "").with("auths/Narrow/e.json", narrow);
    let apps = with(shop, &json!({}));
    let of = get(&apps, "a.shop").get_element("auths.Narrow").unwrap();
    let fields: Vec<_> = of.config_fields().map(|field| (field.name.as_str(), field.required, field.secret)).collect();
    let expected = [
        ("card.id", true, false),
        ("card.keys", false, true),
        ("own", false, false),
        ("kind", false, false),
        ("uri", true, false),
    ];
    assert_eq!(fields, expected, "required stays so, and a secret cannot be taken away");
    let id = of.config_fields().next().unwrap();
    assert_eq!((&id.values, id.max_length), (&Some(vec![json!("abc")]), Some(4)), "the rest is as above");
}
