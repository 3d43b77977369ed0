//! A problem of a file is said with file, field and what would be right; all problems are said at once.

use element_model::{Apps, MemorySource, Source, SourceError};

use crate::kit::{INSTANCE, app, base, child, get, load, load_over, loaded, problems};

#[test]
fn each_wrong_e_json_is_named_with_its_field() {
    each_is_a_problem_of_an_e_json(&[
        ("{", "is not valid JSON: EOF while parsing an object at line 1 column 1"),
        ("[]", "expected an object, found a list"),
        (r#"{"type": "auths.CardType"}"#, "title: is missing"),
        (r#"{"title": "", "type": null}"#, "type: is missing"),
        (r#"{"title": 1, "type": ""}"#, "title: expected a string, found a number"),
        (
            r#"{"title": "", "type": "auths.CardTyp"}"#,
            "type: there is no element `auths.CardTyp`; did you mean `auths.CardType`?",
        ),
        (
            r#"{"title": "", "type": "", "accessModifier": "secret"}"#,
            "accessModifier: must be `private`, `protected` or `public`",
        ),
    ]);
}

#[test]
fn each_wrong_function_of_an_e_json_is_named_with_its_field() {
    each_is_a_problem_of_an_e_json(&[
        (r#"{"title": "", "type": "", "functionList": {}}"#, "functionList: expected a sequence, found an object"),
        (r#"{"title": "", "type": "", "functionList": [1]}"#, "functionList[0]: expected a map, found a number"),
        (r#"{"title": "", "type": "", "functionList": [{}]}"#, "functionList[0].name: is missing"),
        (
            r#"{"title": "", "type": "", "functionList": [{"name": "a b"}]}"#,
            "functionList[0].name: `a b` is not a name of letters, digits and `_`",
        ),
        (
            r#"{"title": "", "type": "", "functionList": [{"name": "a"}, {"name": "a"}]}"#,
            "functionList: there are two functions `a`",
        ),
        (
            r#"{"title": "", "type": "", "functionList": [{"name": "a", "loginRequired": "no"}]}"#,
            "functionList[0].loginRequired: expected true, false, 0 or 1, found text",
        ),
        (
            r#"{"title": "", "type": "", "functionList": [{"name": "a", "args": [{"name": "x"}]}]}"#,
            "functionList[0].args[0].dataType: is missing",
        ),
        (
            r#"{"title": "", "type": "", "functionList": [{"name": "a", "args":
                [{"name": "x", "dataType": "Stext"}, {"name": "x", "dataType": "Stext"}]}]}"#,
            "functionList[0].args: there are two arguments `x`",
        ),
        (
            r#"{"title": "", "type": "", "functionList": [{"name": "a", "args":
                [{"name": "x", "dataType": "Numeric", "default": "1"}]}]}"#,
            "functionList[0].args[0].default: argument `x` of this function must be a number, not text",
        ),
    ]);
}

