//! Apps that extend apps: lines, versions, circles, overriding and access.

use element_model::{AccessModifier, AppId, Origin};

use crate::kit::{INSTANCE, app, child, get, loaded, problems, title};

fn e_json(title: &str, more: &str) -> String {
    format!(r#"{{"title": "{title}", "type": "auths.CardType"{more}}}"#)
}

fn ids(ids: &[AppId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The apps and files, each as `app file`.
fn places<'a>(origins: impl IntoIterator<Item = &'a Origin>) -> Vec<String> {
    origins.into_iter().map(|origin| format!("{} {}", origin.app, origin.file)).collect()
}

#[test]
fn parents_come_nearest_first_and_the_base_last() {
    let apps = loaded(&[
        app("a.top", r#", "extends": [{"appId": "a.left"}, {"appId": "a.right"}]"#),
        child("a.left", "a.root"),
        child("a.right", "a.root"),
        app("a.root", r#", "extends": [{"appId": "base.App", "version": "2.0.0"}]"#),
    ]);
    assert_eq!(ids(get(&apps, "a.top").parents()), "a.left a.right a.root base.App");
    assert_eq!(ids(get(&apps, "a.root").parents()), "base.App");
    assert_eq!(get(&apps, "a.root").extends()[0].version.as_deref(), Some("2.0.0"));
    assert_eq!(ids(get(&apps, "base.App").parents()), "");
    assert_eq!(apps.base().to_string(), "base.App");
    assert_eq!(apps.iter().count(), 5);
}

#[test]
fn apps_that_do_not_fit_together_are_problems() {
    let cases = [
        (
            vec![child("a.one", "a.two"), app("a.tow", "")],
            vec!["a.one/app.json: extends[0].appId: there is no app `a.two`; did you mean `a.tow`?"],
        ),
        (
            vec![app("a.one", r#", "extends": [{"appId": "base.App", "version": "1.0.0"}]"#)],
            vec!["a.one/app.json: extends[0].version: wants version 1.0.0 of base.App, which is 2.0.0 (base/app.json)"],
        ),
        (
            vec![child("a.one", "a.two"), child("a.two", "a.one"), child("a.three", "a.one")],
            vec![
                "a.one/app.json: extends: extends itself: a.one → a.two → a.one",
                "a.two/app.json: extends: extends itself: a.two → a.one → a.two",
            ],
        ),
        (vec![child("a.one", "a.one")], vec!["a.one/app.json: extends: extends itself: a.one → a.one"]),
        (
            vec![app("a.one", ""), app("a.one", r#", "title": "again""#)],
            vec!["a.one/app.json: appId: a.one is already the id of a.one/app.json"],
        ),
    ];
    for (apps, expected) in cases {
        assert_eq!(problems(&apps), expected);
    }
}

#[test]
fn an_element_overrides_its_namesakes_over_any_number_of_levels() {
    let apps = loaded(&[
        app("a.one", "").with("auths/X/e.json", e_json("one", "")),
        child("a.two", "a.one").with("auths/X/backend/e.json", e_json("two", "")),
        child("a.three", "a.two"),
        child("a.four", "a.three").with("auths/X/e.json", e_json("four", "")),
        app("a.other", ""),
    ]);
    for (id, expected) in [("a.one", "one"), ("a.two", "two"), ("a.three", "two"), ("a.four", "four")] {
        assert_eq!(title(&apps, id, "auths.X"), expected, "{id}");
    }
    assert!(get(&apps, "a.other").get_element("auths.X").is_err());
    let inherited = get(&apps, "a.three").get_element("auths.X").unwrap();
    assert_eq!(places([inherited.origin()]), ["a.two a.two/auths/X/backend/e.json"]);
    assert_eq!(places(inherited.overrides()), ["a.one a.one/auths/X/e.json"]);
    let last = get(&apps, "a.four").get_element("auths.X").unwrap();
    assert_eq!(places([last.origin()]), ["a.four a.four/auths/X/e.json"]);
    assert_eq!(places(last.overrides()), ["a.two a.two/auths/X/backend/e.json", "a.one a.one/auths/X/e.json"]);
}

#[test]
fn of_two_parents_the_first_one_named_wins() {
    let apps = loaded(&[
        app("a.top", r#", "extends": [{"appId": "a.right"}, {"appId": "a.left"}]"#),
        app("a.left", "").with("X/e.json", e_json("left", "")),
        app("a.right", "").with("X/e.json", e_json("right", "")),
    ]);
    assert_eq!(title(&apps, "a.top", "X"), "right");
}

#[test]
fn an_overriding_type_changes_what_it_says_and_keeps_the_rest() {
    let shop = app("a.shop", "")
        .with("auths/CardType/e.json", r#"{"title": "Our cards", "type": "auths.Meta", "default": 1}"#)
        .with("auths/X/e.json", INSTANCE);
    let apps = loaded(&[shop]);
    let shop = get(&apps, "a.shop");
    let cards = shop.get_element("auths.CardType").unwrap().definition();
    assert_eq!(
        (cards.title.as_str(), cards.icon.as_deref(), &cards.extra["default"]),
        ("Our cards", Some("card"), &1.into())
    );
    assert!(shop.get_element("auths.X").unwrap().function("getLoginConfig").is_some());
    assert_eq!(title(&apps, "base.App", "auths.CardType"), "Cards");
}

#[test]
fn an_override_is_laid_over_function_by_function_and_need_not_repeat_title_and_type() {
    let e_json = r#"{"functionList": [{"name": "bind", "title": "Tie"}, {"name": "more"}]}"#;
    let apps = loaded(&[app("a.shop", "").with("auths/CardType/e.json", e_json).with("auths/X/e.json", INSTANCE)]);
    let x = get(&apps, "a.shop").get_element("auths.X").unwrap();
    let functions: Vec<_> = x.functions().map(|it| (it.name.as_str(), it.title.as_str())).collect();
    assert_eq!(functions, [("getLoginConfig", ""), ("bind", "Tie"), ("more", "")]);
    assert!(x.function("bind").unwrap().admin_required, "a key that is not said is as it was");
    assert!(x.function("getLoginConfig").unwrap().read_only);
    let cards = get(&apps, "a.shop").get_element("auths.CardType").unwrap();
    assert_eq!(cards.type_chain(), ["auths.Meta"]);
    assert_eq!((cards.definition().title.as_str(), cards.own_definition().title.as_str()), ("Cards", ""));
}

#[test]
fn an_element_that_overrides_none_must_have_title_and_type() {
    let found = problems(&[
        app("a.shop", "").with("auths/CardTyp/e.json", "{}").with("auths/X/e.json", r#"{"functionLst": []}"#),
        child("a.heir", "a.shop"),
    ]);
    assert_eq!(
        found,
        [
            "a.shop/auths/CardTyp/e.json: title: is missing",
            "a.shop/auths/CardTyp/e.json: type: is missing",
            "a.shop/auths/X/e.json: functionLst: unknown field `functionLst`; did you mean `functionList`?",
            "a.shop/auths/X/e.json: title: is missing",
            "a.shop/auths/X/e.json: type: is missing",
        ]
    );
}

#[test]
fn a_function_is_taken_away_by_an_override_a_derived_type_or_an_instance() {
    let without = |head: &str| format!(r#"{{{head} "functionList": [{{"name": "bind", "removed": true}}]}}"#);
    let instance = without(r#""title": "X", "type": "auths.CardType","#);
    let derived = without(r#""title": "D", "type": "auths.CardType", "extendType": "self","#);
    let of_derived = r#"{"title": "X", "type": "auths.Derived"}"#;
    let shops = [
        app("a.override", "").with("auths/CardType/e.json", without("")).with("auths/X/e.json", INSTANCE),
        app("a.derived", "").with("auths/Derived/e.json", derived).with("auths/X/e.json", of_derived),
        app("a.instance", "").with("auths/X/e.json", instance),
        child("a.heir", "a.override"),
    ];
    let apps = loaded(&shops);
    for id in ["a.override", "a.derived", "a.instance", "a.heir"] {
        let x = get(&apps, id).get_element("auths.X").unwrap();
        assert_eq!(x.functions().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["getLoginConfig"], "{id}");
        assert!(x.function("bind").is_none() && x.get_function("bind").is_err(), "{id}");
    }
}

#[test]
fn a_function_that_was_taken_away_comes_back_only_on_purpose_and_for_administrators_as_before() {
    let bind = |more: &str| format!(r#"{{"functionList": [{{"name": "bind", "loginRequired": false{more}}}]}}"#);
    let apps = loaded(&[
        app("a.one", "").with("auths/CardType/e.json", bind(r#", "removed": true"#)).with("auths/X/e.json", INSTANCE),
        child("a.two", "a.one").with("auths/CardType/e.json", bind("")),
        child("a.three", "a.one").with("auths/CardType/e.json", bind(r#", "removed": false, "adminRequired": false"#)),
    ]);
    let bind = |id| get(&apps, id).get_element("auths.X").unwrap().function("bind");
    assert!(bind("a.one").is_none() && bind("a.two").is_none());
    assert!(bind("a.three").unwrap().admin_required);
}

#[test]
fn a_private_element_is_seen_by_its_own_app_alone() {
    let apps = loaded(&[
        app("a.one", "").with("X/e.json", e_json("hidden", r#", "accessModifier": "private""#)),
        child("a.two", "a.one"),
        child("a.three", "a.one").with("X/e.json", e_json("another", "")),
    ]);
    assert_eq!(title(&apps, "a.one", "X"), "hidden");
    assert!(get(&apps, "a.two").get_element("X").is_err());
    let another = get(&apps, "a.three").get_element("X").unwrap();
    assert_eq!((another.definition().title.as_str(), another.overrides()), ("another", [].as_slice()));
    for (id, hidden) in
        [("a.one", [].as_slice()), ("a.two", &["X a.one a.one/X/e.json"]), ("a.three", &["X a.one a.one/X/e.json"])]
    {
        let told = get(&apps, id).hidden().iter();
        let told: Vec<String> = told.map(|it| format!("{} {}", it.full_name, places([&it.origin])[0])).collect();
        assert_eq!(told, hidden, "{id}");
    }
}

#[test]
fn an_inherited_instance_keeps_the_private_type_it_has() {
    let private =
        r#"{"title": "", "type": "auths.CardType", "accessModifier": "private", "functionList": [{"name": "own"}]}"#;
    let apps = loaded(&[
        app("a.one", "").with("P/e.json", private).with("X/e.json", r#"{"title": "", "type": "P"}"#),
        child("a.two", "a.one").with("P/e.json", r#"{"title": "", "type": ""}"#),
    ]);
    let x = get(&apps, "a.two").get_element("X").unwrap();
    assert_eq!(x.type_chain(), ["P", "auths.CardType", "auths.Meta"]);
    assert!(x.function("own").is_some() && x.function("bind").is_some());
    assert_eq!(x.type_private_to().map(ToString::to_string).as_deref(), Some("a.one"));
    assert_eq!(get(&apps, "a.one").get_element("X").unwrap().type_private_to(), None);
    assert!(get(&apps, "a.two").get_element("P").unwrap().type_chain().is_empty());
}

#[test]
fn a_namesake_of_a_parents_private_type_is_no_circle() {
    let private = r#"{"title": "", "type": "auths.Meta", "accessModifier": "private"}"#;
    let apps = loaded(&[
        app("a.one", "")
            .with("P/e.json", private)
            .with("T/e.json", r#"{"title": "", "type": "P", "extendType": "self"}"#),
        child("a.two", "a.one").with("P/e.json", r#"{"title": "", "type": "T"}"#),
    ]);
    assert_eq!(get(&apps, "a.two").get_element("P").unwrap().type_chain(), ["T", "P", "auths.Meta"]);
}

#[test]
fn a_type_that_is_private_to_a_parent_cannot_be_used() {
    let private = r#"{"title": "", "type": "auths.Meta", "accessModifier": "private"}"#;
    let found = problems(&[
        app("a.one", "").with("P/e.json", private),
        child("a.two", "a.one").with("X/e.json", r#"{"title": "", "type": "P"}"#),
    ]);
    assert_eq!(found, ["a.two/X/e.json: type: P is private to app a.one"]);
}

#[test]
fn a_protected_element_is_inherited_but_cannot_be_overridden() {
    for spelling in ["protected", "protect"] {
        let one = app("a.one", "").with("X/e.json", e_json("kept", &format!(r#", "accessModifier": "{spelling}""#)));
        let apps = loaded(&[one.clone(), child("a.two", "a.one"), child("a.three", "a.two")]);
        let inherited = get(&apps, "a.three").get_element("X").unwrap();
        assert_eq!(inherited.definition().access_modifier, AccessModifier::Protected);
        let three = child("a.three", "a.two").with("X/e.json", INSTANCE);
        let found = problems(&[one, child("a.two", "a.one"), three, child("a.four", "a.three")]);
        assert_eq!(found, ["a.three/X/e.json: cannot override X, which is protected in app a.one (a.one/X/e.json)"]);
    }
}

#[test]
fn no_e_json_takes_an_administrators_right_away() {
    let bare = r#", "functionList": [{"name": "bind", "title": "mine", "loginRequired": 0}]"#;
    let official = r#"{"title": "Cards", "type": "auths.Meta", "functionList": [{"name": "bind", "title": "theirs"}]}"#;
    let apps = loaded(&[
        app("a.instance", "").with("auths/Mine/e.json", e_json("Mine", bare)),
        app("a.override", "").with("auths/CardType/e.json", official).with("auths/Mine/e.json", INSTANCE),
    ]);
    for (id, title) in [("a.instance", "mine"), ("a.override", "theirs")] {
        let element = get(&apps, id).get_element("auths.Mine").unwrap();
        let function = element.function("bind").unwrap();
        assert_eq!((function.title.as_str(), function.admin_required), (title, true), "{id}");
    }
}
