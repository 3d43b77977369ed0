//! The pages, walked like a browser with a cookie jar: QR code, workbench, log-out, and what goes wrong on the way.

use anyhow::{Result, ensure};
use url::Url;

use crate::{
    browser::{Browser, Page},
    report::Report,
    scene::{Corp, Member, Scene},
};

pub(super) async fn walk(scene: &Scene, report: &mut Report) -> Result<()> {
    let corp = &scene.corps[0];
    let browser = Browser::new()?;
    report
        .step("an unknown organisation code is refused on the page", async || {
            let page = ask(scene, &browser, "nobody").await?;
            ensure!(page.url.authority() == scene.host(), "went on to {}", page.describe());
            page.form_with("code")?;
            Ok(((), format!("HTTP {}", page.status)))
        })
        .await?;
    let scan = report
        .step("organisation code → QR page", async || {
            let page = ask(scene, &browser, corp.org_code).await?;
            let state = checked_link(page.passed("/wwlogin/sso/login")?, corp)?;
            scene.keep(&state);
            Ok((page, format!("login_type=CorpApp, state of {} characters", state.len())))
        })
        .await?;
    let inside = report
        .step("scan → callback → signed in", async || {
            let page = browser.act(&scan, &scan.action(corp.members[0].name)?, &[]).await?;
            signed_in(scene, &page, &corp.members[0])?;
            Ok((page, "the page shows the member".to_owned()))
        })
        .await?;
    let callback = inside.passed("/login/callback")?.clone();
    report
        .step("reload of the callback starts over", async || {
            let page = browser.open(&callback).await?;
            starts_over(&page)?;
            Ok(((), format!("HTTP {}", page.status)))
        })
        .await?;
    report
        .step("log-out", async || {
            let page = browser.act(&inside, &inside.form_to("/logout")?, &[]).await?;
            let after = browser.open(&scene.page("me")?).await?;
            ensure!(!after.body.contains(&corp.members[0].id), "still signed in: {}", after.describe());
            Ok(((), format!("leads to {}, then /me to {}", page.url.path(), after.url.path())))
        })
        .await?;
    on_the_way(scene, report, corp).await?;
    workbench(scene, report, corp).await
}

/// Other people's doings in front of the QR page.
async fn on_the_way(scene: &Scene, report: &mut Report, corp: &Corp) -> Result<()> {
    report
        .step("a callback in another browser is refused", async || {
            let scan = ask(scene, &Browser::new()?, corp.org_code).await?;
            let page = Browser::new()?.act(&scan, &scan.action(corp.members[0].name)?, &[]).await?;
            starts_over(&page)?;
            Ok(((), format!("HTTP {}", page.status)))
        })
        .await?;
    for who in ["outsider", "refuse"] {
        report
            .step(&format!("{who} on the QR page gets a page that says so"), async || {
                let browser = Browser::new()?;
                let scan = ask(scene, &browser, corp.org_code).await?;
                let page = browser.act(&scan, &scan.action(who)?, &[]).await?;
                starts_over(&page)?;
                Ok(((), format!("HTTP {}", page.status)))
            })
            .await?;
    }
    Ok(())
}

async fn workbench(scene: &Scene, report: &mut Report, corp: &Corp) -> Result<()> {
    report
        .step("inside WeCom: workbench redirect → signed in", async || {
            let member = &corp.members[1];
            scene.sim.set_current_member(&corp.wecom, &member.id).await;
            let mut url = scene.page("login")?;
            url.query_pairs_mut().append_pair("corpId", &corp.id);
            let page = Browser::inside_wecom()?.open(&url).await?;
            page.passed("/connect/oauth2/authorize")?;
            signed_in(scene, &page, member)?;
            Ok(((), format!("{} redirects", page.way.len() - 1)))
        })
        .await
}

/// Types an organisation code into the login page.
async fn ask(scene: &Scene, browser: &Browser, org_code: &str) -> Result<Page> {
    let page = browser.open(&scene.page("login")?).await?;
    let form = page.form_with("code")?;
    let answer = browser.act(&page, &form, &[("code", org_code)]).await?;
    keep_parameters(scene, &answer);
    Ok(answer)
}

/// The state of a QR link as the documentation wants it (98173).
fn checked_link(link: &Url, corp: &Corp) -> Result<String> {
    let value = |wanted: &str| {
        let found = link.query_pairs().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    ensure!(value("login_type") == "CorpApp", "login_type is {}", value("login_type"));
    ensure!(value("appid") == corp.id && value("agentid") == corp.agent_id, "another corp's link");
    let state = value("state");
    let alphanumeric = state.bytes().all(|byte| byte.is_ascii_alphanumeric());
    ensure!(alphanumeric && (16..=128).contains(&state.len()), "the state is not [a-zA-Z0-9], 16 to 128 long");
    Ok(state)
}

fn signed_in(scene: &Scene, page: &Page, member: &Member) -> Result<()> {
    keep_parameters(scene, page);
    ensure!(page.status == 200 && page.url.path().ends_with("/me"), "not signed in: {}", page.describe());
    let shown = page.body.contains(&member.id) || page.body.contains(member.name);
    ensure!(shown, "the page shows neither {} nor {}", member.id, member.name);
    Ok(())
}

/// A page of ours that leads back to the login and nowhere else.
fn starts_over(page: &Page) -> Result<()> {
    ensure!(!page.url.path().ends_with("/me"), "signed in although it must not be: {}", page.describe());
    ensure!(page.body.contains("/login\""), "no way back to the login on {}", page.describe());
    Ok(())
}

/// The states and codes of the way may not appear in the log.
pub(super) fn keep_parameters(scene: &Scene, page: &Page) {
    let all = page.way.iter().flat_map(Url::query_pairs);
    let secret = all.filter(|(name, _)| name == "state" || name == "code");
    secret.for_each(|(_, value)| scene.keep(&value));
}
