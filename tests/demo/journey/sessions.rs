//! The uses of a token, and its end.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::{AUTH_SVC, Answer};

use crate::{
    fields::text,
    jwt::{self, Verified},
    report::Report,
    scene::Scene,
};

pub(super) async fn walk(scene: &Scene, report: &mut Report) -> Result<()> {
    let corp = &scene.corps[0];
    let member = &corp.members[0];
    let login =
        report.step("loginByWorkbench", async || Ok((scene.login(corp, member).await, member.name.to_owned()))).await?;
    let token = text(&login, "token")?;
    report
        .step("getCurrUser", async || {
            let user = scene.current_user(&token).await.ok();
            ensure!(text(&user, "corpUserId")? == member.id, "somebody else: {user}");
            Ok(((), format!("{} of {}", text(&user, "corpUserId")?, corp.name)))
        })
        .await?;
    report
        .step("token verified against the JWKS by ring", async || {
            let verified = verify(scene, &token).await?;
            ensure!(verify(scene, &altered(&token)?).await.is_err(), "an altered token holds too");
            let subject = text(&verified.claims, "sub")?;
            ensure!(subject == text(&login, "userId")?, "sub is not the user");
            Ok(((), format!("kid {}, iss {}, sub {subject}", verified.key_id, scene.issuer())))
        })
        .await?;
    report
        .step("an altered token is refused", async || Ok(((), scene.current_user(&altered(&token)?).await.refusal())))
        .await?;
    renewals(scene, report, &login).await?;
    report
        .step("logout", async || {
            let token = text(&scene.login(corp, member).await, "token")?;
            scene.call(scene.member(&token), AUTH_SVC, "logout", json!({})).await.ok();
            Ok(((), scene.current_user(&token).await.refusal()))
        })
        .await
}

/// The refresh token: renewed, repeated, used twice.
async fn renewals(scene: &Scene, report: &mut Report, login: &Value) -> Result<()> {
    let renewed = report
        .step("refreshToken", async || {
            let renewed = refresh(scene, login).await?.ok();
            ensure!(text(&renewed, "refreshToken")? != text(login, "refreshToken")?, "the refresh token is the same");
            scene.current_user(&text(&renewed, "token")?).await.ok();
            Ok((renewed, "a new pair".to_owned()))
        })
        .await?;
    report
        .step("a repeat at once, as after a lost answer, gets the same new token", async || {
            let repeated = refresh(scene, login).await?.ok();
            ensure!(text(&repeated, "refreshToken")? == text(&renewed, "refreshToken")?, "another refresh token");
            Ok(((), "the same refresh token".to_owned()))
        })
        .await?;
    let renewed = report
        .step("the new token is used", async || Ok((refresh(scene, &renewed).await?.ok(), String::new())))
        .await?;
    report
        .step("the spent refresh token is refused", async || Ok(((), refresh(scene, login).await?.refusal())))
        .await?;
    report
        .step("its re-use has ended the whole family", async || {
            let refused = refresh(scene, &renewed).await?.refusal();
            scene.current_user(&text(&renewed, "token")?).await.refusal();
            Ok(((), refused))
        })
        .await
}

/// A token with another signature.
fn altered(token: &str) -> Result<String> {
    let (head, _signature) = token.rsplit_once('.').context("no JWT")?;
    Ok(format!("{head}.{}", "A".repeat(86)))
}

/// Trades a login's refresh token for a new pair.
pub(super) async fn refresh(scene: &Scene, login: &Value) -> Result<Answer> {
    let arguments = json!({ "refreshToken": text(login, "refreshToken")? });
    Ok(scene.call(scene.nobody(), AUTH_SVC, "refreshToken", arguments).await)
}

/// Verifies an access token with the keys that the server publishes.
pub(super) async fn verify(scene: &Scene, token: &str) -> Result<Verified> {
    let keys = scene.jwks().await?;
    jwt::verify(token, &keys, &scene.issuer())
}
