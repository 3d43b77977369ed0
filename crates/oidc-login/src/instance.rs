//! `OidcInstance`: one configured login by an OpenID provider.

use error_chain::ErrorChain;
use login_type::{
    Call, CallError, Company, CorpHint, ElementInstance, ErrorKind, Examination, Finding, Grant, Host, InstanceName,
    LinkRequest, Login, LoginInstance, LoginLink, LoginRequest, MASK, Reply, SecretText, Subject, async_trait,
};
use serde_json::{Map, Value, json};
use url::Url;

use crate::{
    claims,
    config::Config,
    id_token::{Expected, IdToken},
    kept::Kept,
    metadata::Metadata,
    oidc_type::TYPE,
    provider::{Provider, fetch_keys},
    token::{self, Tokens},
};

/// A configured login by an OpenID provider.
#[derive(Debug)]
pub struct OidcInstance {
    name: InstanceName,
    config: Config,
    provider: Provider,
}

impl OidcInstance {
    pub(crate) fn new(name: InstanceName, config: Config) -> Self {
        Self { name, provider: Provider::new(config.issuer.clone()), config }
    }

    pub(crate) fn company(&self) -> Company {
        Company::new(&self.config.issuer, self.config.corp(), "configured")
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Whether somebody of one provider could be taken for somebody of the other.
    pub(crate) fn would_confuse(&self, other: &Self) -> bool {
        let (own, other) = (&self.config, &other.config);
        own.corp() == other.corp() && (own.issuer != other.issuer || own.subject_claim != other.subject_claim)
    }

    /// Whether the provider gives its metadata and keys.
    pub(crate) async fn diagnose(&self, examination: &Examination<'_>) -> Finding {
        const CHECK: &str = "OpenID provider";
        let (http, issuer) = (examination.http, &self.config.issuer);
        let next = "see that the issuer is right and that this machine reaches it (http_client.proxy_url)";
        let metadata = match Metadata::fetch(http, issuer).await {
            Ok(metadata) => metadata,
            Err(error) => return Finding::error(CHECK, error.chain().to_string(), next),
        };
        match fetch_keys(http, &metadata).await {
            Ok(keys) => Finding::ok(CHECK, format!("{issuer} gives its metadata and {} keys", keys.len())),
            Err(error) => Finding::error(CHECK, error.chain().to_string(), next),
        }
    }

    fn refuse_unless_active(&self) -> Result<(), CallError> {
        if self.config.is_active {
            return Ok(());
        }
        let message = format!("instance {} is switched off (isActive is false)", self.name.element);
        Err(CallError::new(ErrorKind::InstanceInactive, message))
    }

    /// Finds out who came back.
    async fn recognise(&self, request: &LoginRequest<'_>, host: &Host) -> Result<Grant, CallError> {
        self.refuse_unless_active()?;
        // Before the provider is asked: a revocation that comes meanwhile undoes the login.
        let recognised_at = host.clock.now();
        let Some(kept) = request.kept else { return Err(CallError::internal("the login kept nothing")) };
        let kept = Kept::of_text(kept)?;
        let metadata = self.provider.metadata(host).await?;
        self.refuse_other_issuer(&metadata, request.iss)?;
        let tokens = token::exchange(host.http(), &metadata, &self.config, request, &kept).await?;
        let claims = self.claims(&tokens, &metadata, &kept, host).await?;
        let id = claims::subject(&claims, &self.config)?;
        let subject = Subject { login_type: TYPE, corp_id: self.config.corp().to_owned(), id };
        let profile = claims::profile(self.with_userinfo(claims, &tokens, &metadata, host).await?, &self.config);
        let realm = self.config.issuer.clone();
        Ok(Grant::new(subject, self.name.clone(), realm, recognised_at).with_profile(profile))
    }

    /// Refuses a return of another provider, which would have the code sent to the wrong one (RFC 9207).
    fn refuse_other_issuer(&self, metadata: &Metadata, iss: Option<&str>) -> Result<(), CallError> {
        let is_own = match iss {
            Some(iss) => iss == self.config.issuer,
            None => !metadata.authorization_response_iss_parameter_supported,
        };
        let refused = || CallError::new(ErrorKind::Forged, "the browser came back from another provider (iss)");
        if is_own { Ok(()) } else { Err(refused()) }
    }

    /// The claims of the ID token, once it holds.
    async fn claims(
        &self,
        tokens: &Tokens,
        metadata: &Metadata,
        kept: &Kept,
        host: &Host,
    ) -> Result<Map<String, Value>, CallError> {
        let (now, config) = (host.clock.now(), &self.config);
        let token = IdToken::parse(tokens.id_token.expose_secret())?;
        let keys = self.provider.keys(host, metadata, &token).await?;
        let expected = Expected { issuer: &config.issuer, client_id: &config.client_id, nonce: &kept.nonce, now };
        Ok(token.claims(&keys, &expected)?)
    }

    /// The claims with those of UserInfo, where the ID token lacks the name; somebody whose name cannot be had comes in
    /// without one, unless a rule looks at the claims: it must not judge by a part of them.
    async fn with_userinfo(
        &self,
        mut claims: Map<String, Value>,
        tokens: &Tokens,
        metadata: &Metadata,
        host: &Host,
    ) -> Result<Map<String, Value>, CallError> {
        let (Some(endpoint), Some(token)) = (&metadata.userinfo_endpoint, &tokens.access_token) else {
            return Ok(claims);
        };
        if claims.contains_key(&self.config.name_claim) && !host.is_screened() {
            return Ok(claims);
        }
        match userinfo(host, endpoint, token).await {
            // Of somebody else it would be worthless (Core §5.3.2).
            Ok(more) if more.get("sub").is_some() && more.get("sub") == claims.get("sub") => {
                for (name, value) in more {
                    claims.entry(name).or_insert(value);
                }
            }
            Ok(_) if host.is_screened() => {
                let message = "UserInfo is about somebody else than the ID token";
                return Err(CallError::new(ErrorKind::UpstreamUnavailable, message));
            }
            Err(error) if host.is_screened() => return Err(error),
            Ok(_) => tracing::warn!(instance = %self.name, "UserInfo is about somebody else than the ID token"),
            Err(error) => {
                tracing::warn!(instance = %self.name, error = %error.chain(), "UserInfo cannot be had; the login goes on");
            }
        }
        Ok(claims)
    }
}

async fn userinfo(host: &Host, endpoint: &str, token: &SecretText) -> Result<Map<String, Value>, CallError> {
    let answer = host.http().get(endpoint).bearer(token.expose_secret()).send().await?;
    if answer.is_success() {
        return Ok(answer.json()?);
    }
    Err(CallError::provider_refused(answer.status(), format!("the provider answers HTTP {}", answer.status())))
}

#[async_trait]
impl ElementInstance for OidcInstance {
    type Host = Host;

