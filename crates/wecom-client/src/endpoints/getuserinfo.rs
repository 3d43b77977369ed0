//! GET `auth/getuserinfo`
//! ([96442](https://developer.work.weixin.qq.com/document/path/96442)): who stands behind a login's code; good for both ways of login ([98177](https://developer.work.weixin.qq.com/document/path/98177)).

use serde::Deserialize;
use wecom_types::{OauthCode, OpenId, UserId, UserTicket};

use crate::{Access, Endpoint, Payload, Repeat, lenient};

/// The code to exchange.
#[derive(Debug)]
pub struct Request<'a> {
    /// The code that the login came back with.
    pub code: &'a OauthCode,
}

/// The identity. WeCom answers errcode 0 in both cases: only a member may log in.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Wire")]
pub enum Identity {
    /// A member of the company, within the app's visible range or not.
    #[non_exhaustive]
    Member {
        /// The member.
        userid: UserId,
        /// The ticket that their details can be fetched with, after a login that asked for them
        /// ([96443](https://developer.work.weixin.qq.com/document/path/96443)).
        user_ticket: Option<UserTicket>,
    },
    /// Somebody else.
    #[non_exhaustive]
    Outsider {
        /// Their id for this company.
        openid: Option<OpenId>,
    },
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    userid: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional")]
    user_ticket: Option<UserTicket>,
    #[serde(default, deserialize_with = "lenient::optional")]
    openid: Option<OpenId>,
}

impl TryFrom<Wire> for Identity {
    type Error = wecom_types::InvalidValue;

    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        match wire.userid.filter(|userid| !userid.is_empty()) {
            Some(userid) => Ok(Self::Member { userid: userid.try_into()?, user_ticket: wire.user_ticket }),
            None => Ok(Self::Outsider { openid: wire.openid }),
        }
    }
}

impl Endpoint for Request<'_> {
    type Response = Identity;
    const PATH: &'static str = "auth/getuserinfo";
    const ACCESS: Access = Access::App;
    const REPEAT: Repeat = Repeat::Never;

    fn payload(&self) -> Payload<'_> {
        Payload::Get(vec![("code", self.code.expose_secret())])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn only_an_answer_with_a_userid_is_a_member() {
        let member = |answer: Value| match serde_json::from_value(answer) {
            Ok(Identity::Member { userid, .. }) => Ok(Some(userid.to_string())),
            Ok(Identity::Outsider { .. }) => Ok(None),
            Err(_) => Err(()),
        };
        assert_eq!(member(json!({ "errcode": 0, "userid": "woA" })), Ok(Some("woA".to_owned())));
        assert_eq!(
            member(json!({ "errcode": 0, "userid": "wpA/woA", "user_ticket": "" })),
            Ok(Some("wpA/woA".to_owned()))
        );
        assert_eq!(member(json!({ "errcode": 0, "openid": "o1" })), Ok(None));
        assert_eq!(member(json!({ "errcode": 0, "userid": "", "openid": "o1" })), Ok(None));
        assert_eq!(member(json!({ "errcode": 0, "UserId": "woA" })), Ok(None));
        assert_eq!(member(json!({})), Ok(None));
        assert_eq!(member(json!({ "userid": "a b" })), Err(()));
        assert_eq!(member(json!({ "userid": 7 })), Err(()));
    }
}
