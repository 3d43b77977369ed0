//! `ClientType`: the Type of clients as the registry sees it.

use std::collections::BTreeMap;

use element_type::{ConfigProblem, Conflict, ElementFile, ElementType, InstanceName, Instances};

use super::{Client, Config, elements};

/// OpenID Connect clients.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClientType;

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

    /// A `clientId` names one client of an app.
    fn check(&self, instances: &Instances<Client>) -> Result<(), Conflict> {
        let mut known = BTreeMap::new();
        for (name, client) in instances.iter() {
            if let Some(first) = known.insert((&name.app, &client.id), name) {
                let message = format!("is that of {first} too: each client of an app needs its own");
                return Err(ConfigProblem::new("clientId", message).of(name));
            }
        }
        Ok(())
    }

    fn warnings(&self, instances: &Instances<Client>) -> Vec<Conflict> {
        let warnings: [(&str, fn(&Client) -> bool, &str); 2] = [
            (
                "allowHttp",
                |client| client.config.allow_http,
                "sends codes and log-outs over http: whoever is on the way reads them",
            ),
            (
                "allowedDepartments",
                |client| !client.config.allowed_departments.is_empty(),
                "lets nobody in while the departments of members are not known",
            ),
        ];
        let of = |(name, client): (&InstanceName, &Client)| {
            let apply = warnings.iter().filter(|(_, applies, _)| applies(client));
            apply.map(|(field, _, message)| ConfigProblem::new(*field, *message).of(name)).collect::<Vec<_>>()
        };
        instances.iter().flat_map(of).collect()
    }
}
