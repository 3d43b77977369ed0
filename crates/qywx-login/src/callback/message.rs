//! `Message`: what a decrypted callback says.

use clock::Timestamp;
use sha2::{Digest, Sha256};
use wecom_callback_crypto::{Error, xml};

/// The names that decide something here: what happened, when, to whom, and what is done then. Of two such texts readers
/// would disagree which one counts; any other name may be there as often as WeCom likes (`RecordId`, `FormId`).
const DECIDING: &[&str] = &[
    "InfoType",
    "Event",
    "MsgType",
    "ChangeType",
    "TimeStamp",
    "CreateTime",
    "SuiteId",
    "AuthCorpId",
    "ToUserName",
    "AgentID",
    "AuthCode",
    "SuiteTicket",
    "State",
    "UserID",
    "NewUserID",
    "FromUserName",
    "Status",
];

/// A decrypted callback, by its fields.
#[derive(Clone)]
pub struct Message {
    fields: xml::Fields,
}

impl Message {
    /// Reads the message.
    ///
    /// # Errors
    /// When it is no XML that can be read, or repeats a name that decides something; an event that nobody knows is no
    /// error. How long a message may be was decided when its body was read.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let fields = xml::parse_fields_within(text, usize::MAX)?;
        fields.expect_once(DECIDING)?;
        Ok(Self { fields })
    }

    /// A field's text, the first of several; `None` when it is absent or empty.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).filter(|text| !text.is_empty())
    }

    /// The event, in WeCom's words.
    pub fn event(&self) -> &str {
        let name = self.field("InfoType").or_else(|| self.field("Event")).or_else(|| self.field("MsgType"));
        name.unwrap_or("unknown")
    }

    /// When it happened, by WeCom's clock.
    pub fn time(&self) -> Option<Timestamp> {
        let secs = self.field("TimeStamp").or_else(|| self.field("CreateTime"))?.parse().ok()?;
        Some(Timestamp::from_secs(secs))
    }

    /// The name of an event as a record has it, of those that nobody here knows too.
    pub fn shown(name: &str) -> String {
        name.chars().filter(|letter| !letter.is_control()).take(64).collect()
    }

    /// The key by which two messages of a company are the same event where nothing but all of the text tells: WeCom repeats
    /// a push until it is answered, perhaps signed anew.
    pub fn dedup_key(event: &str, corp_id: &str, text: &str) -> String {
        format!("{}:{}", event.chars().take(32).collect::<String>(), digest(&format!("{corp_id}\n{text}")))
    }
}

/// SHA-256 of a text, in hexadecimal: names a code without holding it.
pub fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
