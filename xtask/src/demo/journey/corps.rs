//! The life of a company: its code is reset, its app changes, another suite is added, it leaves.

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use super::{
    super::{
        report::Report,
        rpc::{AUTH_SERVICE, Answer},
        scene::{Corp, Member, SOON, Scene, accepted},
        wecom::text,
    },
    sessions::refresh,
};
use crate::interrupt::wait_for;

/// The documented errcode for a company that has not authorised the app, or no longer.
const CORP_NOT_AUTHORISED: i64 = 20011;

pub(super) fn reset(scene: &Scene<'_>, report: &mut Report) -> Result<()> {
    let corp = &scene.corps[0];
    let exchanges = scene.wecom.calls("v2/get_permanent_code")?;
    let fetches = scene.wecom.calls("gettoken")?;
    report.step("reset_permanent_code", || {
        let outcome = accepted(&scene.wecom.app(&corp.suite.id, &corp.id, "reset-secret", json!({}))?)?;
        wait_for("the new code is fetched", SOON, || {
            Ok((scene.wecom.calls("v2/get_permanent_code")? > exchanges).then_some(()))
        })?;
        Ok(((), outcome))
    })?;
    report.step("a login with the new permanent code", || {
        wait_for("a token of the new code", SOON, || {
            scene.login(corp, &corp.members[0])?;
            Ok((scene.wecom.calls("gettoken")? > fetches).then_some(()))
        })?;
        Ok(((), "the old token was dropped, a new one fetched".to_owned()))
    })
}

pub(super) fn change(scene: &Scene<'_>, report: &mut Report) -> Result<()> {
    let corp = &scene.corps[1];
    let [stays, goes, leaves] = corp.members.as_slice() else { return Ok(()) };
    let token_of = |member: &Member| text(&scene.login(corp, member)?, "token");
    report.step("change_auth: a member leaves the visible range", || {
        let (kept, lost) = (token_of(stays)?, token_of(goes)?);
        scene.wecom.a_second_later()?;
        let range = json!({ "userids": [stays.id, leaves.id] });
        let outcome = accepted(&scene.wecom.app(&corp.suite.id, &corp.id, "visible-range", range)?)?;
        let refused = scene.until_dead(&lost)?;
        scene.current_user(&kept)?.data().context("the other members stay")?;
        Ok(((), format!("{outcome}; {refused}")))
    })?;
    report.step("change_contact: a member leaves the corp", || {
        let (kept, lost) = (token_of(stays)?, token_of(leaves)?);
        scene.wecom.delete(&format!("corps/{}/members/{}", corp.id, leaves.id))?;
        let refused = scene.until_dead(&lost)?;
        scene.current_user(&kept)?.data().context("the other members stay")?;
        Ok(((), refused))
    })?;
    report.step("change_auth: the app is disabled", || {
        let token = token_of(stays)?;
        let code = scene.wecom.oauth_code(&corp.suite.id, &corp.id, &stays.id)?;
        scene.wecom.a_second_later()?;
        let outcome = accepted(&scene.wecom.app(&corp.suite.id, &corp.id, "disable", json!({}))?)?;
        scene.until_dead(&token)?;
        let arguments = json!({ "corpId": corp.id, "code": code });
        let refused = scene.rpc.call(AUTH_SERVICE, "loginByWorkbench", arguments)?.refusal()?;
        Ok(((), format!("{outcome}; {refused}")))
    })?;
    report.step("change_auth: the app is enabled, a login works", || {
        scene.wecom.a_second_later()?;
        let outcome = accepted(&scene.wecom.app(&corp.suite.id, &corp.id, "enable", json!({}))?)?;
        wait_for("a login", SOON, || match scene.try_login(corp, stays)? {
            Answer::Data(_) => Ok(Some(())),
            Answer::Refused(..) => Ok(None),
        })?;
        Ok(((), outcome))
    })
}

