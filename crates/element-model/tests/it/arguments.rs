//! The check of a call's arguments against the function's declaration.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use element_model::{ArgumentError, Arguments, Function};
use serde_json::{Value, json};

use crate::kit::{app, get, load, loaded};

const FUNCTION: &str = r#"{"title": "", "type": "auths.Meta", "functionList": [{"name": "call", "args": [
    {"name": "corpId", "dataType": "Stext", "maxLength": 5},
    {"name": "loginType", "dataType": "Stext", "values": ["qr", "workbench"], "default": "workbench"},
    {"name": "platform", "dataType": "QFilter", "required": false},
    {"name": "count", "dataType": "Numeric", "required": false},
    {"name": "force", "dataType": "Checkbox", "default": 0},
    {"name": "more", "dataType": "JitDict", "required": false},
    {"name": "list", "dataType": "JitList", "required": false}]}]}"#;

fn function() -> Function {
    let apps = loaded(&[app("a.shop", "").with("F/e.json", FUNCTION)]);
    get(&apps, "a.shop").get_element("F").unwrap().function("call").unwrap().clone()
}

fn check(args: &Value) -> Result<Arguments, ArgumentError> {
    function().check(args.as_object().unwrap().clone())
}

fn query(pairs: &[(&str, &str)]) -> Result<Arguments, ArgumentError> {
    function().check_query(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
}

#[test]
fn defaults_are_filled_in_and_null_counts_as_absent() {
    for args in [json!({"corpId": "c"}), json!({"corpId": "c", "loginType": null, "count": null, "force": null})] {
        let args = check(&args).unwrap();
        assert_eq!(
            Value::Object(args.values().clone()),
            json!({"corpId": "c", "loginType": "workbench", "force": false})
        );
    }
}

#[test]
fn what_does_not_fit_is_refused_by_name_and_never_shown() {
    let cases = [
        (json!({}), "argument `corpId` of call is missing"),
        (json!({"corpId": null}), "argument `corpId` of call is missing"),
        (json!({"corpId": "c", "corpID": "TOPSECRET"}), "call has no argument `corpID`; did you mean `corpId`?"),
        (json!({"zzz": "TOPSECRET"}), "call has no argument `zzz`"),
        (json!({"corpId": 7_654_321}), "argument `corpId` of call must be text, not a number"),
        (json!({"corpId": "TOPSECRET"}), "argument `corpId` of call is longer than 5 characters"),
        (
            json!({"corpId": "c", "loginType": "TOPSECRET"}),
            r#"argument `loginType` of call must be one of "qr", "workbench""#,
        ),
        (json!({"corpId": "c", "count": "7654321"}), "argument `count` of call must be a number, not text"),
        (json!({"corpId": "c", "force": 7_654_321}), "argument `force` of call must be true or false, not a number"),
        (json!({"corpId": "c", "more": ["TOPSECRET"]}), "argument `more` of call must be an object, not a list"),
        (json!({"corpId": "c", "list": {}}), "argument `list` of call must be a list, not an object"),
        (json!({"corpId": "c\0"}), "argument `corpId` of call has the character U+0000: send it without"),
        (
            json!({"corpId": "c", "list": [["a\0"]]}),
            "argument `list` of call has the character U+0000: send it without",
        ),
        (
            json!({"corpId": "c", "more": {"a\0": 1}}),
            "argument `more` of call has the character U+0000: send it without",
        ),
    ];
    for (args, expected) in cases {
        let error = check(&args).unwrap_err();
        assert_eq!(error.to_string(), expected, "{args}");
        let shown = format!("{error:?}");
        assert!(!shown.contains("TOPSECRET") && !shown.contains("7654321"), "{shown}");
    }
}

#[test]
fn a_length_is_counted_in_characters() {
    assert!(check(&json!({"corpId": "企业微信的"})).is_ok());
    assert!(check(&json!({"corpId": "企业微信的码"})).is_err());
}

#[test]
fn handlers_read_typed_values() {
    let args = check(&json!({"corpId": "c", "count": 3, "force": 1, "platform": "web", "list": [1]})).unwrap();
    assert_eq!((args.text("corpId"), args.text("platform")), (Ok("c"), Ok("web")));
    assert_eq!((args.integer("count"), args.boolean("force")), (Ok(3), Ok(true)));
    assert_eq!((args.value("list"), args.value("more")), (Some(&json!([1])), None));
    assert_eq!((args.opt_text("loginType"), args.opt_text("more")), (Ok(Some("workbench")), Ok(None)));
}

#[test]
fn handlers_get_an_error_for_what_is_absent_or_of_an_open_type() {
    let args = check(&json!({"corpId": "c", "count": 1.5, "platform": 7})).unwrap();
    assert_eq!(
        args.integer("count").unwrap_err().to_string(),
        "argument `count` of call must be a whole number, not another number"
    );
    assert_eq!(
        args.text("platform").unwrap_err().to_string(),
        "argument `platform` of call must be text, not a number"
    );
    assert_eq!(args.text("more").unwrap_err().to_string(), "argument `more` of call is missing");
    assert_eq!((args.opt_boolean("more"), args.opt_integer("list")), (Ok(None), Ok(None)));
}

#[test]
fn a_query_is_read_by_the_declared_types() {
    let args = query(&[("corpId", "12"), ("count", "-3"), ("force", "true"), ("more", r#"{"a":1}"#), ("list", "[2]")]);
    let expected =
        json!({"corpId": "12", "count": -3, "force": true, "more": {"a": 1}, "list": [2], "loginType": "workbench"});
    assert_eq!(Value::Object(args.unwrap().values().clone()), expected);
    for (text, expected) in [("0", false), ("1", true), ("false", false)] {
        assert_eq!(query(&[("corpId", ""), ("force", text)]).unwrap().boolean("force"), Ok(expected), "{text}");
    }
}

#[test]
fn a_query_that_does_not_fit_is_refused_by_name() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[], "argument `corpId` of call is missing"),
        (&[("corpid", "c")], "call has no argument `corpid`; did you mean `corpId`?"),
        (&[("corpId", "c"), ("corpId", "d")], "argument `corpId` of call is given twice"),
        (&[("corpId", "c"), ("count", "x")], "argument `count` of call must be a number, not text"),
        (&[("corpId", "c"), ("count", "NaN")], "argument `count` of call must be a number, not text"),
        (&[("corpId", "c"), ("force", "yes")], "argument `force` of call must be true or false, not text"),
        (&[("corpId", "c"), ("more", "{")], "argument `more` of call must be an object, not text"),
        (&[("corpId", "\0")], "argument `corpId` of call has the character U+0000: send it without"),
    ];
    for (pairs, expected) in cases {
        assert_eq!(query(pairs).unwrap_err().to_string(), *expected);
    }
}

#[test]
fn debug_of_arguments_shows_names_alone() {
    let shown = format!("{:?}", check(&json!({"corpId": "SECR7"})).unwrap());
    assert!(shown.contains("corpId") && !shown.contains("SECR7"), "{shown}");
}

#[test]
fn what_a_function_returns_is_a_schema_with_an_example() {
    let with = |returns: &str| {
        let json = format!(
            r#"{{"title": "", "type": "auths.Meta", "functionList": [{{"name": "call", "returns": {returns}}}]}}"#
        );
        load(&[app("a.shop", "").with("F/e.json", json)])
    };
    let told = |returns: &str| with(returns).unwrap_err().join("\n");
    for wrong in [r#"{"type": "object"}"#, r#"{"type": "object", "examples": []}"#] {
        assert!(told(wrong).contains("functionList[0].returns: needs `examples`"), "{}", told(wrong));
    }
    assert!(told("[]").contains("functionList[0].returns"), "{}", told("[]"));
    for right in [r#"{"type": "object", "examples": [{}]}"#, r##"{"$ref": "#/components/schemas/Login"}"##] {
        let apps = with(right).unwrap();
        let function = get(&apps, "a.shop").get_element("F").unwrap().function("call").unwrap();
        assert!(function.returns.is_some());
    }
}
