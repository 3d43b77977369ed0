//! `OneTimeLinkType`: the login type as the registry sees it, and its service.

use login_type::{
    Call, CallError, ConfigProblem, ElementFile, ElementType, ErrorKind, InstanceName, Instances, LoginType, Reply,
    async_trait,
};
use secrecy::SecretString;
use serde_json::json;

use crate::{
    config::Config,
    instance::{OneTimeLink, worthless},
    links::{Invited, Links},
};

/// Full name of the Type.
pub const TYPE: &str = "auths.loginTypes.OneTimeLinkType";
/// Full name of its service.
pub const SERVICE: &str = "auths.loginTypes.OneTimeLinkType.services.OneTimeLinkService";
/// Full name of the model of the links that were made.
pub const MODEL: &str = "auths.loginTypes.OneTimeLinkType.OneTimeLinkModel";

/// Login by a signed one-time link.
pub struct OneTimeLinkType {
    links: Links,
}

impl OneTimeLinkType {
    /// The login type with its table in the database at this URL.
    pub fn new(database_url: &SecretString) -> Self {
        Self { links: Links::new(database_url) }
    }
}

#[async_trait]
impl ElementType for OneTimeLinkType {
    const NAME: &'static str = TYPE;
    type Config = Config;
    type Instance = OneTimeLink;

    fn elements(&self) -> &'static [ElementFile] {
        &[
            ElementFile {
                path: "auths/loginTypes/OneTimeLinkType/e.json",
                content: include_str!("elements/OneTimeLinkType.e.json"),
            },
            ElementFile {
                path: "auths/loginTypes/OneTimeLinkType/services/OneTimeLinkService/e.json",
                content: include_str!("elements/OneTimeLinkService.e.json"),
            },
            ElementFile {
                path: "auths/loginTypes/OneTimeLinkType/OneTimeLinkModel/e.json",
                content: include_str!("elements/OneTimeLinkModel.e.json"),
            },
        ]
    }

    fn open(&self, name: &InstanceName, config: Config) -> Result<OneTimeLink, ConfigProblem> {
        OneTimeLink::new(name.clone(), config, self.links.clone())
    }

    async fn call_service(&self, instances: &Instances<OneTimeLink>, call: Call<'_>) -> Result<Reply, CallError> {
        match (call.element.as_str(), call.function) {
            (SERVICE, "makeLink") => make_link(instances, call).await,
            (SERVICE, "loginByLink") => {
                let link = call.args.text("link")?;
                let signer = instances.iter().map(|(_, instance)| instance).find(|instance| instance.signed(link));
                let grant = signer.ok_or_else(worthless)?.recognise(link, call.host).await?;
                Reply::of(&call.host.accounts.login(&grant, call.args.text("platform")?.parse()?).await?)
            }
            _ => Err(call.unknown_function()),
        }
    }
}

/// Takes no callbacks and tells no companies.
impl LoginType for OneTimeLinkType {}

async fn make_link(instances: &Instances<OneTimeLink>, call: Call<'_>) -> Result<Reply, CallError> {
    let named = call.args.text("instance")?;
    let Some((_, instance)) = instances.iter().find(|(name, _)| name.element == *named) else {
        let message = format!("argument instance: {named} is not an instance of {TYPE} in this app");
        return Err(CallError::new(ErrorKind::ValueNotAllowed, message));
    };
    let invited =
        Invited { subject: call.args.text("userId")?.to_owned(), name: call.args.opt_text("name")?.map(str::to_owned) };
    let (link, expires_at) = instance.make(invited, call.host).await?;
    Ok(Reply::Value(json!({ "link": link, "expiresAt": expires_at.as_secs() })))
}
