//! The configuration of a Type with the fields that another one adds.

use element_type::Extended;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Base {
    corp_id: String,
    #[serde(default)]
    #[expect(dead_code, reason = "only its keys count")]
    nested: Option<Nested>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nested {
    #[serde(rename = "kay")]
    _key: i64,
}

#[derive(Debug, Deserialize)]
struct Extra {
    #[serde(default)]
    departments: Vec<i64>,
}

#[derive(Debug, Deserialize)]
struct Flattened {
    #[serde(flatten)]
    _all: serde_json::Map<String, Value>,
}

fn read(config: Value) -> Result<Extended<Base, Extra>, String> {
    serde_json::from_value(config).map_err(|error| error.to_string())
}

#[test]
fn each_part_has_its_own_fields_and_a_key_that_neither_knows_is_refused_by_name() {
    let both = read(json!({ "corpId": "home", "departments": [2] })).unwrap();
    assert_eq!((both.base.corp_id.as_str(), both.extra.departments), ("home", vec![2]));
    let cases = [
        (json!({ "corpId": "home", "departmentz": [2] }), "unknown field `departmentz`, expected one of `corpId`"),
        (json!({ "corpId": "home", "departmentz": [2] }), "`departments`"),
        (json!({ "departments": [2] }), "corpId"),
        (json!({ "corpId": "home", "departments": 2 }), "sequence"),
        (json!({ "corpId": "home", "nested": { "key": 1 } }), "unknown field `key`"),
    ];
    for (config, told) in cases {
        let complaint = read(config.clone()).unwrap_err();
        assert!(complaint.contains(told), "{config}: {complaint}");
    }
}

#[test]
fn a_part_whose_fields_cannot_be_told_is_refused() {
    let read = serde_json::from_value::<Extended<Base, Flattened>>(json!({ "corpId": "home", "x": 1 }));
    assert!(read.unwrap_err().to_string().contains("flatten"));
}
