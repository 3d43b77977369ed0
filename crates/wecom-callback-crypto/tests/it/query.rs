//! The query of a callback, whichever way it is read.

use wecom_callback_crypto::{Error, Query};

use super::{SUITE_ID, crypto, seal};

#[test]
fn an_echo_is_opened_from_the_query_alone() {
    let sealed = seal("1616140317555161061", SUITE_ID);
    let opened = crypto().open_echo(&sealed.echo_query()).unwrap();
    assert_eq!(opened.expect_receive_id([SUITE_ID]).unwrap(), "1616140317555161061");
    assert_eq!(crypto().open_echo(&sealed.query()).unwrap_err(), Error::Missing { name: "echostr" });
    let forged = Query { echostr: Some("QUFB"), ..sealed.query() };
    assert_eq!(crypto().open_echo(&forged).unwrap_err(), Error::Signature);
}

#[cfg(feature = "serde")]
#[test]
fn a_query_is_read_with_and_without_an_echo_and_not_without_a_signature() {
    let read = |query| serde_json::from_value::<Query>(query);
    let sealed = seal("hello", SUITE_ID);
    let Query { msg_signature, timestamp, nonce, .. } = sealed.query();
    let post =
        serde_json::json!({ "msg_signature": msg_signature, "timestamp": timestamp, "nonce": nonce, "own": "1" });
    assert_eq!(crypto().open(&read(post.clone()).unwrap(), &sealed.encrypt).unwrap().message_unchecked(), "hello");
    let mut get = post.clone();
    get["echostr"] = sealed.encrypt.as_str().into();
    assert_eq!(crypto().open_echo(&read(get).unwrap()).unwrap().message_unchecked(), "hello");
    for name in ["msg_signature", "timestamp", "nonce"] {
        let mut without = post.clone();
        without.as_object_mut().unwrap().remove(name);
        assert!(read(without).unwrap_err().to_string().contains(name));
    }
}
