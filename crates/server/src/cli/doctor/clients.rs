//! The clients of OpenID Connect, held against what is stored: companies that nobody knows, keys that are too young.

use std::collections::BTreeSet;

use accounts::JWKS_MAX_AGE;
use administration::{Administration, companies};
use clock::Timestamp;
use login_type::{ElementInstance as _, Finding, InstanceName, LoginTypes};
use oidc::clients::{Client, ClientType};
use storage::{Access as _, StoredSigningKey};

use super::report::Report;
use crate::{
    cli::{operator, output},
    program,
};

const CLIENTS: &str = "clients";
const KEYS: &str = "clients' signing keys";

/// Names the faults of the clients that are switched on; says nothing where there are none.
pub(super) async fn check(server: &Administration, login_types: &LoginTypes, report: &mut Report) {
    let Some(opened) = login_types.elements().of::<ClientType>() else { return };
    let clients: Vec<_> = opened.instances.iter().filter(|(_, client)| client.is_active()).collect();
    if clients.is_empty() {
        return;
    }
    let strangers =
        unknown_companies(server, login_types, clients.iter().map(|(name, client)| (*name, &***client))).await;
    if strangers.is_empty() {
        report.add(&Finding::ok(
            CLIENTS,
            format!("{} switched on; the companies that they name are known", clients.len()),
        ));
    }
    report.add_all(&strangers);
    let algorithms: BTreeSet<_> = clients.iter().map(|(_, client)| client.id_token_algorithm.as_str()).collect();
    match server.database.signing_keys().list().await {
        Ok(keys) => {
            let now = server.clock.now();
            for algorithm in algorithms {
                report.add(&of_keys(algorithm, &keys, now));
            }
        }
        Err(error) => {
            let next = "see the findings about the database";
            report.add(&Finding::warning(KEYS, format!("they cannot be read: {error}"), next));
        }
    }
}

/// A finding for each company that a client names and no login knows.
async fn unknown_companies<'a>(
    server: &Administration,
    login_types: &LoginTypes,
    clients: impl Iterator<Item = (&'a InstanceName, &'a Client)>,
) -> Vec<Finding> {
    // Without the list nobody is a stranger; why it cannot be read is told elsewhere.
    let Ok(entries) = companies::list(server, &operator::actor(), login_types, None).await else { return Vec::new() };
    let authorised = entries.into_iter().map(|entry| entry.company.corp_id);
    let configured = login_types
        .logins()
        .filter_map(|(name, _)| login_types.login(name)?.properties()["corpId"].as_str().map(str::to_owned));
    let known: BTreeSet<String> = authorised.chain(configured).collect();
    let next = format!(
        "give the id that {} company list shows, or take it out; a company is known once it has authorised the app",
        program::name()
    );
    let named = clients.flat_map(|(name, client)| client.config.allowed_corps.iter().map(move |corp| (name, corp)));
    let strangers = named.filter(|(_, corp)| !known.contains(*corp));
    let found = |corp| format!("allowedCorps names {corp}, a company that no login here knows: nobody of it comes in");
    strangers.map(|(name, corp)| Finding::warning(CLIENTS, found(corp), &*next).about(name.to_string())).collect()
}

/// Whether the keys of an algorithm were published before they sign, so that clients that keep keys know them.
fn of_keys(algorithm: &str, keys: &[StoredSigningKey], now: Timestamp) -> Finding {
    let good: Vec<_> = keys
        .iter()
        .filter(|key| key.algorithm == algorithm && key.remove_at.is_none_or(|removed| now < removed))
        .collect();
    // Nobody kept keys before the first one was made.
    let has_predecessor = |key: &StoredSigningKey| good.iter().any(|other| other.created_at < key.created_at);
    let is_hurried = |key: &&&StoredSigningKey| {
        let is_young = now < key.created_at + JWKS_MAX_AGE;
        is_young && key.activate_at.since(key.created_at) < JWKS_MAX_AGE && has_predecessor(key)
    };
    match (good.len(), good.iter().find(is_hurried)) {
        (0, _) => Finding::ok(KEYS, format!("{algorithm}: none yet; the first is made when it is first asked for")),
        (_, Some(key)) => {
            let found = format!(
                "{algorithm}: {} signs from {}, {} s after it was published; clients may keep keys for {} s",
                key.kid,
                output::time(key.activate_at),
                key.activate_at.since(key.created_at).as_secs(),
                JWKS_MAX_AGE.as_secs()
            );
            let next = format!(
                "until {} clients that look for no unknown key refuse logins; rotate without --now where no key is lost",
                output::time(key.created_at + JWKS_MAX_AGE)
            );
            Finding::warning(KEYS, found, next)
        }
        (count, _) => Finding::ok(KEYS, format!("{algorithm}: {count} published")),
    }
}
