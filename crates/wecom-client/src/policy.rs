//! The one table of WeCom's error codes
//! ([90313](https://developer.work.weixin.qq.com/document/path/90313), [90475](https://developer.work.weixin.qq.com/document/path/90475)): what each means for us, and what a person can do.

use std::time::Duration;

use crate::Remedy::{
    self, BackOff, Bug, CorpCancelled, Deny, Misconfigured, RefreshToken, RestartLogin, Retry, StopCorp,
};

/// The treatment of an error code.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rule {
    /// WeCom's code.
    pub errcode: i64,
    /// The action.
    pub remedy: Remedy,
    /// The remedy for a person, as a sentence without a full stop.
    pub advice: &'static str,
    /// The first pause before the client itself sends a call again that may be repeated.
    pub(crate) pause: Option<Duration>,
}

/// The rule for a code, if it is a known one.
pub fn rule(errcode: i64) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.errcode == errcode)
}

/// All rules, by code.
pub fn rules() -> &'static [Rule] {
    RULES
}

/// The remedy for a company's administrator about a code that the company's own app got, where that is something else
/// than [`Rule::advice`] says of a customized one.
pub(crate) fn self_built_advice(errcode: i64) -> Option<&'static str> {
    match errcode {
        40001 | 40013 | 40091 => Some(APP_SECRET),
        48001 | 48002 => Some("see in the admin console whether the app may make this call"),
        60020 | 301_042 => Some(APP_IP),
        _ => None,
    }
}

/// The meaning of a code of `user/get`
/// ([96255](https://developer.work.weixin.qq.com/document/path/96255)) for a member who logged in before, as a clause without a full stop: that
/// they left the company or the app's visible range. `None` for a code that says nothing of the kind.
pub fn departure(errcode: i64) -> Option<&'static str> {
    match errcode {
        60011 | 60021 => Some("the member is not in the app's visible range"),
        60111 | 60121 => Some("the member does not exist or has left the company"),
        _ => None,
    }
}

/// Why WeCom lets a member not in, where the member, or the administrator of their company, can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemberCause {
    /// The member does not exist, or has left the company.
    NotMember,
    /// The member is not in the app's visible range.
    OutOfRange,
    /// The company has switched the app off, or cancelled it.
    AppOff,
    /// The member has no interface licence.
    NoLicence,
    /// The one-use code is wrong, expired or was used before.
    CodeSpent,
}

/// The cause that a code is for a member ([90313](https://developer.work.weixin.qq.com/document/path/90313)); `None` for one
/// that is for operators alone.
pub fn member_cause(errcode: i64) -> Option<MemberCause> {
    match errcode {
        40003 | 60111 | 60121 => Some(MemberCause::NotMember),
        50002 | 60011 | 60021 => Some(MemberCause::OutOfRange),
        40084 | 48004 | 48006 | 50003 => Some(MemberCause::AppOff),
        701_008 | 701_099 => Some(MemberCause::NoLicence),
        40029 | 42003 | 42022 | 84014 | 84015 => Some(MemberCause::CodeSpent),
        _ => None,
    }
}

/// Whether a code of `user/get`
/// ([96255](https://developer.work.weixin.qq.com/document/path/96255)) says that nobody in the company has this id.
pub fn is_nobody(errcode: i64) -> bool {
    matches!(errcode, 60111 | 60121)
}

/// How many times the client itself sends a call again.
pub(crate) const REPEATS: u32 = 3;

/// The first pause before a call is sent again whose connection broke.
pub(crate) const CONNECTION_PAUSE: Duration = Duration::from_millis(200);

pub(crate) const UNKNOWN: &str = "look the code up in WeCom's list of error codes (developer.work.weixin.qq.com)";
pub(crate) const UNREACHABLE: &str = "check that this server reaches WeCom's API, then try again";
pub(crate) const TICKET: &str = "wait for the next suite_ticket push, or press refresh at the template's callback configuration in the provider console";
pub(crate) const RESET: &str = "press 重新获取 secret for this company in the provider console";
pub(crate) const PROVIDER: &str = "configure the provider's corp id and secret";
pub(crate) const CANCELLED: &str = "the company has to authorise the app again";

pub(crate) const APP_SECRET: &str = "compare corpId, agentId and corpSecret with the app's page in the company's admin console (应用管理), and see that the app is enabled";
const APP_IP: &str = "add this server's address to the trusted IPs (企业可信IP) on the app's page in the company's admin console, and wait a minute";
pub(crate) const TRY_AGAIN: &str = "try again in a moment";
const TOKEN: &str = "try again; if it stays, see whether the app still has the permission for this call";
const LOGIN: &str = "start the login again: the code is wrong, expired or was used before";
const SLOW_DOWN: &str = "wait: too many calls were made, or too many with a wrong secret";
const SUITE: &str = "compare suite id and secret with the template's page in the provider console";
const AGENT: &str = "compare the agentid with the app's page; it is read again when the authorisation changes";
const DOMAIN: &str =
    "add this server's host to the app's trusted domains, and see that the code came from the same app";
const PERMISSION: &str =
    "grant the app the permission for this call in the provider console and have the company confirm it";
const IDLE: &str = "the company's administrator has to enable the app again: it was not used for long";
const RANGE: &str = "the company's administrator has to add this member to the app's visible range";
const DISABLED: &str = "the company's administrator has to enable the app";
const GONE: &str = "the member does not exist or has left the company";
const LICENCE: &str = "the member needs an interface licence; ask the provider";
const IP: &str =
    "add this server's address to the IP whitelist in the provider console (provider info), and wait a minute";
const BUG: &str = "report this: the program made a wrong call";

const fn row(errcode: i64, remedy: Remedy, advice: &'static str) -> Rule {
    Rule { errcode, remedy, advice, pause: None }
}

