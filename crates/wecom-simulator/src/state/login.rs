//! The login side of the state: OAuth codes, consent, members who leave.

use super::{
    AppKey, Member, OauthCode, Person, Scope, SecretKind, State, UserTicket,
    code::{CONSENT_SECONDS, OAUTH_CODE_SECONDS},
};

/// Why an OAuth code gives no identity (96442).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeRefusal {
    Unknown,
    Used,
    Expired,
    /// The token belongs to another app than the code: 50001.
    ForeignApp,
}

impl State {
    /// A code for one identity, bound to the app.
    pub(crate) fn issue_oauth_code(&mut self, app: AppKey, person: Person, scope: Scope) -> String {
        let value = self.issue(SecretKind::OauthCode, 43);
        let issued_at = self.now();
        self.oauth_codes.insert(value.clone(), OauthCode { app, person, scope, issued_at, used: false });
        value
    }

    /// Uses up an OAuth code with a token of `app`; another app's token leaves it unused.
    pub(crate) fn redeem_oauth_code(&mut self, app: &AppKey, value: &str) -> Result<OauthCode, CodeRefusal> {
        let now = self.now();
        let code = self.oauth_codes.get_mut(value).ok_or(CodeRefusal::Unknown)?;
        if code.app != *app {
            return Err(CodeRefusal::ForeignApp);
        }
        if code.used {
            return Err(CodeRefusal::Used);
        }
        if now >= code.issued_at + OAUTH_CODE_SECONDS {
            return Err(CodeRefusal::Expired);
        }
        code.used = true;
        Ok(code.clone())
    }

    /// A ticket for the member's private fields.
    pub(crate) fn issue_user_ticket(&mut self, app: AppKey, userid: String) -> String {
        let value = self.issue(SecretKind::UserTicket, 128);
        let issued_at = self.now();
        self.user_tickets.insert(value.clone(), UserTicket { app, userid, issued_at });
        value
    }

    /// Whether the member consented to `snsapi_privateinfo` within the last 30 days (96441).
    pub(crate) fn has_consented(&self, app: &AppKey, userid: &str) -> bool {
        let given = self.consents.get(&(app.clone(), userid.to_owned()));
        given.is_some_and(|at| self.now() < at + CONSENT_SECONDS)
    }

    /// Remembers the member's consent for 30 days.
    pub(crate) fn note_consent(&mut self, app: AppKey, userid: String) {
        let now = self.now();
        self.consents.insert((app, userid), now);
    }

    /// The member leaves the corp and all codes and tickets in the member's name die.
    pub(crate) fn remove_member(&mut self, corp_id: &str, userid: &str) -> Option<Member> {
        let corp = self.corps.get_mut(corp_id)?;
        let at = corp.members.iter().position(|member| member.userid == userid)?;
        let member = corp.members.remove(at);
        let person = Person::Member(userid.to_owned());
        self.oauth_codes.retain(|_, code| code.app.1 != corp_id || code.person != person);
        self.user_tickets.retain(|_, ticket| ticket.app.1 != corp_id || ticket.userid != userid);
        self.consents.retain(|(app, of), _| app.1 != corp_id || of != userid);
        if self.current_member.as_ref().is_some_and(|now| now.corp_id == corp_id && now.userid == userid) {
            self.current_member = None;
        }
        Some(member)
    }
}