pub(super) fn keep_apart(scene: &Scene<'_>, report: &mut Report) -> Result<()> {
    let (first, second) = (&scene.corps[0], &scene.corps[2]);
    report.step("a corp of the second suite logs in through its own instance", || {
        login_code(scene, second, second.suite.instance)?.data()?;
        Ok(((), second.name.to_owned()))
    })?;
    report.step("neither instance serves the other suite's corp", || {
        let there = login_code(scene, first, second.suite.instance)?.refusal()?;
        let here = login_code(scene, second, first.suite.instance)?.refusal()?;
        Ok(((), format!("{there}; {here}")))
    })?;
    let token = text(&scene.login(first, &first.members[0])?, "token")?;
    let guest = Corp { suite: second.suite.clone(), ..first.clone() };
    report.step("one corp authorises both suites", || {
        let (_, outcome) = scene.authorise(&guest.suite, &guest.id)?;
        scene.wecom.app(&guest.suite.id, &guest.id, "publish", json!({}))?;
        wait_for("a login through the second suite", SOON, || {
            Ok(login_code(scene, &guest, guest.suite.instance)?.data().ok())
        })?;
        Ok(((), outcome))
    })?;
    report.step("and leaves the second: the first is untouched", || {
        let outcome = accepted(&scene.wecom.app(&guest.suite.id, &guest.id, "cancel", json!({}))?)?;
        let refused = wait_for("the corp counts as gone", SOON, || {
            // Without the app WeCom gives no codes; what the server says to a made-up one is enough.
            let arguments = json!({ "corpId": guest.id, "code": "made-up" });
            match scene.rpc.call(guest.suite.instance, "getLoginCode", arguments)? {
                Answer::Refused(CORP_NOT_AUTHORISED, message) => Ok(Some(message)),
                Answer::Refused(..) => Ok(None),
                Answer::Data(_) => bail!("a made-up code gives a login code"),
            }
        })?;
        scene.current_user(&token)?.data().context("the first suite's session")?;
        scene.login(first, &first.members[1]).context("the first suite's login")?;
        Ok(((), format!("{outcome}; {refused}")))
    })
}

fn login_code(scene: &Scene<'_>, corp: &Corp, instance: &str) -> Result<Answer> {
    let code = scene.wecom.oauth_code(&corp.suite.id, &corp.id, &corp.members[0].id)?;
    scene.rpc.call(instance, "getLoginCode", json!({ "corpId": corp.id, "code": code, "loginType": "workbench" }))
}

pub(super) fn cancel(scene: &Scene<'_>, report: &mut Report) -> Result<()> {
    let corp = &scene.corps[0];
    let login = scene.login(corp, &corp.members[0])?;
    let code = scene.wecom.oauth_code(&corp.suite.id, &corp.id, &corp.members[0].id)?;
    report.step("cancel_auth", || {
        Ok(((), accepted(&scene.wecom.app(&corp.suite.id, &corp.id, "cancel", json!({}))?)?))
    })?;
    report.step("the old session is dead", || {
        let refused = scene.until_dead(&text(&login, "token")?)?;
        refresh(scene, &login)?.refusal().context("the refresh token")?;
        Ok(((), refused))
    })?;
    report.step("a login is refused", || {
        let arguments = json!({ "corpId": corp.id, "code": code });
        Ok(((), scene.rpc.call(AUTH_SERVICE, "loginByWorkbench", arguments)?.refusal()?))
    })?;
    report.step("its organisation code is refused", || {
        let arguments = json!({ "code": corp.org_code });
        Ok(((), scene.rpc.call(AUTH_SERVICE, "getLoginConfigByCode", arguments)?.refusal()?))
    })?;
    report.step("other corps are untouched", || {
        let other = &scene.corps[1];
        ensure!(other.id != corp.id, "the same corp");
        scene.login(other, &other.members[0])?;
        Ok(((), other.name.to_owned()))
    })
}
