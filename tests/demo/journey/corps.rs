//! The life of a company: its code is reset, its app changes, another suite is added, it leaves.

use anyhow::{Result, ensure};
use serde_json::json;
use tests::{Answer, ErrorKind, SERVICE};

use super::sessions::refresh;
use crate::{
    fields::text,
    report::Report,
    scene::{Corp, Member, Scene, accepted, until},
};

pub(super) async fn reset(scene: &Scene, report: &mut Report) -> Result<()> {
    let corp = &scene.corps[0];
    let exchanges = scene.sim.successes("v2/get_permanent_code").await;
    let fetches = scene.sim.successes("gettoken").await;
    report
        .step("reset_permanent_code", async || {
            let outcome = accepted(&scene.sim.app(&corp.suite, &corp.wecom, "reset-secret", json!({})).await)?;
            until("the new code is fetched", async || {
                (scene.sim.successes("v2/get_permanent_code").await > exchanges).then_some(())
            })
            .await;
            Ok(((), outcome))
        })
        .await?;
    report
        .step("a login with the new permanent code", async || {
            let logged_in = async || {
                scene.login(corp, &corp.members[0]).await;
                (scene.sim.successes("gettoken").await > fetches).then_some(())
            };
            until("a token of the new code", logged_in).await;
            Ok(((), "the old token was dropped, a new one fetched".to_owned()))
        })
        .await
}

pub(super) async fn change(scene: &Scene, report: &mut Report) -> Result<()> {
    let corp = &scene.corps[1];
    let [stays, goes, leaves] = corp.members.as_slice() else { return Ok(()) };
    let token_of = async |member: &Member| text(&scene.login(corp, member).await, "token");
    report
        .step("change_auth: a member leaves the visible range", async || {
            let (kept, lost) = (token_of(stays).await?, token_of(goes).await?);
            scene.sim.advance(1).await;
            let range = json!({ "userids": [stays.id, leaves.id] });
            let outcome = accepted(&scene.sim.app(&corp.suite, &corp.wecom, "visible-range", range).await)?;
            let refused = scene.until_dead(&lost).await;
            scene.current_user(&kept).await.ok();
            Ok(((), format!("{outcome}; {refused}")))
        })
        .await?;
    report
        .step("change_contact: a member leaves the corp", async || {
            let (kept, lost) = (token_of(stays).await?, token_of(leaves).await?);
            scene.sim.remove_member(&corp.wecom, &leaves.id).await;
            let refused = scene.until_dead(&lost).await;
            scene.current_user(&kept).await.ok();
            Ok(((), refused))
        })
        .await?;
    report
        .step("change_auth: the app is disabled", async || {
            let token = token_of(stays).await?;
            let code = scene.sim.oauth_code(&corp.suite, &corp.wecom, &stays.id).await;
            scene.sim.advance(1).await;
            let outcome = accepted(&scene.sim.app(&corp.suite, &corp.wecom, "disable", json!({})).await)?;
            scene.until_dead(&token).await;
            let arguments = json!({ "corpId": corp.id, "code": code });
            let refused = scene.call(scene.nobody(), SERVICE, "loginByWorkbench", arguments).await.refusal();
            Ok(((), format!("{outcome}; {refused}")))
        })
        .await?;
    report
        .step("change_auth: the app is enabled, a login works", async || {
            scene.sim.advance(1).await;
            let outcome = accepted(&scene.sim.app(&corp.suite, &corp.wecom, "enable", json!({})).await)?;
            until("a login", async || scene.try_login(corp, stays).await.is_ok().then_some(())).await;
            Ok(((), outcome))
        })
        .await
}

pub(super) async fn keep_apart(scene: &Scene, report: &mut Report) -> Result<()> {
    let (first, second) = (&scene.corps[0], &scene.corps[2]);
    report
        .step("a corp of the second suite logs in through its own instance", async || {
            login_code(scene, second, second.instance).await.ok();
            Ok(((), second.name.to_owned()))
        })
        .await?;
    report
        .step("neither instance serves the other suite's corp", async || {
            let there = login_code(scene, first, second.instance).await.refusal();
            let here = login_code(scene, second, first.instance).await.refusal();
            Ok(((), format!("{there}; {here}")))
        })
        .await?;
    let token = text(&scene.login(first, &first.members[0]).await, "token")?;
    let guest = Corp { suite: second.suite.clone(), instance: second.instance, ..first.clone() };
    report
        .step("one corp authorises both suites", async || {
            let (_, outcome) = scene.authorise(&guest).await?;
            scene.sim.app(&guest.suite, &guest.wecom, "publish", json!({})).await;
            let logged_in = async || login_code(scene, &guest, guest.instance).await.is_ok().then_some(());
            until("a login through the second suite", logged_in).await;
            Ok(((), outcome))
        })
        .await?;
    report
        .step("and leaves the second: the first is untouched", async || {
            let outcome = accepted(&scene.sim.app(&guest.suite, &guest.wecom, "cancel", json!({})).await)?;
            let refused = until("the corp counts as gone", async || {
                // Without the app WeCom gives no codes; the server's answer to a made-up one is enough.
                let arguments = json!({ "corpId": guest.id, "code": "made-up" });
                let answer = scene.call(scene.nobody(), guest.instance, "getLoginCode", arguments).await;
                assert!(!answer.is_ok(), "a made-up code gives a login code");
                answer.is_refused(ErrorKind::CorpNotAuthorised).then(|| answer.refusal())
            })
            .await;
            scene.current_user(&token).await.ok();
            scene.login(first, &first.members[1]).await;
            Ok(((), format!("{outcome}; {refused}")))
        })
        .await
}

async fn login_code(scene: &Scene, corp: &Corp, instance: &str) -> Answer {
    let code = scene.sim.oauth_code(&corp.suite, &corp.wecom, &corp.members[0].id).await;
    scene
        .call(
            scene.nobody(),
            instance,
            "getLoginCode",
            json!({ "corpId": corp.id, "code": code, "loginType": "workbench" }),
        )
        .await
}

pub(super) async fn cancel(scene: &Scene, report: &mut Report) -> Result<()> {
    let corp = &scene.corps[0];
    let login = scene.login(corp, &corp.members[0]).await;
    let code = scene.sim.oauth_code(&corp.suite, &corp.wecom, &corp.members[0].id).await;
    report
        .step("cancel_auth", async || {
            Ok(((), accepted(&scene.sim.app(&corp.suite, &corp.wecom, "cancel", json!({})).await)?))
        })
        .await?;
    report
        .step("the old session is dead", async || {
            let refused = scene.until_dead(&text(&login, "token")?).await;
            refresh(scene, &login).await?.refusal();
            Ok(((), refused))
        })
        .await?;
    report
        .step("a login is refused", async || {
            let arguments = json!({ "corpId": corp.id, "code": code });
            Ok(((), scene.call(scene.nobody(), SERVICE, "loginByWorkbench", arguments).await.refusal()))
        })
        .await?;
    report
        .step("its organisation code is refused", async || {
            let arguments = json!({ "code": corp.org_code });
            Ok(((), scene.call(scene.nobody(), SERVICE, "getLoginConfigByCode", arguments).await.refusal()))
        })
        .await?;
    report
        .step("other corps are untouched", async || {
            let other = &scene.corps[1];
            ensure!(other.id != corp.id, "the same corp");
            scene.login(other, &other.members[0]).await;
            Ok(((), other.name.to_owned()))
        })
        .await
}
