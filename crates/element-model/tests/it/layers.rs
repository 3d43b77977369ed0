//! Meta, Type, instance: which element is which, and what it has from above.

use element_model::Layer::{self, Instance, Meta, Type};

use crate::kit::{INSTANCE, app, child, get, loaded, problems};

const DERIVED: &str = r#"{"title": "", "type": "auths.CardType", "extendType": "self", "functionList":
    [{"name": "bind", "loginRequired": false}, {"name": "more"}]}"#;

fn of_type(full_name: &str) -> String {
    format!(r#"{{"title": "", "type": "{full_name}"}}"#)
}

#[test]
fn the_layer_follows_from_the_type() {
    let apps = loaded(&[
        app("a.shop", "")
            .with("auths/Plain/e.json", INSTANCE)
            .with("auths/Derived/e.json", DERIVED)
            .with("auths/Used/e.json", INSTANCE)
            .with("auths/OfUsed/e.json", of_type("auths.Used"))
            .with("auths/CardType/services/Svc/e.json", of_type("auths.CardType")),
        child("a.heir", "a.shop").with("auths/OfPlain/e.json", of_type("auths.Plain")),
    ]);
    let cases: &[(&str, &str, Layer, &[&str])] = &[
        ("a.shop", "auths.Meta", Meta, &[]),
        ("a.shop", "auths.CardType", Type, &["auths.Meta"]),
        ("a.shop", "auths.Plain", Instance, &["auths.CardType", "auths.Meta"]),
        ("a.shop", "auths.Derived", Type, &["auths.CardType", "auths.Meta"]),
        ("a.shop", "auths.Used", Type, &["auths.CardType", "auths.Meta"]),
        ("a.shop", "auths.OfUsed", Instance, &["auths.Used", "auths.CardType", "auths.Meta"]),
        ("a.shop", "auths.CardType.services.Svc", Instance, &["auths.CardType", "auths.Meta"]),
        ("a.heir", "auths.Plain", Type, &["auths.CardType", "auths.Meta"]),
        ("a.heir", "auths.OfPlain", Instance, &["auths.Plain", "auths.CardType", "auths.Meta"]),
    ];
    for (id, name, layer, chain) in cases {
        let element = get(&apps, id).get_element(name).unwrap();
        assert_eq!(
            (element.layer(), element.type_chain()),
            (*layer, chain.iter().map(|name| name.parse().unwrap()).collect::<Vec<_>>().as_slice()),
            "{id} {name}"
        );
    }
}

#[test]
fn types_in_a_circle_are_problems_of_those_in_it_alone() {
    let shop = app("a.shop", "")
        .with("A/e.json", of_type("B"))
        .with("B/e.json", of_type("A"))
        .with("C/e.json", of_type("A"))
        .with("D/e.json", of_type("D"));
    assert_eq!(
        problems(&[shop]),
        [
            "a.shop/A/e.json: type: an element cannot be above itself: A → B → A",
            "a.shop/B/e.json: type: an element cannot be above itself: B → A → B",
            "a.shop/D/e.json: type: an element cannot be above itself: D → D",
        ]
    );
}

#[test]
fn only_instances_may_have_a_business_configuration() {
    let cases = [
        ("auths/Meta2/e.json", r#"{"title": "", "type": ""}"#, "auths/Meta2/Meta2.json", "auths.Meta2 is none"),
        ("auths/T/e.json", r#"{"title": "", "type": "auths.Meta"}"#, "auths/T/T.json", "auths.T is none"),
        ("auths/D/e.json", DERIVED, "auths/D/D.json", "auths.D is none by its `extendType`"),
        ("auths/I/e.json", INSTANCE, "auths/I/I.json", "auths.I is none, being the type of auths.OfI"),
    ];
    for (file, content, config, expected) in cases {
        let shop = app("a.shop", "").with(file, content).with(config, "{}");
        let shop = if file == "auths/I/e.json" { shop.with("auths/OfI/e.json", of_type("auths.I")) } else { shop };
        let expected = format!("a.shop/{config}: only instances have a business configuration; {expected}");
        assert_eq!(problems(&[shop]), [expected]);
    }
}

#[test]
fn functions_come_from_the_element_before_its_types_and_the_nearest_wins() {
    let apps = loaded(&[app("a.shop", "").with("auths/Derived/e.json", DERIVED).with(
        "auths/X/e.json",
        r#"{"title": "", "type": "auths.Derived", "functionList": [{"name": "more", "async": 1}]}"#,
    )]);
    let x = get(&apps, "a.shop").get_element("auths.X").unwrap();
    assert_eq!(
        x.functions().map(|function| function.name.as_str()).collect::<Vec<_>>(),
        ["more", "bind", "getLoginConfig"]
    );
    assert!(x.function("more").unwrap().r#async);
    assert!(!x.function("bind").unwrap().login_required && x.function("bind").unwrap().admin_required);
    assert!(x.function("getLoginConfig").unwrap().read_only);
}

#[test]
fn a_function_needs_a_login_unless_it_says_otherwise() {
    let cases = [
        ("", true),
        (r#", "loginRequired": 1"#, true),
        (r#", "loginRequired": 0"#, false),
        (r#", "loginRequired": false"#, false),
    ];
    for (key, expected) in cases {
        let e_json = format!(r#"{{"title": "", "type": "auths.Meta", "functionList": [{{"name": "f"{key}}}]}}"#);
        let apps = loaded(&[app("a.shop", "").with("T/e.json", e_json)]);
        let function = get(&apps, "a.shop").get_element("T").unwrap().function("f").unwrap();
        assert_eq!(function.login_required, expected, "{key}");
        assert!(!function.admin_required && !function.ignore_sign && !function.read_only && !function.r#async);
    }
}
