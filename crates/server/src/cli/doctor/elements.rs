//! Whether the apps can be read and their instances opened.

use std::sync::Arc;

use app_catalog::{BuiltIn, Catalog, SecretFiles, files_with_secrets, warnings};
use element_model::{App, Apps};
use error_chain::ErrorChain;
use login_type::{Finding, LoginTypes, Registry, Survey};
use url::Url;

use super::{exposure, report::Report};
use crate::{
    build_error::BuildError, clock_and_entropy::ClockAndEntropy, composition::Composition, config::Config,
    core_services::CoreServices, environment::ProcessEnvironment, metrics::Metrics, program,
};

const CHECK: &str = "elements";

/// The opened login types, over the configured database or else over none; without instances where the apps cannot be
/// read, so that what needs none is checked all the same.
pub(super) async fn check(
    config: &Config,
    public_url: &Url,
    composition: &Composition,
    clock_and_entropy: ClockAndEntropy,
    services: Option<CoreServices>,
    report: &mut Report,
) -> Option<(LoginTypes, Survey)> {
    let built_in = match built_in(config, public_url, composition, clock_and_entropy, services).await {
        Ok(built_in) => built_in,
        Err(error) => {
            let found = format!("the login types cannot be made: {:#}", anyhow::Error::from(error));
            report.add(&Finding::error(CHECK, found, "correct it and run doctor again: logins are not checked"));
            return None;
        }
    };
    let secrets = SecretFiles::default();
    match Catalog::load(&built_in, &config.apps.dir, &ProcessEnvironment::of(&config.apps), &secrets) {
        Ok(catalog) => {
            report.add(&of_catalog(&catalog));
            report.add_all(&exposure::of_app_files(&files_with_secrets(&catalog, &secrets)));
            for warning in warnings(&catalog) {
                report.add(&Finding::warning(CHECK, warning, "correct it where it is not meant"));
            }
            Some((catalog.login_types, Survey::All))
        }
        Err(error) => {
            for problem in error.chain().to_string().lines() {
                let next = format!("correct it, then run {} element check", program::name());
                report.add(&Finding::error(CHECK, problem, next));
            }
            let next = "correct the elements first, then run doctor again";
            report.add(&Finding::warning("instances", "not checked: not all elements can be read", next));
            Some((without_instances(&built_in.registry)?, Survey::Unread))
        }
    }
}

async fn built_in(
    config: &Config,
    public_url: &Url,
    composition: &Composition,
    clock_and_entropy: ClockAndEntropy,
    services: Option<CoreServices>,
) -> Result<BuiltIn, BuildError> {
    let services = match services {
        Some(services) => services,
        None => CoreServices::detached(config, public_url, clock_and_entropy).await?,
    };
    let metrics = Arc::new(Metrics::new());
    composition.built_in(config, &services.database, &services.accounts, &services.clock_and_entropy, &metrics)
}

fn of_catalog(catalog: &Catalog) -> Finding {
    let instances: Vec<_> = catalog.login_types.logins().collect();
    let apps = catalog.served().count();
    if instances.is_empty() {
        let next = format!("describe a login: {} element new, then element set --finish", program::name());
        return Finding::warning(CHECK, format!("apps {apps}, but no instance: nobody can log in"), next);
    }
    let is_active = |name| catalog.login_types.is_active(name).unwrap_or_default();
    let off = instances.iter().filter(|(name, _)| !is_active(name)).count();
    let drafts = catalog.served().flat_map(App::elements).filter(|element| element.is_draft()).count();
    let found = format!("apps {apps}, instances {}, switched off {off}, drafts {drafts}", instances.len());
    if off == instances.len() {
        return Finding::warning(CHECK, found, "set isActive of one of them to true: nobody can log in");
    }
    Finding::ok(CHECK, found)
}

fn without_instances(registry: &Registry) -> Option<LoginTypes> {
    // The built-in app has no variables.
    let apps = Apps::load(&registry.base_app(), &[], &|_: &str| None).ok()?;
    registry.open(&apps).ok()
}
