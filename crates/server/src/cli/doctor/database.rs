//! Whether the database opens and has the schema of this program.

use login_type::{Finding, Severity};
use migrations::{MigrationError, Step, StepState};
use secrecy::ExposeSecret;
use storage::{KeyRing, StorageError};
use url::Url;

use super::{LIMIT, report::Report};
use crate::{
    build_error::BuildError, clock_and_entropy::ClockAndEntropy, config::Config, core_services::CoreServices, program,
};

const DATABASE: &str = "database";
const SCHEMA: &str = "schema";

fn out_of_reach() -> String {
    let program = program::name();
    format!(
        "see that database.url names the database, that it runs and lets this user in; a new one is made by {program} migrate"
    )
}

/// The configured database, open.
pub(super) struct Found {
    pub(super) services: CoreServices,
    /// Whether it was opened with the configured keys; without them, only what is not sealed can be read.
    pub(super) has_keys: bool,
}

/// The database, where what is stored in it can be looked at.
pub(super) async fn check(
    config: &Config,
    public_url: &Url,
    clock_and_entropy: ClockAndEntropy,
    keys: Option<KeyRing>,
    report: &mut Report,
) -> Option<Found> {
    let has_keys = keys.is_some();
    let services = match CoreServices::as_found(config, public_url, clock_and_entropy, keys).await {
        Ok(services) => services,
        Err(error) => {
            let next = match error {
                BuildError::Database(StorageError::Unsuitable(_)) => {
                    format!("do that, name the database in database.url, then run {} migrate", program::name())
                }
                _ => out_of_reach(),
            };
            report.add(&Finding::error(DATABASE, without_name(error), next));
            return None;
        }
    };
    report.add(&Finding::ok(DATABASE, "it answers"));
    let status = migrations::status(config.database.url.expose_secret());
    let schema = match tokio::time::timeout(LIMIT, status).await {
        Ok(Ok(steps)) => of_steps(&steps),
        Ok(Err(error @ MigrationError::Newer { .. })) => {
            let next = "run the newer wecom-login, or restore the backup that was taken before it";
            Finding::error(SCHEMA, error.to_string(), next)
        }
        Ok(Err(error)) => Finding::error(SCHEMA, error.to_string(), out_of_reach()),
        Err(_) => Finding::error(SCHEMA, format!("the database does not answer within {LIMIT:?}"), out_of_reach()),
    };
    report.add(&schema);
    (schema.severity == Severity::Ok).then_some(Found { services, has_keys })
}

fn of_steps(steps: &[Step]) -> Finding {
    let pending: Vec<_> = steps.iter().filter(|step| step.state == StepState::Pending).collect();
    let Some(first) = pending.first() else {
        return Finding::ok(SCHEMA, format!("up to date, {} steps", steps.len()));
    };
    let found = format!("{} of {} steps are missing, from {} on", pending.len(), steps.len(), first.name);
    Finding::error(SCHEMA, found, format!("run {} migrate (serve does it too when it starts)", program::name()))
}

/// The error with its causes, but for the word that the line begins with anyway.
fn without_name(error: BuildError) -> String {
    match error {
        BuildError::Database(error) => format!("{:#}", anyhow::Error::from(error)),
        error => format!("{:#}", anyhow::Error::from(error)),
    }
}
