//! XML that is read, XML that is refused, and that written XML can be read.

use proptest::prelude::*;
use wecom_callback_crypto::{
    Error,
    xml::{self, Envelope},
};

use super::{SUITE_ID, seal};

fn envelope() -> Envelope {
    Envelope::new("QUFB+/==").with_to_user_name(SUITE_ID).with_agent_id("1000002")
}

#[test]
fn an_envelope_is_read_in_any_order_and_with_any_blanks() {
    let documents = [
        "<xml><ToUserName><![CDATA[dk0template0000000001]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID>\
         <Encrypt><![CDATA[QUFB+/==]]></Encrypt></xml>",
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xml>\r\n\t<Encrypt>\n <![CDATA[ QUFB+/== ]]>\n</Encrypt>\n\
         <!-- a comment --> <AgentID>1000002</AgentID>\n <ToUserName> dk0template0000000001 </ToUserName>\n</xml>\n\n",
        "<xml a='1'><AgentID>100<![CDATA[00]]>02</AgentID><Extra><More>1</More><More>2</More></Extra>\
         <ToUserName x=\"&lt;\">dk0template00000&#48;&#x30;001</ToUserName><Encrypt>QUFB+<!-- -->/==</Encrypt></xml >",
    ];
    for document in documents {
        assert_eq!(xml::parse_envelope(document).unwrap(), envelope(), "{document}");
    }
}

#[test]
fn an_envelope_without_agent_or_addressee_is_read_and_one_without_content_is_not() {
    let read = xml::parse_envelope(b"<xml><AgentID/><Encrypt>QUFB</Encrypt></xml>").unwrap();
    assert_eq!(read, Envelope::new("QUFB"));
    for document in
        ["<xml/>", "<xml></xml>", "<xml><Encrypt> </Encrypt></xml>", "<xml><Encrypt><A>1</A></Encrypt></xml>"]
    {
        assert_eq!(xml::parse_envelope(document), Err(Error::Missing { name: "Encrypt" }), "{document}");
    }
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let documents = [
        "<xml>",
        "<xml><Encrypt>A</Encrypt>",
        "<xml><Encrypt>A</xml></Encrypt>",
        "<xml><Encrypt>A</encrypt></xml>",
        "<xml></xml></xml>",
        "<xml></xml><xml></xml>",
        "<xml></xml>text",
        "text<xml></xml>",
        "<![CDATA[ ]]><xml></xml>",
        "<xml></xml>&#32;",
        "<xml><Encrypt><![CDATA[A]]</Encrypt></xml>",
        "<xml><Encrypt>a & b</Encrypt></xml>",
        "<xml><Encrypt>&#0;</Encrypt></xml>",
        "<xml><Encrypt>&#xD800;</Encrypt></xml>",
        "<xml><Encrypt>&#99999999999;</Encrypt></xml>",
        "<xml><Encrypt>&nbsp;</Encrypt></xml>",
        "<xml><Encrypt>&other;</Encrypt></xml>",
        "<xml><!-- ",
        "<xml",
    ];
    for document in documents {
        let error = xml::parse_fields(document).unwrap_err();
        assert!(matches!(error, Error::Xml { .. }), "{document}: {error:?}");
        assert_eq!(error.code(), -40002);
    }
}

#[test]
fn only_a_document_with_the_root_xml_is_read() {
    for document in ["", " \n", "<?xml version=\"1.0\"?>", "<html></html>", "<XML></XML>"] {
        assert_eq!(xml::parse_fields(document).unwrap_err(), Error::Missing { name: "xml" }, "{document:?}");
    }
}

#[test]
fn a_document_type_definition_is_refused_whatever_it_holds() {
    let laughs = (1..10).map(|n| format!("<!ENTITY l{n} \"&l{};&l{};\">", n - 1, n - 1)).collect::<Vec<_>>().concat();
    let documents = [
        "<!DOCTYPE xml><xml><Encrypt>A</Encrypt></xml>".to_owned(),
        "<!doctype xml><xml/>".to_owned(),
        "<xml><!DOCTYPE xml></xml>".to_owned(),
        "<!DOCTYPE xml [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><xml><Encrypt>&e;</Encrypt></xml>".to_owned(),
        format!("<!DOCTYPE xml [<!ENTITY l0 \"ha\">{laughs}]><xml><Encrypt>&l9;</Encrypt></xml>"),
    ];
    for document in documents {
        assert_eq!(xml::parse_envelope(&document), Err(Error::Doctype), "{document}");
    }
}

