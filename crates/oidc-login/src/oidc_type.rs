//! `OidcType`: the login type as the registry sees it.

use login_type::{
    CallError, Company, ConfigProblem, Conflict, ElementFile, ElementType, Examination, Finding, InstanceName,
    Instances, LoginType, async_trait,
};

use crate::{config::Config, instance::OidcInstance};

/// Full name of the Type.
pub const TYPE: &str = "auths.loginTypes.OidcType";

const FILES: &[ElementFile] =
    &[ElementFile { path: "auths/loginTypes/OidcType/e.json", content: include_str!("elements/OidcType.e.json") }];

/// The login type; its instances share nothing.
#[derive(Clone, Copy, Debug)]
pub struct OidcType;

#[async_trait]
impl ElementType for OidcType {
    const NAME: &'static str = TYPE;
    type Config = Config;
    type Instance = OidcInstance;

    fn elements(&self) -> &'static [ElementFile] {
        FILES
    }

    fn open(&self, name: &InstanceName, config: Config) -> Result<OidcInstance, ConfigProblem> {
        config.check()?;
        Ok(OidcInstance::new(name.clone(), config))
    }

    /// A user is known by company and id: of two providers with one company, each could let its people in as the other's.
    fn check(&self, instances: &Instances<OidcInstance>) -> Result<(), Conflict> {
        for (name, instance) in instances.iter() {
            let other = instances.iter().find(|(_, other)| instance.would_confuse(other));
            if let Some((other, _)) = other {
                let message = format!(
                    "is that of {other}, which has another issuer or subjectClaim: their people would be taken for each \
                     other; give one of them a corpId of its own"
                );
                return Err(ConfigProblem::new("corpId", message).of(name));
            }
        }
        Ok(())
    }

    fn warnings(&self, instances: &Instances<OidcInstance>) -> Vec<Conflict> {
        let exposed = instances.iter().filter(|(_, instance)| instance.config().is_exposed());
        let message =
            "is reached by http beyond this machine: codes, secrets and keys can be read and changed on the way";
        exposed.map(|(name, _)| ConfigProblem::new("issuer", message).of(name)).collect()
    }

    async fn diagnose(&self, instances: &Instances<OidcInstance>, examination: &Examination<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (name, instance) in instances.iter().filter(|(_, instance)| instance.config().is_active) {
            findings.push(instance.diagnose(examination).await.about(name.to_string()));
        }
        findings
    }
}

#[async_trait]
impl LoginType for OidcType {
    /// The companies of the configured providers, each once: nothing is stored, so no name is known.
    async fn companies(&self, instances: &Instances<OidcInstance>) -> Result<Vec<Company>, CallError> {
        let mut companies: Vec<Company> = Vec::new();
        for company in instances.iter().map(|(_, instance)| instance.company()) {
            if !companies.contains(&company) {
                companies.push(company);
            }
        }
        Ok(companies)
    }
}

#[cfg(test)]
mod tests {
    use login_type::testing::disagreements;

    use super::*;

    #[test]
    fn the_declared_fields_and_their_secrets_are_those_that_the_code_reads() {
        assert_eq!(disagreements::<Config>(TYPE, FILES), Ok(Vec::new()));
    }
}
