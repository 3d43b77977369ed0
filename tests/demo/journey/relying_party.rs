//! An app that speaks OpenID Connect, walked like a browser: in by its button, consent, claims, single sign-on, out.

use anyhow::{Context, Result, ensure};

use super::pages::keep_parameters;
use crate::{
    browser::{Browser, Page},
    report::Report,
    scene::{Member, Scene},
};

pub(super) async fn walk(scene: &Scene, report: &mut Report) -> Result<()> {
    let home = scene.relying_party.as_ref().context("there is no relying party")?.url.clone();
    let (corp, browser) = (&scene.corps[0], Browser::new()?);
    let member = &corp.members[2];
    let login = report
        .step("an app's button → the server's login page", async || {
            let page = browser.open(&home).await?;
            let page = browser.act(&page, &page.action("Sign in")?, &[]).await?;
            ensure!(page.url.authority() == scene.host(), "not the server's page: {}", page.describe());
            page.form_with("code")?;
            keep_parameters(scene, &page);
            Ok((page, "by discovery, with PKCE".to_owned()))
        })
        .await?;
    let consent = report
        .step("organisation code → QR page → consent", async || {
            let scan = browser.act(&login, &login.form_with("code")?, &[("code", corp.org_code)]).await?;
            keep_parameters(scene, &scan);
            let page = browser.act(&scan, &scan.action(member.name)?, &[]).await?;
            keep_parameters(scene, &page);
            ensure!(page.body.contains("Noticeboard"), "the page does not name the app: {}", page.describe());
            Ok((page, "the page names the app".to_owned()))
        })
        .await?;
    let inside = report
        .step("consent → back in the app, with claims", async || {
            let page = browser.act(&consent, &consent.action("同意")?, &[]).await?;
            told_of(scene, &page, member)?;
            Ok((page, format!("userid {}", member.id)))
        })
        .await?;
    report
        .step("a second time: no page at all", async || {
            let page = browser.open(&home.join("/sign-in")?).await?;
            told_of(scene, &page, member)?;
            Ok(((), format!("{} redirects", page.way.len() - 1)))
        })
        .await?;
    report
        .step("log-out in the app ends the login here too", async || {
            let page = browser.act(&inside, &inside.form_to("/sign-out")?, &[]).await?;
            page.passed("/oidc/end_session")?;
            ensure!(page.url == home, "not back in the app: {}", page.describe());
            let page = browser.open(&scene.page("me")?).await?;
            ensure!(page.url.path().ends_with("/login"), "still signed in: {}", page.describe());
            Ok(((), String::new()))
        })
        .await
}

/// The app shows the member.
fn told_of(scene: &Scene, page: &Page, member: &Member) -> Result<()> {
    keep_parameters(scene, page);
    let home = scene.relying_party.as_ref().map(|party| &party.url);
    ensure!(Some(&page.url) == home, "not back in the app: {}", page.describe());
    let shown = page.body.contains(&member.id) && page.body.contains(&scene.corps[0].id);
    ensure!(shown, "the app shows neither {} nor {}", member.id, scene.corps[0].id);
    Ok(())
}
