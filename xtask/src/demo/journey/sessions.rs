//! The uses of a token, and its end.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::super::{
    http,
    jwt::{self, Verified},
    report::Report,
    rpc::{Answer, SHARED_SERVICE},
    scene::Scene,
    wecom::text,
};

pub(super) fn walk(scene: &Scene<'_>, report: &mut Report) -> Result<()> {
    let corp = &scene.corps[0];
    let member = &corp.members[0];
    let login = report.step("loginByWorkbench", || Ok((scene.login(corp, member)?, member.name.clone())))?;
    let token = text(&login, "token")?;
    report.step("getCurrUser", || {
        let user = scene.current_user(&token)?.data()?;
        ensure!(text(&user, "corpUserId")? == member.id, "somebody else: {user}");
        Ok(((), format!("{} of {}", text(&user, "corpUserId")?, corp.name)))
    })?;
    report.step("token verified against the JWKS by ring", || {
        let verified = verify(scene, &token)?;
        let subject = text(&verified.claims, "sub")?;
        ensure!(subject == text(&login, "userId")?, "sub is not the user");
        Ok(((), format!("kid {}, iss {}, sub {subject}", verified.key_id, scene.issuer())))
    })?;
    report.step("an altered token is refused", || {
        let (head, _signature) = token.rsplit_once('.').context("no JWT")?;
        let altered = format!("{head}.{}", "A".repeat(86));
        Ok(((), scene.current_user(&altered)?.refusal()?))
    })?;
    let renewed = report.step("refreshToken", || {
        let renewed = refresh(scene, &login)?.data()?;
        ensure!(text(&renewed, "refreshToken")? != text(&login, "refreshToken")?, "the refresh token is the same");
        scene.current_user(&text(&renewed, "token")?)?.data()?;
        Ok((renewed, "a new pair".to_owned()))
    })?;
    report.step("a repeat at once, as after a lost answer, gets the same new token", || {
        let repeated = refresh(scene, &login)?.data()?;
        ensure!(text(&repeated, "refreshToken")? == text(&renewed, "refreshToken")?, "another refresh token");
        Ok(((), "the same refresh token".to_owned()))
    })?;
    let renewed = report.step("the new token is used", || Ok((refresh(scene, &renewed)?.data()?, String::new())))?;
    report.step("the spent refresh token is refused", || Ok(((), refresh(scene, &login)?.refusal()?)))?;
    report.step("its re-use has ended the whole family", || {
        let refused = refresh(scene, &renewed)?.refusal()?;
        scene.current_user(&text(&renewed, "token")?)?.refusal()?;
        Ok(((), refused))
    })?;
    report.step("logout", || {
        let token = text(&scene.login(corp, member)?, "token")?;
        scene.rpc.call_as(&token, SHARED_SERVICE, "logout", json!({}))?.data()?;
        Ok(((), scene.current_user(&token)?.refusal()?))
    })
}

/// Trades a login's refresh token for a new pair.
pub(super) fn refresh(scene: &Scene<'_>, login: &Value) -> Result<Answer> {
    let arguments = json!({ "refreshToken": text(login, "refreshToken")? });
    scene.rpc.call(SHARED_SERVICE, "refreshToken", arguments)
}

/// Verifies an access token with the keys that the server publishes.
pub(super) fn verify(scene: &Scene<'_>, token: &str) -> Result<Verified> {
    let url = format!("{}/.well-known/jwks.json", scene.stack.public_url());
    let (status, keys) = http::json(http::client("xtask-demo").get(url).call()?)?;
    ensure!(status == 200, "jwks.json: HTTP {status}");
    jwt::verify(token, &keys, &scene.issuer())
}
