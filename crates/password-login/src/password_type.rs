//! `PasswordType`: the login type as the registry sees it.

use async_trait::async_trait;
use login_type::{
    CallError, Company, ConfigProblem, Conflict, ElementFile, ElementType, InstanceName, Instances, LoginType,
};
use passwords::Hasher;
use secrecy::SecretString;

use crate::{attempts::Attempts, config::Config, elements, instance::PasswordInstance};

/// Login by name and password.
pub struct PasswordType {
    attempts: Attempts,
    hasher: Hasher,
}

impl PasswordType {
    /// The login type with its table of failed attempts in the database at this URL.
    pub fn new(database_url: &SecretString) -> Self {
        Self { attempts: Attempts::new(database_url), hasher: Hasher::default() }
    }
}

impl ElementType for PasswordType {
    const NAME: &'static str = elements::TYPE;
    type Config = Config;
    type Instance = PasswordInstance;

    fn elements(&self) -> &'static [ElementFile] {
        elements::FILES
    }

    fn open(&self, name: &InstanceName, config: Config) -> Result<PasswordInstance, ConfigProblem> {
        PasswordInstance::new(name.clone(), config, self.attempts.clone(), self.hasher.clone())
    }

    /// A name is one member of a company.
    fn check(&self, instances: &Instances<PasswordInstance>) -> Result<(), Conflict> {
        for (name, instance) in instances.iter() {
            let shared = instances.iter().find_map(|(other, it)| Some((other, instance.shared_name(it)?)));
            if let Some((other, user)) = shared {
                let message = format!(
                    "is that of {other}, which has a user `{user}` too: they would be taken for each other; give one of \
                     the instances a corpId of its own"
                );
                return Err(ConfigProblem::new("corpId", message).of(name));
            }
        }
        Ok(())
    }
}

/// Takes no callbacks.
#[async_trait]
impl LoginType for PasswordType {
    /// The companies of the configured users, an instance each: no name is known.
    async fn companies(&self, instances: &Instances<PasswordInstance>) -> Result<Vec<Company>, CallError> {
        Ok(instances.iter().map(|(_, instance)| instance.company()).collect())
    }
}
