//! Writes envelopes that any XML reader takes.

use quick_xml::escape::escape;

use super::Envelope;
use crate::Sealed;

/// Writes the body of a callback, for programs that play WeCom; a character that XML cannot carry becomes U+FFFD.
pub fn write_envelope(envelope: &Envelope) -> String {
    let mut xml = String::with_capacity(envelope.encrypt.len() + 256);
    xml.push_str("<xml>");
    push_cdata(&mut xml, "ToUserName", &envelope.to_user_name);
    push_cdata(&mut xml, "AgentID", &envelope.agent_id);
    push_cdata(&mut xml, "Encrypt", &envelope.encrypt);
    xml.push_str("</xml>");
    xml
}

/// Writes a passive reply ([96238](https://developer.work.weixin.qq.com/document/path/96238)).
pub fn write_reply(sealed: &Sealed) -> String {
    let mut xml = String::with_capacity(sealed.encrypt.len() + 320);
    xml.push_str("<xml>");
    push_cdata(&mut xml, "Encrypt", &sealed.encrypt);
    push_cdata(&mut xml, "MsgSignature", &sealed.msg_signature);
    xml.push_str("<TimeStamp>");
    xml.push_str(&escape(&sealed.timestamp));
    xml.push_str("</TimeStamp>");
    push_cdata(&mut xml, "Nonce", &sealed.nonce);
    xml.push_str("</xml>");
    xml
}

fn push_cdata(xml: &mut String, name: &str, text: &str) {
    xml.extend(["<", name, "><![CDATA["]);
    let text_start = xml.len();
    for character in text.chars() {
        match character {
            // A section ends at `]]>`: it is divided between two.
            '>' if xml[text_start..].ends_with("]]") => xml.push_str("]]><![CDATA[>"),
            // A reader would make a bare one a line feed.
            '\r' => xml.push_str("]]>&#13;<![CDATA["),
            '\t' | '\n' => xml.push(character),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => xml.push('\u{fffd}'),
            _ => xml.push(character),
        }
    }
    xml.extend(["]]></", name, ">"]);
}
