//! Business configurations: where they come from, variables, decoding, and that no value is ever shown.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use element_model::{ConfigError, MemorySource};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::kit::{INSTANCE, app, child, get, loaded, problems};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Card {
    auth_config: Pin,
    #[serde(default)]
    is_active: Option<bool>,
    #[serde(default)]
    kind: Option<Kind>,
    #[serde(default)]
    ports: Vec<u16>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Pin {
    suite_secret: Picky,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(try_from = "String")]
struct Picky(String);

impl TryFrom<String> for Picky {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.starts_with("bad") { Err(format!("{text} is bad")) } else { Ok(Self(text)) }
    }
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Big,
    Of { size: u8 },
}

fn with_config(app: MemorySource, config: &'static str) -> MemorySource {
    app.with("auths/X/e.json", INSTANCE).with("auths/X/X.json", config)
}

fn config(app: MemorySource) -> Result<Card, ConfigError> {
    get(&loaded(&[app]), "a.shop").get_element("auths.X").unwrap().config()
}

#[test]
fn a_configuration_is_decoded() {
    let text =
        r#"{"authConfig": {"suiteSecret": "s"}, "isActive": null, "kind": {"of": {"size": 3}}, "ports": [1, 2]}"#;
    let expected = Card {
        auth_config: Pin { suite_secret: Picky("s".to_owned()) },
        is_active: None,
        kind: Some(Kind::Of { size: 3 }),
        ports: vec![1, 2],
    };
    assert_eq!(config(with_config(app("a.shop", ""), text)).unwrap(), expected);
    let big = config(with_config(app("a.shop", ""), r#"{"authConfig": {"suiteSecret": ""}, "kind": "big"}"#));
    assert_eq!(big.unwrap().kind, Some(Kind::Big));
}

#[test]
fn what_does_not_fit_is_named_by_file_and_field_and_never_shown() {
    let cases = [
        (r#"{"authConfig": {}}"#, "authConfig.suiteSecret: is missing"),
        ("{}", "authConfig: is missing"),
        (r#"{"authConfig": "TOPSECRET"}"#, "authConfig: expected struct Pin, found text"),
        (r#"{"authConfig": {"suiteSecret": 7654321}}"#, "authConfig.suiteSecret: expected a string, found a number"),
        (
            r#"{"authConfig": {"suiteSecrt": "TOPSECRET"}}"#,
            "authConfig.suiteSecrt: unknown field `suiteSecrt`; did you mean `suiteSecret`?",
        ),
        (
            r#"{"authConfig": {"suiteSecret": "s"}, "isActive": "TOPSECRET"}"#,
            "isActive: expected a boolean, found text",
        ),
        (r#"{"authConfig": {"suiteSecret": "s"}, "kind": "TOPSECRET"}"#, "kind: must be one of `big`, `of`"),
        (
            r#"{"authConfig": {"suiteSecret": "s"}, "kind": 7654321}"#,
            "kind: expected text or an object, found a number",
        ),
        (
            r#"{"authConfig": {"suiteSecret": "s"}, "kind": {"of": {"size": "TOPSECRET"}}}"#,
            "kind.of.size: expected u8, found text",
        ),
        (
            r#"{"authConfig": {"suiteSecret": "s"}, "ports": [1, 7654321]}"#,
            "ports[1]: expected u16, found a number that does not fit",
        ),
        (r#"{"authConfig": {"suiteSecret": "badTOPSECRET"}}"#, "authConfig.suiteSecret: *** is bad"),
    ];
    for (text, expected) in cases {
        let error = config(with_config(app("a.shop", ""), text)).unwrap_err();
        assert_eq!(error.to_string(), format!("a.shop/auths/X/X.json: {expected}"), "{text}");
        let shown = format!("{error:?}");
        assert!(!shown.contains("TOPSECRET") && !shown.contains("7654321"), "{shown}");
    }
}

#[test]
fn without_a_file_the_configuration_is_empty_and_an_error_says_where_it_should_be() {
    let apps = loaded(&[app("a.shop", "").with("auths/X/backend/e.json", INSTANCE)]);
    let x = get(&apps, "a.shop").get_element("auths.X").unwrap();
    assert_eq!((x.config_file(), x.raw_config(), x.config::<Value>().unwrap()), (None, None, json!({})));
    assert_eq!(
        x.config::<Card>().unwrap_err().to_string(),
        "a.shop/auths/X/backend/X.json: there is no such file, and auths.X needs one: authConfig is missing"
    );
    let meta = get(&apps, "a.shop").get_element("auths.Meta").unwrap();
    assert_eq!(
        meta.config::<Value>().unwrap_err().to_string(),
        "auths.Meta is a Meta; only instances have a business configuration"
    );
}

#[test]
fn variables_are_replaced_anywhere_in_a_string_and_only_once() {
    let text = r#"{"a": "{{one}}", "b": "<{{one}}-{{ two }}>", "c": [{"d": "{{home}}"}], "e": "}} { one }", "f": "{{place}}", "{{one}}": 1}"#;
    let variables = r#", "variables": {"one": "{{two}}", "two": "2"}"#;
    let apps = loaded(&[with_config(app("a.shop", variables), text)]);
    let x = get(&apps, "a.shop").get_element("auths.X").unwrap();
    let expected = json!({"a": "{{two}}", "b": "<{{two}}-2>", "c": [{"d": "of the environment"}], "e": "}} { one }",
        "f": "at home", "{{one}}": 1});
    assert_eq!(x.config::<Value>().unwrap(), expected);
    assert_eq!(x.raw_config().unwrap()["b"], "<{{one}}-{{ two }}>");
    assert_eq!(x.config_file(), Some("a.shop/auths/X/X.json"));
}

#[test]
fn a_missing_variable_is_a_problem_that_names_file_and_field() {
    let text = r#"{"authConfig": {"suiteSecret": "{{suiteSecrt}} {{nothing}}", "list": ["{{empty}}"]}}"#;
    let shop = with_config(app("a.shop", r#", "variables": {"suiteSecret": "TOPSECRET", "empty": ""}"#), text);
    let none = "neither app a.shop nor its parents nor the environment has the variable";
    assert_eq!(
        problems(&[shop]),
        [
            format!("a.shop/auths/X/X.json: authConfig.list[0]: {none} `empty`"),
            format!("a.shop/auths/X/X.json: authConfig.suiteSecret: {none} `nothing`"),
            format!("a.shop/auths/X/X.json: authConfig.suiteSecret: {none} `suiteSecrt`; did you mean `suiteSecret`?"),
        ]
    );
}

#[test]
fn a_variable_that_is_not_well_written_is_a_problem() {
    let cases = [
        (r#"{"k": "TOPSECRET{{one"}"#, "a `{{` is not closed by `}}`"),
        (r#"{"k": "{{}}"}"#, "between `{{` and `}}` stands no variable's name: letters, digits and `_`"),
        (r#"{"k": "{{TOP SECRET}}"}"#, "between `{{` and `}}` stands no variable's name: letters, digits and `_`"),
        ("{\"k\": TOPSECRET}", "is not valid JSON: expected value at line 1 column 7"),
        ("\"TOPSECRET\"", "expected an object, found text"),
    ];
    for (text, expected) in cases {
        let found = problems(&[with_config(app("a.shop", ""), text)]);
        assert!(found.len() == 1 && found[0].ends_with(expected) && !found[0].contains("TOPSECRET"), "{found:?}");
    }
}

#[test]
fn an_inherited_configuration_has_the_childs_variables_first() {
    let text = r#"{"a": "{{own}}", "b": "{{both}}", "c": "{{blank}}", "d": "{{home}}"}"#;
    let variables = r#", "variables": {"own": "parent", "both": "parent", "blank": "parent"}"#;
    let heir = r#", "extends": [{"appId": "a.shop"}], "variables": {"both": "heir", "blank": "", "home": "heir"}"#;
    let apps =
        loaded(&[with_config(app("a.shop", variables), text), app("a.heir", heir), child("a.grandchild", "a.heir")]);
    for id in ["a.heir", "a.grandchild"] {
        let x = get(&apps, id).get_element("auths.X").unwrap();
        assert_eq!(
            x.config::<Value>().unwrap(),
            json!({"a": "parent", "b": "heir", "c": "parent", "d": "heir"}),
            "{id}"
        );
    }
    assert_eq!(get(&apps, "a.grandchild").variables()["blank"], "parent");
    let parents = get(&apps, "a.shop").get_element("auths.X").unwrap().config::<Value>().unwrap();
    assert_eq!(parents, json!({"a": "parent", "b": "parent", "c": "parent", "d": "of the environment"}));
}

#[test]
fn the_nearest_configuration_replaces_the_others_as_a_whole() {
    let apps = loaded(&[
        with_config(app("a.one", ""), r#"{"from": "one", "only": 1}"#),
        child("a.two", "a.one").with("auths/X/e.json", INSTANCE),
        with_config(child("a.three", "a.two"), r#"{"from": "three"}"#),
    ]);
    let cases = [
        ("a.two", json!({"from": "one", "only": 1}), "a.one/auths/X/X.json"),
        ("a.three", json!({"from": "three"}), "a.three/auths/X/X.json"),
    ];
    for (id, expected, file) in cases {
        let x = get(&apps, id).get_element("auths.X").unwrap();
        assert_eq!((x.config::<Value>().unwrap(), x.config_file()), (expected, Some(file)), "{id}");
        assert_eq!(x.config_origin().unwrap().app.to_string(), file.split('/').next().unwrap(), "{id}");
    }
}

#[test]
fn a_configuration_that_would_be_overlooked_is_a_problem() {
    let found = problems(&[
        with_config(app("a.one", ""), "{}"),
        child("a.two", "a.one").with("auths/X/X.json", "{}").with("notes/notes.json", "{}"),
    ]);
    assert_eq!(
        found,
        ["a.two/auths/X/X.json: there is no e.json beside it, so it does not replace the configuration of auths.X"]
    );
}

#[test]
fn debug_shows_no_value() {
    let source =
        with_config(app("a.shop", r#", "variables": {"v": "TOPSECRET"}"#), r#"{"k": "TOPSECRET", "l": "{{v}}"}"#);
    let apps = loaded(std::slice::from_ref(&source));
    let x = get(&apps, "a.shop").get_element("auths.X").unwrap();
    let shown = format!("{source:?} {apps:?} {x:?}");
    assert!(shown.contains("auths.X") && !shown.contains("TOPSECRET"), "{shown}");
}