#[test]
fn an_envelope_in_which_a_deciding_element_is_there_twice_is_refused() {
    for name in ["Encrypt", "ToUserName"] {
        for again in [format!("<{name}>A</{name}>"), format!("<{name}/>"), format!("<{name}><B>1</B></{name}>")] {
            let repeated = Err(Error::Repeated { name: name.to_owned() });
            let one = format!("<{name}>A</{name}>");
            for document in [format!("<xml>{one}{again}</xml>"), format!("<xml>{again}{one}</xml>")] {
                assert_eq!(xml::parse_envelope(&document), repeated, "{document}");
            }
        }
    }
    let document = "<xml><AgentID>1</AgentID><X>1</X><X>2</X><AgentID>2</AgentID><Encrypt>A</Encrypt></xml>";
    let read = xml::parse_envelope(document).unwrap();
    assert_eq!((read.agent_id.as_str(), read.encrypt.as_str()), ("1", "A"));
}

#[test]
fn an_element_that_stands_many_times_is_read_and_one_that_decides_is_refused_on_demand() {
    let document = "<xml><Event>smart_sheet_change</Event><RecordId>a</RecordId><RecordId>b</RecordId>\
         <RecordId><Id>c</Id></RecordId><UserID>1</UserID><List><UserID>2</UserID></List></xml>";
    let fields = xml::parse_fields(document).unwrap();
    assert_eq!(fields.all("RecordId").collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(fields.expect_once(&["Event", "UserID", "List"]), Ok(()));
    let repeated = Err(Error::Repeated { name: "RecordId".to_owned() });
    assert_eq!(fields.expect_once(&["Event", "RecordId"]), repeated);
}

#[test]
fn a_document_over_the_limit_is_refused_before_it_is_read() {
    let document = |bytes: usize| format!("<xml><Encrypt>{}</Encrypt></xml>", "A".repeat(bytes - 30));
    assert!(xml::parse_envelope(document(xml::LIMIT_BYTES)).is_ok());
    let refused = xml::parse_envelope(document(xml::LIMIT_BYTES + 1));
    assert_eq!(refused, Err(Error::TooLong { bytes: 1_048_577, limit_bytes: 1_048_576 }));
    assert!(xml::parse_envelope_within(document(xml::LIMIT_BYTES + 1), 1 << 21).is_ok());
    assert_eq!(xml::parse_fields_within("<xml></xml>", 10).unwrap_err(), Error::TooLong { bytes: 11, limit_bytes: 10 });
}

#[test]
fn elements_are_read_to_the_limit_of_their_depth() {
    let document = |depth: usize| format!("<xml>{}{}</xml>", "<a>".repeat(depth - 1), "</a>".repeat(depth - 1));
    assert!(xml::parse_fields(document(xml::LIMIT_DEPTH)).is_ok());
    let refused = xml::parse_fields(document(xml::LIMIT_DEPTH + 1)).unwrap_err();
    assert_eq!(refused, Error::TooDeep { limit: xml::LIMIT_DEPTH });
}

#[test]
fn bytes_that_are_not_utf8_are_refused() {
    assert_eq!(xml::parse_envelope(b"<xml><Encrypt>\xff</Encrypt></xml>"), Err(Error::NotUtf8));
}

#[test]
fn texts_within_lists_are_reached_by_their_path() {
    let document = "<xml><InfoType>auto_activate</InfoType><Empty/>\
         <AccountList>blank<UserId>zhangsan</UserId><Type> 1 </Type></AccountList>\
         <AccountList><UserId>lisi</UserId></AccountList></xml>";
    let fields = xml::parse_fields(document).unwrap();
    let cases = [
        ("InfoType", vec!["auto_activate"]),
        ("Empty", vec![""]),
        ("AccountList.UserId", vec!["zhangsan", "lisi"]),
        ("AccountList.Type", vec!["1"]),
        ("AccountList", vec![]),
        ("UserId", vec![]),
        ("xml", vec![]),
        ("xml.InfoType", vec![]),
        ("List.UserId", vec![]),
        ("", vec![]),
    ];
    for (path, texts) in cases {
        assert_eq!(fields.all(path).collect::<Vec<_>>(), texts, "{path}");
        assert_eq!(fields.get(path), texts.first().copied(), "{path}");
    }
    let shown = format!("{fields:?}");
    assert!(shown.contains("InfoType") && !shown.contains("zhangsan"), "{shown}");
}

#[test]
fn the_five_entities_of_xml_and_numbered_characters_are_resolved() {
    let fields = xml::parse_fields("<xml><Name>&lt;&gt;&amp;&quot;&apos;&#20320;&#x597d;</Name></xml>").unwrap();
    assert_eq!(fields.get("Name"), Some("<>&\"'你好"));
}

#[test]
fn a_reply_has_its_four_elements_and_a_plain_timestamp() {
    let sealed = seal("hello", SUITE_ID);
    let reply = xml::write_reply(&sealed);
    let fields = xml::parse_fields(&reply).unwrap();
    let texts = ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"].map(|name| fields.get(name).unwrap());
    assert_eq!(texts, [&sealed.encrypt, &sealed.msg_signature, &sealed.timestamp, &sealed.nonce].map(String::as_str));
    assert!(reply.contains("<TimeStamp>1700000000</TimeStamp><Nonce><![CDATA[1372623149]]></Nonce>"), "{reply}");
}

#[test]
fn what_xml_cannot_carry_is_replaced_when_an_envelope_is_written() {
    let written = xml::write_envelope(&envelope().with_to_user_name("a\0b\u{ffff}c"));
    assert_eq!(xml::parse_envelope(written).unwrap().to_user_name, "a\u{fffd}b\u{fffd}c");
}

#[test]
fn a_section_is_divided_where_it_would_end_and_nowhere_else() {
    let written = |text| xml::write_envelope(&Envelope::new(text));
    assert!(written("a>b]>").contains("<![CDATA[a>b]>]]>"), "{}", written("a>b]>"));
    assert!(written("a]]>b").contains("<![CDATA[a]]]]><![CDATA[>b]]>"), "{}", written("a]]>b"));
}

proptest! {
    #[test]
    fn a_written_envelope_is_read_unchanged(
        to_user_name in "[!-~你\r\n]{0,30}(\\]\\]>)?[!-~]{0,10}",
        agent_id in "[\\]>]{0,12}",
        encrypt in "[A-Za-z0-9+/]{1,90}={0,2}",
    ) {
        let written = Envelope::new(encrypt).with_to_user_name(to_user_name.trim()).with_agent_id(agent_id);
        prop_assert_eq!(xml::parse_envelope(xml::write_envelope(&written)).unwrap(), written);
    }

    #[test]
    fn junk_never_panics(junk in prop::collection::vec(any::<u8>(), 0..300), tags in "([<>/&;!\\[\\]?\\-]|xml|Encrypt|CDATA| ){0,80}") {
        let _ = xml::parse_fields(junk);
        let _ = xml::parse_envelope(format!("<xml>{tags}"));
    }
}

#[test]
fn a_text_is_given_trimmed_and_on_request_as_it_was_sent() {
    let fields =
        xml::parse_fields("<xml><Content> <![CDATA[  two words ]]>\n</Content><L><U> a</U><U>b </U></L></xml>");
    let fields = fields.unwrap();
    assert_eq!(fields.get("Content"), Some("two words"));
    assert_eq!(fields.get_as_sent("Content"), Some("   two words \n"));
    assert_eq!(fields.all("L.U").collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(fields.all_as_sent("L.U").collect::<Vec<_>>(), [" a", "b "]);
    assert_eq!(fields.get_as_sent("L"), None);
}

#[test]
fn a_document_over_the_limit_is_told_its_length_the_limit_and_how_to_raise_it() {
    let long = "x".repeat(xml::LIMIT_BYTES + 1);
    let text = xml::parse_envelope(&long).unwrap_err().to_string();
    assert!(text.contains("1048577") && text.contains("1048576") && text.contains("_within"), "{text}");
}
