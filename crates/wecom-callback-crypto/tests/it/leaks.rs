//! No error shows a part of a message, whatever was done to the buffer that holds it.

use proptest::prelude::*;
use wecom_callback_crypto::{Error, Opened};

use super::{crypto, open_signed, seal};

/// Bytes of a message that an error may not have in a row: the shortest piece that tells something.
const WINDOW: usize = 4;

/// The first part of a message that an error shows to people or to programmers.
fn leak<'a>(shown: &str, message: &'a str) -> Option<&'a str> {
    let mut parts = (0..message.len()).filter_map(|start| message.get(start..start + WINDOW));
    parts.find(|part| shown.contains(part))
}

fn shown(opened: &Result<Opened, Error>) -> String {
    let refused = opened.clone().and_then(|opened| opened.expect_receive_id(["somebody else"]));
    let error = refused.err().map(|error| format!("{error} {error:?} {error:#?}"));
    format!("{opened:?} {}", error.unwrap_or_default())
}

/// A captured ciphertext whose length field says something else. It takes no key: a bit that is flipped in the first block of
/// the ciphertext flips in the second block of the plaintext, which begins with the length, and makes of the first, which
/// is random, other random bytes.
fn with_length(length: u32, message: &str, receive_id: &str) -> String {
    let mut buffer = base64_simd::STANDARD.decode_to_vec(super::encrypt(message, receive_id)).unwrap();
    let flips = (u32::try_from(message.len()).unwrap() ^ length).to_be_bytes();
    buffer.iter_mut().zip(flips).for_each(|(byte, flip)| *byte ^= flip);
    base64_simd::STANDARD.encode_to_string(buffer)
}

/// A document or an echo as callbacks have it; its letters are none of those that the texts of errors are made of.
fn documents() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9QXZ一-龥]{0,30}".prop_map(|text| format!("<Z>{text}</Z>")),
        "[0-9QXZ一-龥]{0,30}".prop_map(|text| format!("{{\"Z\":\"{text}\"}}")),
        "[0-9QXZ_-]{1,64}",
    ]
}

proptest! {
    #[test]
    fn no_error_shows_a_part_of_a_message_whatever_its_length_field_says(
        message in documents(),
        receive_id in "[JKVW]{0,40}",
        far: u32,
    ) {
        let lengths = (0..=message.len() + receive_id.len() + 2).map(|length| u32::try_from(length).unwrap());
        for length in lengths.chain([far, u32::MAX, 1 << 31]) {
            let opened = open_signed(&with_length(length, &message, &receive_id));
            prop_assert_eq!(leak(&shown(&opened), &message), None, "length {}", length);
        }
    }

    #[test]
    fn no_error_shows_a_part_of_a_captured_message_with_a_flipped_byte(
        message in documents(),
        place in any::<prop::sample::Index>(),
        flip in 1..=255_u8,
    ) {
        let sealed = seal(&message, "");
        let mut buffer = base64_simd::STANDARD.decode_to_vec(&sealed.encrypt).unwrap();
        let place = place.index(buffer.len());
        buffer[place] ^= flip;
        let opened = open_signed(&base64_simd::STANDARD.encode_to_string(buffer));
        prop_assert_eq!(leak(&shown(&opened), &message), None);
    }

    #[test]
    fn no_error_shows_a_part_of_a_message_whose_first_bytes_were_changed_with_its_length(
        rest in "[0-9QXZ]{0,40}",
        receive_id in "[JKVW]{0,40}",
        first in "[<>}\\]a-z]{12}",
        length in 0..60_u32,
    ) {
        // The sender knows how a message begins, and has it begin otherwise.
        let (known, message) = ("<xml><Ticket", format!("<xml><Ticket{rest}</Ticket></xml>"));
        let mut buffer = base64_simd::STANDARD.decode_to_vec(with_length(length, &message, &receive_id)).unwrap();
        let flips = known.bytes().zip(first.bytes()).map(|(known, wanted)| known ^ wanted);
        buffer[4..16].iter_mut().zip(flips).for_each(|(byte, flip)| *byte ^= flip);
        let opened = open_signed(&base64_simd::STANDARD.encode_to_string(buffer));
        prop_assert_eq!(leak(&shown(&opened), &message[12..]), None);
    }

    #[test]
    fn a_receiveid_behind_a_document_is_shown_where_it_has_the_form_of_one(receive_id in "[A-Za-z0-9_-]{0,64}") {
        for document in ["<xml><Z>1</Z></xml>", "{\"Z\":\"12345678\"}\n"] {
            let opened = crypto().decrypt(&super::encrypt(document, &receive_id)).unwrap();
            let error = opened.expect_receive_id(["?"]).unwrap_err();
            prop_assert!(error.to_string().contains(&format!("{receive_id:?}")), "{}", error);
        }
    }
}

#[test]
fn the_length_of_a_receiveid_without_the_form_of_one_or_behind_no_document_is_all_that_is_shown() {
    let document = "<xml><Z>1</Z></xml>";
    let without_form = ["a".repeat(65), "ww1>".into(), "ww 1".into(), "微信".into(), "a.b".into(), "\n".into()];
    let without_form = without_form.iter().map(|receive_id| (document, receive_id.as_str()));
    // A sender can change the first twelve bytes.
    let no_document = ["1616140317555161061", "", "<a>1</a>", "<xml>1</xml>"].map(|message| (message, "ww1"));
    for (message, receive_id) in without_form.chain(no_document) {
        let opened = crypto().decrypt(&super::encrypt(message, receive_id)).unwrap();
        assert!(format!("{opened:?}").contains("None"), "{receive_id:?}");
        let error = opened.expect_receive_id(["?"]).unwrap_err();
        assert_eq!(error, Error::ReceiveId { receive_id: None, bytes: receive_id.len() });
        let expected = format!("the message is for a receiveid of {} bytes that is not shown", receive_id.len());
        assert_eq!(error.to_string(), expected);
    }
    // The forgery that was shown: the length 0 makes all of the message the receiveid.
    let forged = open_signed(&with_length(0, "<xml><SuiteTicket>s3cret</SuiteTicket></xml>", "dk1")).unwrap();
    let error = forged.expect_receive_id(["dk1"]).unwrap_err();
    assert_eq!((error.code(), error.to_string().contains("s3cret")), (-40005, false));
}
