//! `ClientType`: the Type of clients as the registry sees it.

use std::collections::BTreeMap;

use element_type::{ConfigProblem, Conflict, ElementFile, ElementType, Examination, Finding, InstanceName, Instances};
use login_type::async_trait;

use super::{Client, Config, diagnosis, elements, forward_site};

/// A field that may be meant otherwise than it works, and how it works.
type Doubt = (&'static str, &'static str);

const ALLOWS_HTTP: Doubt = ("allowHttp", "sends codes and log-outs over http: whoever is on the way reads them");
/// By https the names of cookies begin with `__Host-`, which browsers take from the host itself alone.
const TAKES_PLANTED: Doubt = (
    "allowHttp",
    "lets any host of the same domain plant the cookie of another login in front of an app behind a proxy",
);

/// OpenID Connect clients.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClientType;

#[async_trait]
impl ElementType for ClientType {
    const NAME: &'static str = elements::TYPE;
    type Config = Config;
    type Instance = Client;

    fn elements(&self) -> &'static [ElementFile] {
        elements::FILES
    }

    fn open(&self, name: &InstanceName, config: Config) -> Result<Client, ConfigProblem> {
        Client::new(name, config)
    }

    /// A `clientId` names one client of an app, and so does the place of an app behind a proxy.
    fn check(&self, instances: &Instances<Client>) -> Result<(), Conflict> {
        let mut known = BTreeMap::new();
        for (name, client) in instances.iter() {
            if let Some(first) = known.insert((&name.app, &client.id), name) {
                let message = format!("is that of {first} too: each client of an app needs its own");
                return Err(ConfigProblem::new("clientId", message).of(name));
            }
        }
        forward_site::check(instances)
    }

    async fn diagnose(&self, instances: &Instances<Client>, examination: &Examination<'_>) -> Vec<Finding> {
        diagnosis::diagnose(instances, examination).await
    }

    fn warnings(&self, instances: &Instances<Client>) -> Vec<Conflict> {
        let mut found = Vec::new();
        for (name, client) in instances.iter() {
            let is_planted = client.config.allow_http && client.is_behind_proxy();
            let doubts = [(client.config.allow_http, ALLOWS_HTTP), (is_planted, TAKES_PLANTED)];
            let doubts = doubts.into_iter().filter(|(applies, _)| *applies);
            found.extend(doubts.map(|(_, (field, message))| ConfigProblem::new(field, message).of(name)));
        }
        found
    }
}
