//! Claims: what clients are told of a member (OpenID Connect Core, sections 5.1 and 5.4).

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::{clients::Client, scope::Scope};

/// The form of an e-mail address for whoever has none (RFC 2606, section 2).
const EMAIL: &str = "{userid}@{corpid}.wecom.invalid";

/// A member, with all that is known of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name, where WeCom tells it.
    pub name: Option<String>,
    /// Where the portrait is, where WeCom tells it.
    pub picture: Option<String>,
    /// The company.
    pub corp_id: String,
    /// The company's name, where it is known.
    pub corp_name: Option<String>,
    /// The id within the company.
    pub userid: String,
    /// The departments, where they are known.
    pub departments: Vec<String>,
    /// The telephone number that the member consented to for this session.
    pub phone: Option<String>,
    /// The e-mail address that the member consented to for this session, as the company wrote it: nobody verified it.
    pub biz_mail: Option<String>,
    /// The company's own id of the member, where it is known.
    pub plain_userid: Option<String>,
}

impl Person {
    /// The claims of the granted scopes; `sub` is the caller's to add. What is not known is left out, but for `groups`: an
    /// empty list is what a client can work with.
    pub fn claims(&self, scope: &Scope, client: Option<&Client>, sub: &str) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut tell = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                claims.insert(name.to_owned(), value);
            }
        };
        let text = |text: &Option<String>| text.as_deref().map(Value::from);
        if scope.has("profile") {
            tell("name", Some(json!(self.name.as_ref().unwrap_or(&self.userid))));
            tell("preferred_username", Some(json!(self.userid)));
            tell("picture", text(&self.picture));
            tell("corp_id", Some(json!(self.corp_id)));
            tell("corp_name", text(&self.corp_name));
            tell("userid", Some(json!(self.userid)));
            tell("userid_plain", text(&self.plain_userid));
        }
        if scope.has("email") {
            let template = client.map_or(EMAIL, |client| client.config.email_template.as_str());
            // Never the one that WeCom tells: a company writes it as it likes, and clients join accounts by this claim.
            tell("email", Some(json!(self.synthetic_email(template, sub))));
            tell("biz_mail", text(&self.biz_mail));
            tell("email_verified", Some(json!(client.is_some_and(|client| client.config.email_verified))));
        }
        if scope.has("groups") {
            tell("groups", Some(json!(self.departments)));
        }
        if scope.has("phone") {
            tell("phone_number", text(&self.phone));
        }
        claims
    }

    fn synthetic_email(&self, template: &str, sub: &str) -> String {
        template.replace("{userid}", &local_part(&self.userid)).replace("{corpid}", &self.corp_id).replace("{sub}", sub)
    }
}

/// An id as the part of an address before the `@`: letters that may not stand there become `=` and two digits, so that no two
/// members get one address. A dot stands between other letters alone (RFC 5321, section 4.1.2).
fn local_part(id: &str) -> String {
    let mut part = String::with_capacity(id.len());
    let bytes = id.as_bytes();
    let is_between = |at: usize| at > 0 && bytes[at - 1] != b'.' && bytes.get(at + 1).is_some_and(|next| *next != b'.');
    for (at, byte) in id.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => part.push(char::from(byte)),
            b'.' if is_between(at) => part.push('.'),
            // To a `String` it cannot fail.
            other => _ = write!(part, "={other:02X}"),
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_dots_between_other_letters_alone() {
        let cases =
            [("li.si", "li.si"), (".li", "=2Eli"), ("li.", "li=2E"), ("li..si", "li=2E=2Esi"), ("a@b c", "a=40b=20c")];
        for (id, expected) in cases {
            assert_eq!(local_part(id), expected, "{id}");
        }
    }

    #[test]
    fn a_scope_gives_its_claims_alone_and_groups_even_where_none_are_known() {
        let person = Person { corp_id: "ww1".into(), userid: "a@b".into(), ..Person::default() };
        let names = |scope: &str| {
            let claims = person.claims(&Scope::parse(scope), None, "s");
            claims.keys().cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names("openid phone address"), "");
        assert_eq!(names("openid groups"), "groups");
        assert_eq!(names("profile"), "corp_id name preferred_username userid");
        let claims = person.claims(&Scope::parse("email groups"), None, "s");
        assert_eq!(
            (claims["email"].as_str(), claims["email_verified"].as_bool()),
            (Some("a=40b@ww1.wecom.invalid"), Some(false))
        );
        assert_eq!(claims["groups"], json!([]));
    }
}
