//! `SignIn`: the way to the server and back, as the public library walks it.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthorizationCode, ClientId, CsrfToken, IssuerUrl, LogoutRequest, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout,
    RedirectUrl, Scope, TokenResponse as _, UserInfoClaims,
    core::{CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreIdToken},
};
use reqwest::{Client, redirect::Policy};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tests::openid_library::send;
use url::Url;

/// The knowledge of the app: the issuer, its own id, and where it is itself.
pub(super) struct SignIn {
    issuer: IssuerUrl,
    client_id: ClientId,
    redirect_uri: RedirectUrl,
    home: PostLogoutRedirectUrl,
    http: Client,
}

/// A login that is under way.
pub(super) struct Begun {
    /// Where the browser goes.
    pub(super) url: Url,
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

/// A finished login.
pub(super) struct SignedIn {
    /// All that the server tells of the member.
    pub(super) claims: Map<String, Value>,
    id_token: CoreIdToken,
}

/// The claims that OpenID Connect does not name.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(transparent)]
struct Others(Map<String, Value>);

impl AdditionalClaims for Others {}

impl SignIn {
    pub(super) fn new(issuer: &str, client_id: &str, home: &Url) -> Result<Self> {
        Ok(Self {
            issuer: IssuerUrl::new(issuer.to_owned())?,
            client_id: ClientId::new(client_id.to_owned()),
            redirect_uri: RedirectUrl::new(home.join("callback")?.into())?,
            home: PostLogoutRedirectUrl::new(home.to_string())?,
            http: Client::builder().no_proxy().redirect(Policy::none()).build()?,
        })
    }

    /// Begins a login, with PKCE, `state` and `nonce`.
    pub(super) async fn begin(&self) -> Result<Begun> {
        let client = CoreClient::from_provider_metadata(self.discovered().await?, self.client_id.clone(), None)
            .set_redirect_uri(self.redirect_uri.clone());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(["profile", "email", "groups"].map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Begun { url, state, nonce, verifier })
    }

    /// Finishes a login with the parameters that came back: exchanges the code, verifies the ID token, asks for the claims.
    pub(super) async fn finish(&self, begun: Begun, came: &HashMap<String, String>) -> Result<SignedIn> {
        let get = |name: &str| came.get(name).map(String::as_str);
        ensure!(get("state") == Some(begun.state.secret()), "the state is another one");
        ensure!(get("iss").is_none_or(|iss| iss == self.issuer.as_str()), "the answer is another issuer's (RFC 9207)");
        let description = get("error_description").unwrap_or_default();
        ensure!(get("error").is_none(), "the server says {}: {description}", get("error").unwrap_or_default());
        let code = AuthorizationCode::new(get("code").context("no code came back")?.to_owned());

        let send = |request| send(self.http.clone(), request);
        let client = CoreClient::from_provider_metadata(self.discovered().await?, self.client_id.clone(), None)
            .set_redirect_uri(self.redirect_uri.clone());
        let tokens = client.exchange_code(code)?.set_pkce_verifier(begun.verifier).request_async(&send).await?;
        let id_token = tokens.id_token().context("there is no ID token")?.clone();
        let verifier = client.id_token_verifier();
        let claims = id_token.claims(&verifier, &begun.nonce)?;
        let hash = AccessTokenHash::from_token(
            tokens.access_token(),
            id_token.signing_alg()?,
            id_token.signing_key(&verifier)?,
        )?;
        ensure!(claims.access_token_hash() == Some(&hash), "the access token is not the ID token's");
        let asked = client.user_info(tokens.access_token().clone(), Some(claims.subject().clone()))?;
        let told: UserInfoClaims<Others, CoreGenderClaim> = asked.request_async(&send).await?;
        let Value::Object(claims) = serde_json::to_value(&told)? else { anyhow::bail!("the claims are no object") };
        Ok(SignedIn { claims, id_token })
    }

    /// Where the browser goes to end the login at the server too.
    pub(super) async fn sign_out(&self, signed_in: &SignedIn) -> Result<Url> {
        let metadata = self.discovered().await?;
        let end = metadata.additional_metadata().end_session_endpoint.clone();
        let request = LogoutRequest::from(end.context("the server ends no sessions")?)
            .set_id_token_hint(&signed_in.id_token)
            .set_post_logout_redirect_uri(self.home.clone());
        Ok(request.http_get_url())
    }

    async fn discovered(&self) -> Result<ProviderMetadataWithLogout> {
        let send = |request| send(self.http.clone(), request);
        ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &send).await.context("discovery")
    }
}
