//! A login type by OAuth, as a stranger writes one; its provider is played by the tests.

use login_type::{
    Call, CallError, ConfigProblem, CorpHint, ElementFile, ElementInstance, ElementType, ErrorKind, Grant, Host,
    InstanceName, LinkRequest, Login, LoginInstance, LoginLink, LoginRequest, LoginType, Reply, SecretText, Subject,
    async_trait,
};
use serde_json::{Value, json};

/// The only company.
pub(super) const CORP: &str = "lark";
/// The header that signs events.
pub(super) const SIGNATURE: &str = "X-Lark-Signature";

pub(super) struct LarkType;

pub(super) struct Lark {
    name: InstanceName,
    /// How many bytes a link keeps beside what the login needs.
    ballast: usize,
}

impl ElementType for LarkType {
    const NAME: &'static str = "auths.loginTypes.LarkType";
    type Config = Value;
    type Instance = Lark;

    fn elements(&self) -> &'static [ElementFile] {
        &[ElementFile { path: "auths/loginTypes/LarkType/e.json", content: include_str!("LarkType.e.json") }]
    }

    fn open(&self, name: &InstanceName, config: Value) -> Result<Lark, ConfigProblem> {
        let ballast = config["ballast"].as_u64().unwrap_or_default();
        Ok(Lark { name: name.clone(), ballast: usize::try_from(ballast).unwrap_or_default() })
    }
}

impl LoginType for LarkType {}

#[async_trait]
impl ElementInstance for Lark {
    type Host = Host;

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        match call.function {
            "getLoginCode" => Err(CallError::provider_refused(call.args.text("code")?, "Lark refused the code")),
            "notify" => notify(call),
            "seen" => Ok(Reply::Value(json!(call.request.header(SIGNATURE)))),
            _ => Err(call.unknown_function()),
        }
    }
}

/// Answers the challenge in a body that is signed.
fn notify(call: Call<'_>) -> Result<Reply, CallError> {
    let signature = call.request.header(SIGNATURE);
    if signature != Some("by lark, 签名") || call.request.header("Cookie").is_some() {
        return Err(CallError::new(ErrorKind::Forged, format!("the signature is {signature:?}")));
    }
    let event: Value = serde_json::from_slice(&call.request.body).map_err(CallError::internal)?;
    Ok(Reply::Json(json!({ "challenge": event["challenge"] })))
}

#[async_trait]
impl LoginInstance for Lark {
    fn has_login_link(&self) -> bool {
        true
    }

    async fn login_link(&self, request: &LinkRequest<'_>, _host: &Host) -> Result<Option<LoginLink>, CallError> {
        let (CorpHint::Typed(corp) | CorpHint::CorpId(corp)) = request.corp else { return Ok(None) };
        let (redirect_uri, state) = (request.redirect_uri, request.state);
        let kept = format!("{redirect_uri} {state}{}", "x".repeat(self.ballast));
        let url = format!("https://lark.example/authorize?redirect_uri={redirect_uri}&state={state}");
        let link = LoginLink::new(CORP, url).exact().keeping(SecretText::new(kept))?;
        Ok((corp == CORP).then_some(link))
    }

    /// Insists, as a provider does, on the redirect URI of the link; and on what the link kept.
    async fn login(&self, request: &LoginRequest<'_>, host: &Host) -> Result<Login, CallError> {
        let recognised_at = host.clock.now();
        let linked = format!("{} {}", request.redirect_uri, request.state);
        if !request.kept.is_some_and(|kept| kept.matches(&linked)) {
            return Err(CallError::provider_refused("invalid_grant", format!("the link was not for {linked}")));
        }
        let subject =
            Subject { login_type: LarkType::NAME, corp_id: request.corp_id.to_owned(), id: request.code.to_owned() };
        let grant = Grant::new(subject, self.name.clone(), self.name.to_string(), recognised_at);
        host.accounts.login(&grant, request.platform).await
    }
}