#[test]
fn a_misspelt_word_of_an_e_json_is_named_with_the_word_that_was_meant() {
    each_is_a_problem_of_an_e_json(&[
        (
            r#"{"title": "", "type": "", "functionLst": []}"#,
            "functionLst: unknown field `functionLst`; did you mean `functionList`?",
        ),
        (r#"{"title": "", "type": "", "Draft": true}"#, "Draft: unknown field `Draft`; did you mean `draft`?"),
        (
            r#"{"title": "", "type": "", "functionList": [{"name": "a", "adminRequierd": true}]}"#,
            "functionList[0].adminRequierd: unknown field `adminRequierd`; did you mean `adminRequired`?",
        ),
        (
            r#"{"title": "", "type": "", "functionList": [{"name": "a", "colour": 1}]}"#,
            "functionList[0].colour: unknown field `colour`",
        ),
        (
            r#"{"title": "", "type": "", "functionList": [{"name": "a", "args": [{"name": "x", "dataType": "Stext", "maxLegnth": 1}]}]}"#,
            "functionList[0].args[0].maxLegnth: unknown field `maxLegnth`; did you mean `maxLength`?",
        ),
        (
            r#"{"title": "", "type": "", "functionList": [{"name": "a", "args": [{"name": "x", "dataType": "Sttext"}]}]}"#,
            "functionList[0].args[0].dataType: unknown data type `Sttext`; did you mean `Stext`?",
        ),
        (
            r#"{"title": "", "type": "", "functionList": [{"name": "a", "returnType": "Respnse"}]}"#,
            "functionList[0].returnType: unknown data type `Respnse`; did you mean `Response`?",
        ),
        (
            r#"{"title": "", "type": "auths.Meta", "configFields": [{"name": "a", "requierd": true}]}"#,
            "configFields[0].requierd: unknown field `requierd`; did you mean `required`?",
        ),
        (
            r#"{"title": "", "type": "auths.Meta", "configFields": [{"name": "a", "dataType": "checkbox"}]}"#,
            "configFields[0].dataType: unknown data type `checkbox`; did you mean `Checkbox`?",
        ),
        (
            r#"{"title": "", "type": "auths.CardType", "functionList": [{"name": "bnd", "removed": true}]}"#,
            "functionList[0].removed: there is no function `bnd` to take away; did you mean `bind`?",
        ),
        (
            r#"{"title": "", "type": "auths.CardType", "configFields": [{"name": "card", "removed": true}]}"#,
            "configFields[0].removed: there is no field `card` to take away",
        ),
    ]);
}

fn each_is_a_problem_of_an_e_json(cases: &[(&'static str, &str)]) {
    for (content, problem) in cases {
        let found = problems(&[app("acme.shop", "").with("auths/X/e.json", *content)]);
        assert_eq!(found, [format!("acme.shop/auths/X/e.json: {problem}")], "{content}");
    }
}

#[test]
fn each_wrong_app_json_is_named_with_its_field() {
    let cases = [
        ("", "is not valid JSON: EOF while parsing a value at line 1 column 0"),
        ("{}", "appId: is missing"),
        (
            r#"{"appId": "shop"}"#,
            "appId: `shop` is not an app id, which has the form `org.app`, both of letters, digits, `_` and `-`",
        ),
        (r#"{"appId": "acme.shop", "extends": [{}]}"#, "extends[0].appId: is missing"),
        (r#"{"appId": "acme.shop", "variables": {"a": 1}}"#, "variables.a: expected a string, found a number"),
        (
            r#"{"appId": "acme.shop", "allowedOrigins": ["https://a.example", "*"]}"#,
            "allowedOrigins[1]: `*` is not an origin of a web page, which has the form `https://host` or `https://host:port`",
        ),
    ];
    for (content, problem) in cases {
        let found = problems(&[MemorySource::new("shop").with("app.json", content)]);
        assert_eq!(found, [format!("shop/app.json: {problem}")], "{content}");
    }
}

#[test]
fn the_origins_that_an_app_allows_are_kept_as_browsers_send_them() {
    let given = r#", "allowedOrigins": ["HTTPS://Shop.Example:443/", "http://10.0.0.7:8080", "https://[2001:DB8::1]"]"#;
    let apps = loaded(&[app("acme.shop", given), child("acme.kiosk", "acme.shop")]);
    let origins =
        |id| get(&apps, id).allowed_origins().iter().map(|origin| origin.as_str().to_owned()).collect::<Vec<_>>();
    assert_eq!(origins("acme.shop"), ["https://shop.example", "http://10.0.0.7:8080", "https://[2001:db8::1]"]);
    assert!(origins("acme.kiosk").is_empty(), "an app allows for itself alone");
    let wrong = [
        "null",
        "https://",
        "https://a/b",
        "https://a:0",
        "https://a:99999",
        "ftp://a",
        "a.example",
        "https://*.a",
        "",
    ];
    for wrong in wrong {
        let found = problems(&[app("acme.shop", &format!(r#", "allowedOrigins": ["{wrong}"]"#))]);
        assert!(found.len() == 1 && found[0].contains("allowedOrigins[0]: "), "{wrong}: {found:?}");
    }
}

#[test]
fn all_problems_of_all_files_are_told_at_once_and_each_once() {
    let found = problems(&[
        app("acme.a", "").with("X/e.json", "{}").with("Y/e.json", INSTANCE).with("Y/Y.json", r#"{"k": "{{gone}}"}"#),
        app("acme.b", r#", "extends": [{"appId": "acme.c"}]"#),
        MemorySource::new("empty"),
    ]);
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(
        found,
        [
            "acme.a/X/e.json: title: is missing",
            "acme.a/X/e.json: type: is missing",
            "acme.a/Y/Y.json: k: neither app acme.a nor its parents nor the environment has the variable `gone`",
            "acme.b/app.json: extends[0].appId: there is no app `acme.c`; did you mean `acme.a`?",
            "empty/app.json: cannot be read: there is no such file",
        ]
    );
}

#[test]
fn a_broken_base_app_is_an_error_too() {
    let found = load_over(&MemorySource::new("base"), &[]).err();
    assert_eq!(found, Some(vec!["base/app.json: cannot be read: there is no such file".to_owned()]));
}

#[test]
fn what_depends_on_a_broken_element_is_no_further_problem() {
    let shop = app("acme.shop", "").with("a/T/e.json", "{").with("a/X/e.json", r#"{"title": "", "type": "a.T"}"#);
    assert_eq!(problems(&[shop]).len(), 1);
}

#[test]
fn a_folder_that_cannot_be_named_is_a_problem() {
    let shop = app("acme.shop", "").with("auths/my-login/e.json", INSTANCE);
    let found = problems(&[shop]);
    assert!(
        found.len() == 1 && found[0].starts_with("acme.shop/auths/my-login/e.json: `my-login` cannot"),
        "{found:?}"
    );
}

#[test]
fn two_folders_of_one_full_name_are_a_problem_that_names_both() {
    let shop = app("acme.shop", "").with("auths/X/e.json", INSTANCE).with("auths/X/backend/e.json", INSTANCE);
    assert_eq!(
        problems(&[shop]),
        ["acme.shop/auths/X/e.json: auths.X is already defined by acme.shop/auths/X/backend/e.json"]
    );
}

#[test]
fn commons_and_hidden_folders_hold_no_elements() {
    let apps = loaded(&[app("acme.shop", "").with("commons/X/e.json", "{").with(".git/x-y/e.json", "{")]);
    assert_eq!(get(&apps, "acme.shop").elements().count(), get(&apps, "base.App").elements().count());
}

#[test]
fn keys_of_the_framework_and_keys_that_nobody_knows_are_kept_and_the_latter_are_told() {
    let e_json = r#"{"title": "", "type": "auths.CardType", "tag": "a,b", "sort": 3, "ourOwn": 1, "functionList":
        [{"name": "f", "desc": "d", "args": [{"name": "x", "dataType": "QFilter", "placeholder": "h"}]}]}"#;
    let apps = loaded(&[app("acme.shop", "").with("X/e.json", e_json)]);
    let definition = get(&apps, "acme.shop").get_element("X").map(element_model::Element::definition);
    let definition = definition.ok();
    assert_eq!(
        definition.map(|definition| (&definition.extra["sort"], &definition.extra["ourOwn"])),
        Some((&3.into(), &1.into()))
    );
    assert_eq!(definition.map(|definition| definition.unknown_keys().collect()), Some(vec!["ourOwn"]));
    let function = definition.map(|definition| &definition.function_list[0]);
    assert_eq!(
        function.map(|function| (&function.extra["desc"], &function.args[0].extra["placeholder"])),
        Some((&"d".into(), &"h".into()))
    );
}

#[test]
fn a_title_is_one_text_or_one_in_each_language() {
    let cases = [
        (r#""Mine""#, ("Mine", "Mine", "Mine")),
        (r#"{"zh": "我的", "en": "Mine"}"#, ("我的", "Mine", "我的 Mine")),
        (r#"{"zh": "我的"}"#, ("我的", "我的", "我的")),
    ];
    for (title, expected) in cases {
        let e_json = format!(r#"{{"title": {title}, "type": "auths.CardType"}}"#);
        let apps = loaded(&[app("acme.shop", "").with("X/e.json", e_json)]);
        let definition = get(&apps, "acme.shop").get_element("X").unwrap().definition();
        let found = (definition.label.zh.as_ref(), definition.label.en.as_ref(), definition.title.as_str());
        assert_eq!(found, expected);
    }
    let typo = r#"{"title": {"zn": "我的"}, "type": "auths.CardType"}"#;
    let found = problems(&[app("acme.shop", "").with("X/e.json", typo)]);
    assert_eq!(found, ["acme.shop/X/e.json: title.zn: unknown field `zn`; did you mean `en` or `zh`?"]);
}

#[test]
fn what_an_app_json_leaves_out_has_a_default() {
    let apps = loaded(&[app("acme.shop", "")]);
    let shop = get(&apps, "acme.shop");
    assert_eq!((shop.name(), shop.title(), shop.version(), shop.label()), ("shop", "shop", "1.0.0", "acme.shop"));
}

#[test]
fn a_byte_order_mark_does_no_harm() {
    assert!(load(&[app("acme.shop", "").with("X/e.json", format!("\u{feff}{INSTANCE}"))]).is_ok());
}

#[test]
fn a_source_that_cannot_be_listed_is_a_problem_with_its_cause() {
    #[derive(Debug)]
    struct Locked;
    impl Source for Locked {
        fn label(&self) -> String {
            "locked".to_owned()
        }
        fn list(&self) -> Result<Vec<String>, SourceError> {
            Err(SourceError::new("locked", std::io::Error::from(std::io::ErrorKind::PermissionDenied)))
        }
        fn read(&self, path: &str) -> Result<String, SourceError> {
            Err(SourceError::new(path, "locked"))
        }
    }
    let error = Apps::load(&base(), &[&Locked], &|_: &str| None).err().map(|error| error.to_string());
    assert_eq!(error.as_deref(), Some("locked: cannot be read: permission denied"));
}