    fn is_active(&self) -> bool {
        self.config.is_active
    }

    fn properties(&self) -> Value {
        let Config { issuer, client_id, client_secret, scopes, subject_claim, name_claim, is_active, .. } =
            &self.config;
        json!({
            "issuer": issuer,
            "clientId": client_id,
            "clientSecret": client_secret.as_ref().map(|_| MASK),
            "scopes": scopes,
            "subjectClaim": subject_claim,
            "nameClaim": name_claim,
            "corpId": self.config.corp(),
            "authType": TYPE,
            "isActive": is_active,
        })
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        match call.function {
            "getLoginConfig" => Ok(Reply::Value(json!({
                "corpId": self.config.corp(),
                "issuer": self.config.issuer,
                "isActive": self.config.is_active,
                "authType": TYPE,
                "title": call.title,
            }))),
            _ => Err(call.unknown_function()),
        }
    }
}

#[async_trait]
impl LoginInstance for OidcInstance {
    /// Once the instance is another provider's or another company's, who came by it before is out.
    fn serves(&self, realm: &str, corp_id: &str) -> bool {
        realm == self.config.issuer && corp_id == self.config.corp()
    }

    fn has_login_link(&self) -> bool {
        true
    }

    async fn login_link(&self, request: &LinkRequest<'_>, host: &Host) -> Result<Option<LoginLink>, CallError> {
        let corp = self.config.corp();
        match request.corp {
            CorpHint::Unnamed => {}
            CorpHint::Typed(named) | CorpHint::CorpId(named) if named == corp => {}
            _ => return Ok(None),
        }
        self.refuse_unless_active()?;
        let metadata = self.provider.metadata(host).await?;
        let kept = Kept::new(host);
        let mut url = Url::parse(&metadata.authorization_endpoint).map_err(CallError::internal)?;
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.config.client_id),
            ("redirect_uri", request.redirect_uri),
            ("scope", &self.config.scopes),
            ("state", request.state),
            ("nonce", kept.nonce.expose_secret()),
            ("code_challenge", &kept.challenge()),
            ("code_challenge_method", "S256"),
        ]);
        LoginLink::new(corp, url).exact().keeping(kept.to_text()?).map(Some)
    }

    async fn login(&self, request: &LoginRequest<'_>, host: &Host) -> Result<Login, CallError> {
        let grant = self.recognise(request, host).await?;
        host.accounts.login(&grant, request.platform).await
    }
}
