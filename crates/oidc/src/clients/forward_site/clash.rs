//! Apps behind a proxy that get into each other's way: two clients of one place, and http beside https at one host name.

use element_type::{ConfigProblem, Conflict, ElementInstance as _, InstanceName, Instances};

use super::{ForwardSite, sites};
use crate::clients::Client;

/// An app behind a proxy, and where it is configured.
struct Placed<'a> {
    name: &'a InstanceName,
    /// Its place among the redirect URIs.
    at: usize,
    site: ForwardSite,
}

/// Checks that each place has one client, and each host name one scheme.
///
/// # Errors
/// The redirect URI that is in the way of an earlier one.
pub(in crate::clients) fn check(instances: &Instances<Client>) -> Result<(), Conflict> {
    let active = instances.iter().filter(|(_, client)| client.is_active());
    let mut known = Vec::<Placed<'_>>::new();
    for (name, client) in active {
        for (at, site) in sites(client) {
            let placed = Placed { name, at, site };
            if let Some(message) = known.iter().find_map(|earlier| placed.is_in_the_way_of(earlier)) {
                return Err(ConfigProblem::new(format!("redirectUris.{}", placed.at), message).of(name));
            }
            known.push(placed);
        }
    }
    Ok(())
}

impl Placed<'_> {
    /// Why it cannot be beside an earlier one.
    fn is_in_the_way_of(&self, earlier: &Self) -> Option<String> {
        let (own, other) = (&self.site.place, &earlier.site.place);
        let by = format!("{} of {}", earlier.site.callback(), earlier.name);
        if own == other && self.name != earlier.name && self.name.app == earlier.name.app {
            return Some(format!(
                "is the place of {by} too: whose login it is cannot be told; give each client its own host or path"
            ));
        }
        // Cookies know host names alone: one that came by http would count as one of https.
        if own.host() == other.host() && own.scheme() != other.scheme() {
            return Some(format!(
                "is not at the scheme of {by}: one host name is all https or all http, for cookies know no schemes"
            ));
        }
        None
    }
}
