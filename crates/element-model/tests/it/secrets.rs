//! Secret fields: declared by a Type, trimmed, read from files; and drafts.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use element_model::{Apps, MemorySource};
use serde_json::{Value, json};

use crate::kit::{INSTANCE, app, base, child, get, load_over};

const TYPE: &str = r#"{"title": "Cards", "type": "auths.Meta", "configFields": [
    {"name": "suite.id"}, {"name": "suite.secret", "secret": true, "title": {"en": "Secret"}},
    {"name": "keys", "secret": true}]}"#;

fn load(apps: &[MemorySource]) -> Result<Apps, Vec<String>> {
    load_over(&base().with("auths/CardType/e.json", TYPE), apps)
}

fn with_config(app: MemorySource, config: &'static str) -> MemorySource {
    app.with("auths/X/e.json", INSTANCE).with("auths/X/X.json", config)
}

fn config(apps: &Apps, id: &str) -> Value {
    get(apps, id).get_element("auths.X").unwrap().config().unwrap()
}

#[test]
fn a_secret_is_trimmed_and_other_fields_are_not() {
    let variables = r#", "variables": {"s": "s3cret\r\n"}"#;
    let text = r#"{"suite": {"id": " dk1\n", "secret": " {{s}} "}, "keys": ["\ufeffa\n", "b"]}"#;
    let apps = load(&[with_config(app("a.shop", variables), text)]).unwrap();
    assert_eq!(config(&apps, "a.shop"), json!({ "suite": { "id": " dk1\n", "secret": "s3cret" }, "keys": ["a", "b"] }));
}

#[test]
fn a_secret_field_may_be_given_as_a_file_of_the_app_that_configures_it() {
    let text = r#"{"suite": {"secret_file": "{{place}}/s.txt"}, "keys_file": null}"#;
    let variables = r#", "variables": {"place": "secrets"}"#;
    let parent = with_config(app("a.shop", variables), text).with("secrets/s.txt", "\u{feff}s3cret\n");
    let apps = load(&[parent, child("a.heir", "a.shop")]).unwrap();
    for id in ["a.shop", "a.heir"] {
        assert_eq!(config(&apps, id), json!({ "suite": { "secret": "s3cret" } }), "{id}");
    }
    let x = get(&apps, "a.shop").get_element("auths.X").unwrap();
    assert_eq!(x.raw_config().unwrap()["suite"]["secret_file"], "{{place}}/s.txt");
    assert!(x.is_secret("suite.secret") && x.is_secret("keys[1]") && !x.is_secret("suite.id") && !x.is_secret("suite"));
}

#[test]
fn a_file_that_cannot_stand_for_a_secret_is_a_problem_of_its_field() {
    for (text, expected) in [
        (r#"{"suite": {"secret_file": "none"}}"#, "suite.secret_file: cannot be read: there is no such file"),
        (r#"{"suite": {"secret_file": 7}}"#, "suite.secret_file: expected the path of a file, found a number"),
        (
            r#"{"suite": {"secret": "s", "secret_file": "none"}}"#,
            "suite.secret_file: stands beside `secret`: give one of the two",
        ),
        (
            r#"{"keys_file": "{{nobody}}/k"}"#,
            "keys_file: neither app a.shop nor its parents nor the environment has the variable `nobody`",
        ),
    ] {
        let problems = load(&[with_config(app("a.shop", ""), text)]).unwrap_err();
        assert_eq!(problems, [format!("a.shop/auths/X/X.json: {expected}")], "{text}");
    }
    let apps = load(&[with_config(app("a.shop", ""), r#"{"suite": {"id_file": "none"}}"#)]).unwrap();
    assert_eq!(config(&apps, "a.shop"), json!({ "suite": { "id_file": "none" } }), "it is no secret");
}

#[test]
fn what_was_a_secret_stays_one_in_derived_types_and_under_overrides() {
    let derived = r#"{"title": "D", "type": "auths.CardType", "configFields": [{"name": "suite.secret"}]}"#;
    let instance = r#"{"title": "Mine", "type": "auths.Derived"}"#;
    let laid_over =
        r#"{"title": "Ours", "type": "auths.Meta", "configFields": [{"name": "keys"}, {"name": "own", "secret": 1}]}"#;
    let shop = app("a.shop", "")
        .with("auths/Derived/e.json", derived)
        .with("auths/CardType/e.json", laid_over)
        .with("auths/X/e.json", instance);
    let apps = load(&[shop]).unwrap();
    let x = get(&apps, "a.shop").get_element("auths.X").unwrap();
    assert!(["suite.secret", "keys", "own"].into_iter().all(|field| x.is_secret(field)));
}

#[test]
fn a_field_that_is_declared_wrongly_is_a_problem() {
    for (fields, expected) in [
        (r#"[{"name": "a", "secrt": true}]"#, "configFields[0].secrt: unknown field `secrt`; did you mean `secret`?"),
        (r#"[{"name": "a", "titel": "x"}]"#, "configFields[0].titel: unknown field `titel`; did you mean `title`?"),
        (r#"[{"name": "a..b"}]"#, "configFields[0].name: `a..b` is not a path of letters, digits, `_` and dots"),
        (r#"[{"name": "a"}, {"name": "a"}]"#, "configFields: there are two fields `a`"),
        (r#"[{"name": "a", "secret": "yes"}]"#, "configFields[0].secret: expected true, false, 0 or 1, found text"),
    ] {
        let of = format!(r#"{{"title": "T", "type": "auths.Meta", "configFields": {fields}}}"#);
        let problems = load(&[app("a.shop", "").with("auths/Own/e.json", of)]).unwrap_err();
        assert_eq!(problems, [format!("a.shop/auths/Own/e.json: {expected}")], "{fields}");
    }
}

#[test]
fn a_draft_may_lack_what_it_likes_and_only_an_instance_is_one() {
    let draft = r#"{"title": "Mine", "type": "auths.CardType", "draft": true}"#;
    let text = r#"{"suite": {"id": "{{nobody}}", "secret_file": "none"}}"#;
    let apps = load(&[with_config(app("a.shop", ""), text).with("auths/X/e.json", draft)]).unwrap();
    assert!(get(&apps, "a.shop").get_element("auths.X").unwrap().is_draft());
    let of = r#"{"title": "T", "type": "auths.Meta", "draft": true}"#;
    let problems = load(&[app("a.shop", "").with("auths/Own/e.json", of)]).unwrap_err();
    assert_eq!(problems, ["a.shop/auths/Own/e.json: draft: only an instance can be a draft, and auths.Own is a Type"]);
}
