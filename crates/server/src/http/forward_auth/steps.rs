//! The steps of a login at an app behind a proxy: `.wecom-login/login` asks the issuer for a login as any client does,
//! `.wecom-login/callback` takes its answer, `.wecom-login/logout` leads to the log-out.
//!
//! `state` is the way back with a digest over it and the verifier of PKCE, which is the value of a cookie of the app's host:
//! an answer counts in the browser that asked alone, and leads nowhere else than it came from.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use login_type::SecretText;
use oidc::{FORWARD_SCOPE, ForwardCode, Parameters, ProviderError};
use sha2::{Digest as _, Sha256};
use url::{Url, form_urlencoded};

use super::{super::texts, Visit, asked, cookies, plain};

/// Length of a verifier (RFC 7636, section 4.1).
const VERIFIER_LEN: usize = 43;
impl Visit<'_> {
    /// Leads to the issuer, with a cookie that the answer is tied to.
    pub(super) fn begin(&self) -> HttpResponse {
        let asked = form_urlencoded::parse(self.asked.url.query().unwrap_or_default().as_bytes());
        let to = asked.into_owned().find(|(name, _)| name == "to").map(|(_, to)| to);
        let to = to.filter(|to| self.is_own(to)).unwrap_or_else(|| asked::begin(&self.app));
        // A second tab shares the first one's cookie, so that both can come back.
        let known = cookies::attempts(self.request, &self.app).into_iter().find(|value| is_verifier(value));
        let verifier = known.unwrap_or_else(|| self.oidc.host.entropy.alphanumeric(VERIFIER_LEN));
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs([
            ("client_id", &*self.app.client.id),
            ("redirect_uri", &self.app.callback()),
            ("response_type", "code"),
            ("scope", FORWARD_SCOPE),
            ("state", &state(&verifier, &to)),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let mut answer = found(&format!("{}/oidc/authorize?{}", self.site.issuer.as_str(), query.finish()));
        cookies::set_attempt(&mut answer, &self.app, verifier);
        answer
    }

    /// Takes the issuer's answer, and goes back to where the browser was.
    pub(super) async fn finish(&self) -> Result<HttpResponse, ProviderError> {
        let came = Parameters::parse(self.asked.url.query().unwrap_or_default());
        let state = came.get("state").unwrap_or_default();
        let mut verifiers = cookies::attempts(self.request, &self.app).into_iter();
        let Some((verifier, to)) = verifiers
            .find_map(|verifier| Some((way_back(&verifier, state)?, verifier)))
            .map(|(to, verifier)| (verifier, to))
            .filter(|(_, to)| self.is_own(to))
        else {
            return Ok(plain(StatusCode::BAD_REQUEST, &texts::LOGIN_CAME_TO_NOTHING.in_one()));
        };
        match (came.get("code"), came.get("error")) {
            (Some(code), None) => {
                let code = ForwardCode { code, verifier: &verifier };
                let entered = self.oidc.provider.enter_forward(self.oidc.at(self.site), &self.app, code).await?;
                Ok(entered.map_or_else(
                    || plain(StatusCode::BAD_REQUEST, &texts::LOGIN_CAME_TO_NOTHING.in_one()),
                    |cookie| self.enter(&cookie, &to),
                ))
            }
            (_, Some("access_denied")) => Ok(plain(StatusCode::FORBIDDEN, &texts::NOT_ADMITTED.in_one())),
            _ => Ok(plain(StatusCode::BAD_REQUEST, &texts::LOGIN_CAME_TO_NOTHING.in_one())),
        }
    }

    fn enter(&self, cookie: &SecretText, to: &str) -> HttpResponse {
        let mut answer = found(&format!("{}{to}", self.app.origin().ascii_serialization()));
        cookies::set_session(&mut answer, &self.app, cookie.expose_secret().to_owned());
        answer
    }

    /// Leads to the issuer, which asks before it ends the session: any site may link here.
    pub(super) fn leave(&self) -> HttpResponse {
        let issuer = self.site.issuer.as_str();
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("client_id", &self.app.client.id).finish();
        found(&format!("{issuer}/oidc/end_session?{query}"))
    }

    /// Whether a path with its query is one of the app, and no page of the server's there.
    fn is_own(&self, to: &str) -> bool {
        let url = Url::parse(&format!("{}{to}", self.app.origin().ascii_serialization()));
        // It goes into a header.
        let is_plain = to.starts_with('/') && to.bytes().all(|byte| byte.is_ascii_graphic());
        is_plain && url.is_ok_and(|url| self.app.has(&url) && self.app.own_page(&url).is_none())
    }
}

fn is_verifier(value: &str) -> bool {
    value.len() == VERIFIER_LEN && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The `state` of a way back: who does not know the verifier makes none.
fn state(verifier: &str, to: &str) -> String {
    format!("{}.{}", tie(verifier, to), URL_SAFE_NO_PAD.encode(to))
}

fn way_back(verifier: &str, state: &str) -> Option<String> {
    let (tie_of_state, to) = state.split_once('.')?;
    let to = String::from_utf8(URL_SAFE_NO_PAD.decode(to).ok()?).ok()?;
    // A digest over a random value: the comparison gives nothing away.
    (is_verifier(verifier) && tie(verifier, &to) == tie_of_state).then_some(to)
}

fn tie(verifier: &str, to: &str) -> String {
    let digest = Sha256::new().chain_update("forward auth\0").chain_update(verifier).chain_update([0]).chain_update(to);
    URL_SAFE_NO_PAD.encode(digest.finalize())
}

/// A redirect that a browser follows by `GET`, and that nobody keeps.
fn found(location: &str) -> HttpResponse {
    HttpResponse::Found()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_leads_back_in_the_browser_that_made_it_alone() {
        let (own, other) = ("a".repeat(VERIFIER_LEN), "b".repeat(VERIFIER_LEN));
        let state = state(&own, "/路径?x=1");
        assert_eq!(way_back(&own, &state).as_deref(), Some("/路径?x=1"));
        assert_eq!(way_back(&other, &state), None);
        let forged = format!("{}.{}", state.split_once('.').unwrap().0, URL_SAFE_NO_PAD.encode("/elsewhere"));
        assert_eq!(way_back(&own, &forged), None);
        assert_eq!(way_back(&own, ""), None);
    }
}
