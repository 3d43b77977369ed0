//! Who comes in, and who does not.

use login_type::{AUTH_SVC, ErrorKind, FormRequest, Membership, Subject};
use password_login::{HashError, TYPE, hash};
use serde_json::json;

use crate::world::{LOCAL, PASSWORD, a_database, bench, log_in, open, users};

#[tokio::test]
async fn a_name_with_its_password_logs_in_by_function_by_code_and_by_form() {
    let place = a_database().await;
    let bench = bench(&place);
    let login = log_in(&bench, "ann", PASSWORD).await.unwrap();
    assert_eq!((&login["userInfo"]["name"], &login["userInfo"]["corpId"]), (&json!("Ann 安"), &json!("local")));
    let args = json!({ "name": " ann ", "password": PASSWORD });
    let code = bench.call(LOCAL, "getLoginCode", args).await.unwrap();
    let by_code = json!({ "loginCode": code["loginCode"], "corpId": "local" });
    assert_eq!(bench.call(AUTH_SVC, "loginByCode", by_code).await.unwrap()["userId"], login["userId"]);

    let instance = bench.instance(LOCAL).unwrap();
    let names: Vec<_> = instance.login_form().unwrap().fields.iter().map(|field| field.name).collect();
    assert_eq!(names, ["name", "password"]);
    let filled_in = FormRequest::new().with("name", "ben").with("password", PASSWORD);
    let by_form = instance.login_by_form(&filled_in, bench.host()).await.unwrap();
    assert_eq!(by_form.user_info.name.as_deref(), Some("ben"));
    assert!(bench.properties(LOCAL).unwrap()["users"] == "******");
}

#[tokio::test]
async fn a_wrong_password_and_a_name_that_nobody_has_are_refused_with_one_answer() {
    let place = a_database().await;
    let bench = bench(&place);
    let mut answers = Vec::new();
    for (name, password) in [("ann", "correct horsf"), ("ann", ""), ("Ann", PASSWORD), ("nobody", PASSWORD)] {
        let refused = log_in(&bench, name, password).await.unwrap_err();
        answers.push((refused.kind(), refused.to_string()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0].0, ErrorKind::LoginCodeInvalid);
    assert!(bench.grants().is_empty());
}

#[tokio::test]
async fn a_switched_off_instance_lets_nobody_in_and_shows_no_form() {
    let place = a_database().await;
    let bench = open(&place, json!({ "users": users(), "isActive": false })).unwrap();
    assert_eq!(log_in(&bench, "ann", PASSWORD).await.unwrap_err().kind(), ErrorKind::InstanceInactive);
    assert!(bench.instance(LOCAL).unwrap().login_form().is_none());
}

#[tokio::test]
async fn the_company_of_the_users_is_told() {
    let place = a_database().await;
    let companies = bench(&place).login_types().companies(None).await.unwrap();
    let told: Vec<_> = companies.iter().map(|(of, company)| (*of, &*company.corp_id)).collect();
    assert_eq!(told, [(TYPE, "local")]);
}

#[tokio::test]
async fn a_user_who_was_taken_out_of_the_configuration_is_out_at_the_next_recheck() {
    let place = a_database().await;
    let bench = bench(&place);
    let of = |id: &str| Subject { login_type: TYPE, corp_id: "local".to_owned(), id: id.to_owned() };
    let instance = bench.instance(LOCAL).unwrap();
    assert!(matches!(instance.recheck(&of("ann"), bench.host()).await, Ok(Membership::Current(_))));
    assert!(matches!(instance.recheck(&of("zoe"), bench.host()).await, Ok(Membership::Ended(_))));
}

#[tokio::test]
async fn what_is_wrong_with_the_users_is_told_by_field_and_line_without_a_hash() {
    let place = a_database().await;
    let cases = [
        (json!({ "users": "ann:$argon2id$s3cret" }), "Local.json: users: line 1"),
        (json!({ "users": format!("{}\nann", users()) }), "users: line 3"),
        (json!({ "users": users(), "corpId": " " }), "corpId: is empty"),
        (json!({}), "users"),
        (json!({ "users": users(), "usres": "" }), "usres"),
    ];
    for (config, told) in cases {
        let complaint = open(&place, config).err().unwrap();
        assert!(complaint.contains(told) && !complaint.contains("s3cret"), "{complaint}");
    }
}

#[test]
fn a_hash_has_a_salt_of_its_own_and_a_short_password_gets_none() {
    let entropy = login_type::testing::SeededEntropy::new(2);
    let (one, other) = (hash(PASSWORD, &entropy).unwrap(), hash(PASSWORD, &entropy).unwrap());
    assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && one != other, "{one}");
    assert!(matches!(hash("1234567", &entropy), Err(HashError::TooShort)));
}
