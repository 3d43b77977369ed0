//! Full names, paths, app ids and selectors.

use element_model::{AppId, FullName, NameError, Selector};
use proptest::prelude::*;

#[test]
fn frontend_and_backend_folders_do_not_count() {
    let cases = [
        ("auths/loginTypes/X", "auths.loginTypes.X"),
        ("auths/X/backend", "auths.X"),
        ("auths/frontend/X", "auths.X"),
        ("backend/X", "X"),
    ];
    for (path, name) in cases {
        assert_eq!(FullName::from_path(path).unwrap(), name, "{path}");
    }
    assert_eq!(FullName::from_path("backend"), Err(NameError::Empty));
}

#[test]
fn what_is_no_full_name_is_refused() {
    for name in ["", ".", "a.", ".a", "a..b", "a-b", "a/b", "1a", "a.1b", "名", "a b", "a.backend.b", "frontend"] {
        assert!(name.parse::<FullName>().is_err(), "{name}");
    }
}

#[test]
fn the_error_of_a_name_is_short_and_on_one_line() {
    let error = format!("a\n{}", "x".repeat(10_000)).parse::<FullName>().unwrap_err().to_string();
    assert!(error.len() < 500 && !error.contains('\n'), "{error}");
}

#[test]
fn a_full_name_knows_its_last_part_and_its_parent() {
    let name: FullName = "auths.loginTypes.X".parse().unwrap();
    assert_eq!((name.name(), name.parent().unwrap().as_str()), ("X", "auths.loginTypes"));
    assert_eq!("X".parse::<FullName>().unwrap().parent(), None);
}

#[test]
fn names_in_json_are_checked_strings() {
    assert_eq!(serde_json::to_string(&"a.B".parse::<FullName>().unwrap()).unwrap(), r#""a.B""#);
    assert_eq!(serde_json::from_str::<AppId>(r#""acme.my-app""#).unwrap().app(), "my-app");
    assert!(serde_json::from_str::<FullName>(r#""a-B""#).is_err());
}

#[test]
fn an_app_id_has_two_parts() {
    let id: AppId = "acme.shop_1".parse().unwrap();
    assert_eq!((id.org(), id.app(), id.to_string().as_str()), ("acme", "shop_1", "acme.shop_1"));
    assert_eq!(AppId::new("acme", "shop_1").unwrap(), id);
    for wrong in ["", "acme", "acme.", ".shop", "a.b.c", "a/b.c", "a b.c", "ä.b"] {
        assert!(wrong.parse::<AppId>().is_err(), "{wrong}");
    }
}

#[test]
fn a_selector_is_read_and_shown() {
    let selector: Selector = " auths.X , .auths.CardType".parse().unwrap();
    assert_eq!(selector.to_string(), "auths.X,.auths.CardType");
    for wrong in ["", ",", "a,,b", "..a", ". a", "a-b", "#title=x"] {
        assert!(wrong.parse::<Selector>().is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn a_full_name_survives_the_way_over_its_path(name in "[A-Za-z_][A-Za-z0-9_]{0,8}(\\.[A-Za-z_][A-Za-z0-9_]{0,8}){0,5}") {
        prop_assume!(!name.split('.').any(|part| part == "frontend" || part == "backend"));
        let name: FullName = name.parse().unwrap();
        prop_assert_eq!(FullName::from_path(&name.to_path()).unwrap(), name.clone());
        prop_assert_eq!(name.to_string().parse::<FullName>().unwrap(), name);
    }

    #[test]
    fn any_path_is_a_valid_name_or_an_error(path in "\\PC{0,40}") {
        if let Ok(name) = FullName::from_path(&path) {
            prop_assert_eq!(name.as_str().parse::<FullName>().unwrap(), name);
        }
    }
}
