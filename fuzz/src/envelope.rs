//! Fuzzes the envelopes and the events: whatever is read can be written, and is then read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wecom_callback_crypto::{Envelope, json, xml};

fuzz_target!(|data: &[u8]| {
    let _ = xml::parse_fields(data).map(|fields| fields.get("AccountList.UserId").map(str::len));
    if let Ok(envelope) = xml::parse_envelope(data) {
        check(&envelope);
    }
    if let Ok(envelope) = json::parse_envelope(data) {
        check(&envelope);
    }
});

fn check(envelope: &Envelope) {
    assert!(!envelope.encrypt.is_empty());
    assert_eq!(&json::parse_envelope_within(json::write_envelope(envelope), usize::MAX).unwrap(), envelope);
    let read = xml::parse_envelope_within(xml::write_envelope(envelope), usize::MAX).unwrap();
    let writable = |text: &str| text.replace(unwritable, "\u{fffd}");
    assert_eq!(read.to_user_name, writable(&envelope.to_user_name));
    assert_eq!(read.agent_id, writable(&envelope.agent_id));
    assert_eq!(read.encrypt, writable(&envelope.encrypt));
}

/// Whether XML 1.0 has no place for a character.
fn unwritable(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
