//! `DoorType`: a login of a provider that knows no companies.

use login_type::{
    CallError, ConfigProblem, CorpHint, ElementFile, ElementInstance, ElementType, ErrorKind, Grant, Host,
    InstanceName, LinkRequest, Login, LoginInstance, LoginLink, LoginRequest, LoginType, Subject, async_trait,
};
use serde_json::Value;

/// Nothing is asked there.
const PROVIDER: &str = "https://door.invalid/";

pub(super) struct DoorType;

pub(super) struct Door(InstanceName);

/// The address to which the provider sends a browser back that came by this link, with a key.
pub(super) fn open(link: &str) -> String {
    let link: reqwest::Url = link.parse().unwrap();
    let of = |name: &str| link.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    format!("{}?state={}&code=key", of("back"), of("state"))
}

impl ElementType for DoorType {
    const NAME: &'static str = "auths.loginTypes.DoorType";
    type Config = Value;
    type Instance = Door;

    fn elements(&self) -> &'static [ElementFile] {
        &[ElementFile {
            path: "auths/loginTypes/DoorType/e.json",
            content: r#"{"title": "Doors", "type": "auths.loginTypes.Meta"}"#,
        }]
    }

    fn open(&self, name: &InstanceName, _config: Value) -> Result<Door, ConfigProblem> {
        Ok(Door(name.clone()))
    }
}

impl LoginType for DoorType {}

impl ElementInstance for Door {
    type Host = Host;
}

#[async_trait]
impl LoginInstance for Door {
    fn has_login_link(&self) -> bool {
        true
    }

    async fn login_link(&self, request: &LinkRequest<'_>, _host: &Host) -> Result<Option<LoginLink>, CallError> {
        let CorpHint::Unnamed = request.corp else { return Ok(None) };
        let parameters = [("back", request.redirect_uri), ("state", request.state)];
        let url = reqwest::Url::parse_with_params(PROVIDER, parameters).map_err(CallError::internal)?;
        Ok(Some(LoginLink::without_company(url)))
    }

    async fn login(&self, request: &LoginRequest<'_>, host: &Host) -> Result<Login, CallError> {
        if request.code != "key" {
            return Err(CallError::new(ErrorKind::LoginRefused, "The door is closed."));
        }
        let subject = Subject { login_type: DoorType::NAME, corp_id: "door".to_owned(), id: "ada".to_owned() };
        let grant = Grant::new(subject, self.0.clone(), "door", host.clock.now());
        host.accounts.login(&grant, request.platform).await
    }
}