const fn repeated(errcode: i64, remedy: Remedy, advice: &'static str, pause_ms: u64) -> Rule {
    Rule { errcode, remedy, advice, pause: Some(Duration::from_millis(pause_ms)) }
}

const RULES: &[Rule] = &[
    repeated(-1, Retry, TRY_AGAIN, 200),
    repeated(6000, Retry, TRY_AGAIN, 200),
    row(40001, StopCorp, RESET),
    row(40003, Deny, GONE),
    row(40013, StopCorp, RESET),
    row(40014, RefreshToken, TOKEN),
    row(40029, RestartLogin, LOGIN),
    row(40035, Bug, BUG),
    row(40056, Misconfigured, AGENT),
    row(40058, Bug, BUG),
    row(40063, Bug, BUG),
    row(40078, RestartLogin, RESET),
    row(40080, Misconfigured, SUITE),
    row(40082, RefreshToken, TOKEN),
    row(40083, Misconfigured, SUITE),
    row(40084, CorpCancelled, RESET),
    row(40085, Remedy::WaitForTicket, TICKET),
    row(40091, StopCorp, RESET),
    row(41001, Bug, BUG),
    row(41002, Bug, BUG),
    row(41004, Bug, BUG),
    row(41008, Bug, BUG),
    row(41011, Misconfigured, AGENT),
    row(41021, Bug, BUG),
    row(41022, Bug, BUG),
    row(41023, Bug, BUG),
    row(41024, Bug, BUG),
    row(41025, Bug, BUG),
    row(42001, RefreshToken, TOKEN),
    row(42003, RestartLogin, LOGIN),
    row(42009, RefreshToken, TOKEN),
    row(42022, RestartLogin, LOGIN),
    row(43001, Bug, BUG),
    row(43002, Bug, BUG),
    row(45009, BackOff(Duration::from_secs(60)), SLOW_DOWN),
    repeated(45033, BackOff(Duration::from_secs(2)), SLOW_DOWN, 400),
    row(47001, Bug, BUG),
    row(48001, Misconfigured, PERMISSION),
    row(48002, Misconfigured, PERMISSION),
    row(48003, Misconfigured, SUITE),
    row(48004, CorpCancelled, CANCELLED),
    row(48006, Misconfigured, IDLE),
    row(50001, Misconfigured, DOMAIN),
    row(50002, Deny, RANGE),
    row(50003, Deny, DISABLED),
    row(60011, Deny, RANGE),
    row(60020, Remedy::AllowIp { ip: None }, IP),
    row(60021, Deny, RANGE),
    row(60111, Deny, GONE),
    row(60121, Deny, GONE),
    row(84014, RestartLogin, LOGIN),
    row(84015, RestartLogin, LOGIN),
    row(84025, Bug, BUG),
    row(84090, Bug, BUG),
    row(301_042, Remedy::AllowIp { ip: None }, IP),
    row(701_008, Deny, LICENCE),
    row(701_099, Deny, LICENCE),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_one_rule_and_they_are_in_order() {
        assert!(RULES.is_sorted_by(|one, next| one.errcode < next.errcode));
    }

    #[test]
    fn what_peers_got_wrong_is_right_here() {
        let refreshed_once = [40014, 42001, 40082, 42009];
        assert!(refreshed_once.iter().all(|code| rule(*code).unwrap().remedy == RefreshToken));
        let stopped_at_once = [40001, 40013, 40084, 40091, 48004];
        assert!(stopped_at_once.iter().all(|code| rule(*code).unwrap().remedy.stops_corp()));
        let code_is_spent = [40029, 42003, 42022];
        assert!(code_is_spent.iter().all(|code| rule(*code).unwrap().remedy == RestartLogin));
        assert!(rule(12345).is_none());
    }

    #[test]
    fn a_member_is_out_by_four_codes_and_nobody_by_two_of_them() {
        for (errcode, clause, nobody) in [
            (60011, Some("visible range"), false),
            (60021, Some("visible range"), false),
            (60111, Some("left the company"), true),
            (60121, Some("left the company"), true),
            (0, None, false),
            (-1, None, false),
            (40001, None, false),
            (60020, None, false),
        ] {
            let said = departure(errcode);
            assert!(said.is_some_and(|said| said.contains(clause.unwrap_or("-"))) == clause.is_some(), "{errcode}");
            assert_eq!((said.is_some(), is_nobody(errcode)), (clause.is_some(), nobody), "{errcode}");
        }
    }

    #[test]
    fn a_companys_administrator_is_told_where_to_look_in_their_own_console() {
        for errcode in [40001, 40013, 40091] {
            assert_eq!(self_built_advice(errcode), Some(APP_SECRET), "{errcode}");
        }
        for errcode in [48001, 48002] {
            assert!(
                self_built_advice(errcode).is_some_and(|advice| advice.contains("may make this call")),
                "{errcode}"
            );
        }
        for errcode in [60020, 301_042] {
            assert_eq!(self_built_advice(errcode), Some(APP_IP), "{errcode}");
        }
        assert_eq!(self_built_advice(40029), None);
    }

    #[test]
    fn the_list_of_rules_holds_each_that_a_code_has() {
        assert!(rules().iter().any(|rule| rule.errcode == 40001));
        assert!(rules().iter().all(|listed| rule(listed.errcode).is_some_and(|found| std::ptr::eq(found, listed))));
    }

    #[test]
    fn only_what_passes_by_itself_is_sent_again_by_the_client() {
        let repeated: Vec<i64> = RULES.iter().filter(|rule| rule.pause.is_some()).map(|rule| rule.errcode).collect();
        assert_eq!(repeated, [-1, 6000, 45033]);
    }
}
