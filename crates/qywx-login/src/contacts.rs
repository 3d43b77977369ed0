//! `Contacts`: the contacts (通讯录) of a company, as far as an app of it may see them.

use login_type::{Contact, Membership, Profile, SecretText, Subject};
use serde_json::{Map, Value, json};
use wecom_client::{Error, SelfBuiltApp, SelfBuiltWecom, Wecom, endpoints::user_get, policy};
use wecom_types::{CorpId, SuiteId, UserId, UserTicket};

/// The contacts of a company, asked as one of its apps: WeCom knows these two kinds of app.
#[derive(Clone, Copy)]
pub enum Contacts<'a> {
    /// As a customized app (代开发应用), which the company authorised.
    Customized {
        /// The client.
        wecom: &'a Wecom,
        /// The app's template.
        suite: &'a SuiteId,
        /// The company.
        corp: &'a CorpId,
    },
    /// As an app that the company made itself (自建应用).
    SelfBuilt {
        /// The client.
        wecom: &'a SelfBuiltWecom,
        /// The app.
        app: &'a SelfBuiltApp,
    },
}

impl Contacts<'_> {
    /// WeCom's entry of a member (96255).
    ///
    /// # Errors
    /// Why there is nothing to be had; no reason to refuse a login.
    pub async fn member(self, userid: &UserId) -> Result<user_get::Response, Error> {
        match self {
            Self::Customized { wecom, suite, corp } => wecom.user_get(suite, corp, userid).await,
            Self::SelfBuilt { wecom, app } => wecom.user_get(app, userid).await,
        }
    }

    /// Notes that the id of a member is the company's own: an app that a company made itself sees plain ids, but for members of
    /// other companies (96442).
    pub(crate) fn note_plain(self, userid: &UserId, profile: &mut Profile) {
        if matches!(self, Self::SelfBuilt { .. }) && !userid.as_str().contains('/') {
            profile.extra.insert(PLAIN_USERID.to_owned(), json!(userid.as_str()));
        }
    }

    /// The details that a member consented to tell, by the ticket that came with their identity (96443); the company's own e-mail address
    /// before a private one.
    ///
    /// # Errors
    /// Why there is nothing to be had; no reason to refuse a login.
    pub async fn contact(self, ticket: &UserTicket) -> Result<Contact, Error> {
        let told = match self {
            Self::Customized { wecom, suite, corp } => wecom.getuserdetail(suite, corp, ticket).await,
            Self::SelfBuilt { wecom, app } => wecom.getuserdetail(app, ticket).await,
        }?;
        let email = told.biz_mail.or(told.email);
        Ok(Contact { phone: told.mobile.map(SecretText::new), email: email.map(SecretText::new) })
    }

    /// WeCom's word on a member who logged in before (96255).
    ///
    /// # Errors
    /// WeCom could not tell.
    pub async fn recheck(self, subject: &Subject) -> Result<Membership, Error> {
        let userid = UserId::try_from(subject.id.as_str());
        // Members of other companies (企业互联) have ids of the form `CorpId/userid`, which `user/get` does not know (96442).
        let Some(userid) = userid.ok().filter(|id| !id.as_str().contains('/')) else { return Ok(Membership::Unknown) };
        match self.member(&userid).await {
            Ok(member) if member.status.is_some_and(is_gone) => {
                Ok(Membership::Ended("the member was disabled or left".to_owned()))
            }
            Ok(member) => {
                let mut profile = profile_of(member);
                self.note_plain(&userid, &mut profile);
                Ok(Membership::Current(profile))
            }
            Err(failure) => match failure.errcode().and_then(policy::departure) {
                Some(reason) => Ok(Membership::Ended(reason.to_owned())),
                None => Err(failure),
            },
        }
    }
}

/// Whether this is the `status` of a member who is disabled, or of one who left (96255).
pub(crate) fn is_gone(status: i64) -> bool {
    matches!(status, 2 | 5)
}

/// The key of [`Profile::extra`] that a member's departments are under.
const DEPARTMENT: &str = "department";

/// The key that the company's own id of a member is under.
const PLAIN_USERID: &str = "plain_userid";

/// The departments that a profile tells of, by their ids; `None` where they are not known.
pub fn departments(profile: &Profile) -> Option<Vec<i64>> {
    profile.extra.get(DEPARTMENT)?.as_array()?.iter().map(Value::as_i64).collect()
}

/// The name, where the app may see it, and the departments, also when there are none any more.
pub(crate) fn profile_of(member: user_get::Response) -> Profile {
    let extra = Map::from_iter([(DEPARTMENT.to_owned(), json!(member.department))]);
    Profile { name: member.name, avatar: None, extra }
}
