//! JSON that is read and written.

use wecom_callback_crypto::{
    Error, Message, Query,
    json::{self, Envelope},
};

use super::{RANDOM, SUITE_ID, crypto, seal};

fn envelope() -> Envelope {
    Envelope::new("QUFB").with_to_user_name("ww1").with_agent_id("1000002")
}

#[test]
fn an_envelope_is_read_in_any_order_and_either_way_of_writing() {
    let documents = [
        r#"{"tousername":"ww1","encrypt":"QUFB","agentid":"1000002"}"#,
        "\u{feff} {\n\"agentid\": 1000002, \"other\": [{}], \"encrypt\": \" QUFB\\n\", \"tousername\": \"ww1\"}\n",
        r#"{"Encrypt":"QUFB","ToUserName":"ww1","AgentID":"1000002"}"#,
    ];
    for document in documents {
        assert_eq!(json::parse_envelope(document).unwrap(), envelope(), "{document}");
    }
    let least = json::parse_envelope(br#"{"encrypt":"QUFB","agentid":null}"#).unwrap();
    assert_eq!(least, Envelope::new("QUFB"));
}

#[test]
fn what_is_not_an_envelope_is_refused() {
    let documents = [
        "",
        "null",
        "[]",
        "{",
        r#"{"encrypt":1}"#,
        r#"{"encrypt":"QUFB","encrypt":"QUFB"}"#,
        r#"{"encrypt":"QUFB","Encrypt":"QUFB"}"#,
        r#"{"encrypt":"QUFB"} {}"#,
        r#"{"encrypt":"QUFB","agentid":{}}"#,
    ];
    for document in documents {
        let error = json::parse_envelope(document).unwrap_err();
        assert!(matches!(error, Error::Json { .. }), "{document}: {error:?}");
        assert_eq!(error.code(), -40002);
    }
    assert_eq!(json::parse_envelope("{}"), Err(Error::Missing { name: "Encrypt" }));
    assert_eq!(json::parse_envelope(b"{\"encrypt\":\"\xff\"}"), Err(Error::NotUtf8));
    assert_eq!(json::parse_envelope_within("{}", 1), Err(Error::TooLong { bytes: 2, limit_bytes: 1 }));
    assert_eq!(json::parse_envelope("[".repeat(60_000)).unwrap_err().code(), -40002);
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(json::parse_envelope(json::write_envelope(&envelope())).unwrap(), envelope());
    let sealed = seal("hello", SUITE_ID);
    let reply: serde_json::Value = serde_json::from_str(&json::write_reply(&sealed)).unwrap();
    let expected = serde_json::json!({
        "encrypt": sealed.encrypt,
        "msgsignature": sealed.msg_signature,
        "timestamp": 1_700_000_000,
        "nonce": "1372623149",
    });
    assert_eq!(reply, expected);
}

#[test]
fn a_timestamp_that_a_number_would_change_stays_the_text_that_was_signed() {
    for (timestamp, written) in [
        ("1700000000", "1700000000"),
        ("0", "0"),
        ("0170", r#""0170""#),
        ("+1", r#""+1""#),
        ("-1", r#""-1""#),
        ("1.5", r#""1.5""#),
        ("99999999999999999999", r#""99999999999999999999""#),
        ("", r#""""#),
    ] {
        let query = Query { timestamp, nonce: "1", ..Query::default() };
        let message = Message { text: "hello", receive_id: "" };
        let sealed = crypto().seal_with_random_bytes(&query, message, RANDOM).unwrap();
        let reply = json::write_reply(&sealed);
        assert!(reply.contains(&format!(r#""timestamp":{written}}}"#)), "{timestamp:?}: {reply}");
    }
}
