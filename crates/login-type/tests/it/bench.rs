//! The view that a test has of a login type on the bench.

use std::time::Duration;

use login_type::{AUTH_SVC, ErrorKind, testing::Bench};
use serde_json::{Value, json};

use crate::doorbell::{DoorbellType, Forgetful, TYPE};

fn bench() -> Bench {
    Bench::open(DoorbellType, &[("auths.Front", json!({ "house": "home" }))]).unwrap()
}

async fn ring(bench: &Bench, name: &str) -> Value {
    bench.call("auths.Front", "ring", json!({ "name": name })).await.unwrap()
}

async fn inside(bench: &Bench) -> Vec<String> {
    bench.host().accounts.subjects(TYPE, "bell", "home").await.unwrap()
}

#[tokio::test]
async fn a_callback_is_worked_on_once_and_a_repeat_is_known() {
    let bench = bench();
    ring(&bench, "Ann").await;
    ring(&bench, "Ben").await;
    bench.clock.advance(Duration::from_secs(1));
    for _ in 0..2 {
        assert_eq!(bench.post("auths.Front", "notify", json!({}), "Ann").await.unwrap(), "success");
    }
    assert_eq!((bench.records().len(), inside(&bench).await.len()), (1, 2), "committed, not yet worked on");
    assert_eq!(bench.work().await.len(), 1);
    assert_eq!(inside(&bench).await, ["Ben"]);
    assert!(bench.work().await.is_empty());
    ring(&bench, "Ann").await;
    assert_eq!(inside(&bench).await, ["Ben", "Ann"], "who comes back later stays");
}

#[tokio::test]
async fn a_subject_is_the_same_user_until_it_is_unbound() {
    let bench = bench();
    let first = ring(&bench, "Ann").await["userId"].clone();
    assert_eq!(ring(&bench, "Ann").await["userId"], first);
    assert_ne!(ring(&bench, "Ben").await["userId"], first);
    bench.call("auths.Front", "unbind", json!({ "userId": first })).await.unwrap();
    assert_eq!(inside(&bench).await, ["Ben"]);
    let users = [ring(&bench, "Ann").await["userId"].clone(), ring(&bench, "Ben").await["userId"].clone()];
    assert!(users[0] != first && users[0] != users[1], "{users:?}");
    let again = bench.call("auths.Front", "unbind", json!({ "userId": first })).await.unwrap_err();
    assert_eq!(again.kind(), ErrorKind::BindingConflict);
}

#[tokio::test]
async fn a_call_is_refused_as_the_server_refuses_it() {
    let bench = bench();
    let cases = [
        ("auths.Frnt", "ring", json!({ "name": "Ann" }), ErrorKind::UnknownElement),
        ("auths.Front", "rung", json!({ "name": "Ann" }), ErrorKind::UnknownFunction),
        ("auths.Front", "ring", json!({}), ErrorKind::MissingArgument),
        ("auths.Front", "ring", json!({ "name": 1 }), ErrorKind::WrongType),
        ("auths.Front", "ring", json!({ "name": "Ann", "more": 1 }), ErrorKind::UndeclaredArgument),
    ];
    for (element, function, args, kind) in cases {
        assert_eq!(bench.call(element, function, args).await.unwrap_err().kind(), kind, "{element} {function}");
    }
}

#[test]
fn a_configuration_that_cannot_be_read_is_named_by_file_and_field() {
    let wrong = Bench::open(DoorbellType, &[("auths.Front", json!({ "hose": "home" }))]);
    let complaint = wrong.err().unwrap();
    assert!(complaint.contains("auths/Front/Front.json") && complaint.contains("hose"), "{complaint}");
}

#[test]
fn a_declared_function_that_the_code_does_not_know_is_refused_by_name() {
    let refused = Bench::open(Forgetful, &[("auths.Front", json!({ "house": "home" }))]);
    let complaint = refused.err().unwrap();
    assert!(complaint.contains("auths.Front declares the function knock"), "{complaint}");
    assert!(!complaint.contains("ring") && !complaint.contains("notify"), "those have an arm: {complaint}");
}

#[tokio::test]
async fn each_caller_has_the_rights_of_the_server_and_no_more() {
    let bench = bench();
    let user = ring(&bench, "Ann").await["userId"].clone();
    let unbind = json!({ "userId": user });
    let kind = |refused: Result<Value, login_type::CallError>| refused.unwrap_err().kind();
    assert_eq!(kind(bench.nobody().call("auths.Front", "unbind", unbind.clone()).await), ErrorKind::LoginRequired);
    assert_eq!(kind(bench.user("Ann").call("auths.Front", "unbind", unbind.clone()).await), ErrorKind::AdminRequired);
    let open = bench.nobody().call("auths.Front", "ring", json!({ "name": "Ben" })).await;
    assert_eq!(open.unwrap()["userInfo"]["corpUserId"], "Ben");
    bench.administrator().call("auths.Front", "unbind", unbind).await.unwrap();
}

#[tokio::test]
async fn what_only_reads_is_called_with_get_and_properties_are_read() {
    let bench = bench();
    assert_eq!(bench.get("auths.Front", "notify", json!({})).await.unwrap(), "success");
    let refused = bench.get("auths.Front", "ring", json!({ "name": "Ann" })).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::UnknownFunction);
    assert_eq!(bench.properties("auths.Front"), Some(json!({ "house": "home" })));
    assert_eq!(bench.properties("auths.Back"), None);
}

#[tokio::test]
async fn a_login_is_followed_to_its_end_by_auth_svc() {
    let bench = bench();
    let login = ring(&bench, "Ann").await;
    let who = bench.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.unwrap();
    assert_eq!((&who["userId"], &who["corpUserId"]), (&login["userId"], &json!("Ann")));

    let refresh = json!({ "refreshToken": login["refreshToken"] });
    let second = bench.call(AUTH_SVC, "refreshToken", refresh.clone()).await.unwrap();
    assert_ne!(second["token"], login["token"]);
    let spent = bench.call(AUTH_SVC, "refreshToken", refresh).await.unwrap_err();
    assert_eq!(spent.kind(), ErrorKind::RefreshTokenInvalid);
    bench.member(&second).call(AUTH_SVC, "logout", json!({})).await.unwrap();
    let over = bench.member(&second).call(AUTH_SVC, "getCurrUser", json!({})).await.unwrap_err();
    assert_eq!(over.kind(), ErrorKind::LoginRequired);

    let code = bench.call("auths.Front", "code", json!({ "name": "Ben" })).await.unwrap();
    let args = json!({ "loginCode": code["loginCode"], "corpId": "home" });
    let by_code = bench.call(AUTH_SVC, "loginByCode", args.clone()).await.unwrap();
    assert_eq!(by_code["userId"], code["userId"]);
    let used = bench.call(AUTH_SVC, "loginByCode", args).await.unwrap_err();
    assert_eq!(used.kind(), ErrorKind::LoginCodeInvalid);
}

#[tokio::test]
async fn a_revocation_is_seen_and_ends_the_login() {
    let bench = bench();
    let login = ring(&bench, "Ann").await;
    bench.post("auths.Front", "notify", json!({}), "Ann").await.unwrap();
    bench.work().await;
    let [revocation] = &bench.revocations()[..] else { panic!("{:?}", bench.revocations()) };
    assert_eq!((revocation.login_type, revocation.subject.as_deref()), (TYPE, Some("Ann")));
    let over = bench.call(AUTH_SVC, "refreshToken", json!({ "refreshToken": login["refreshToken"] })).await;
    assert_eq!(over.unwrap_err().kind(), ErrorKind::RefreshTokenInvalid);
}
