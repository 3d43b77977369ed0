//! `get_element`, `function` and `find_elements`.

use element_model::{Apps, ElementError};

use crate::kit::{INSTANCE, app, get, loaded};

fn shop() -> Apps {
    loaded(&[app("a.shop", "")
        .with("auths/A/e.json", INSTANCE)
        .with("auths/logins/QywxProxyTemp/e.json", INSTANCE)
        .with("auths/Derived/e.json", r#"{"title": "", "type": "auths.CardType", "extendType": "self"}"#)
        .with("Z/e.json", r#"{"title": "", "type": "auths.Derived"}"#)])
}

#[test]
fn a_missing_element_is_an_error_that_names_near_misses() {
    let apps = shop();
    let cases = [
        ("auths.logins.QywxProxyTmp", "; did you mean `auths.logins.QywxProxyTemp`?"),
        ("auths.QywxProxyTemp", "; did you mean `auths.logins.QywxProxyTemp`?"),
        ("auths.cardtype", "; did you mean `auths.CardType`?"),
        ("something.else", ""),
        ("", ""),
    ];
    for (name, near) in cases {
        let error = get(&apps, "a.shop").get_element(name).unwrap_err();
        assert_eq!(error.to_string(), format!("app a.shop has no element `{name}`{near}"));
    }
}

#[test]
fn a_name_that_is_no_name_is_not_found_and_not_shown_in_full() {
    let apps = shop();
    let error = get(&apps, "a.shop").get_element(&"\u{1b}[2J".repeat(5_000)).unwrap_err().to_string();
    assert!(error.len() < 1_000 && !error.contains('\u{1b}'), "{error}");
}

#[test]
fn a_missing_function_is_an_error_that_names_near_misses() {
    let apps = shop();
    let error = get(&apps, "a.shop").get_element("auths.A").unwrap().get_function("getLoginConfg").unwrap_err();
    assert!(matches!(&error, ElementError::UnknownFunction { near, .. } if *near == ["getLoginConfig"]));
    assert_eq!(error.to_string(), "element auths.A has no function `getLoginConfg`; did you mean `getLoginConfig`?");
}

#[test]
fn elements_are_found_by_name_by_type_and_as_a_union() {
    let apps = shop();
    let cases: &[(&str, &[&str])] = &[
        ("auths.A", &["auths.A"]),
        ("auths.B", &[]),
        (".auths.CardType", &["Z", "auths.A", "auths.logins.QywxProxyTemp"]),
        (".auths.Derived", &["Z"]),
        (".auths.Meta", &["Z", "auths.A", "auths.logins.QywxProxyTemp"]),
        (".auths.A", &[]),
        (".auths.Derived,auths.CardType,Z", &["Z", "auths.CardType"]),
    ];
    for (selector, expected) in cases {
        let found = get(&apps, "a.shop").find_elements(&selector.parse().unwrap());
        assert_eq!(
            found.iter().map(|element| element.full_name().as_str()).collect::<Vec<_>>(),
            *expected,
            "{selector}"
        );
    }
}
