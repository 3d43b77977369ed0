//! `CatalogOpenings`: the addresses that pages of other origins may reach, as the apps declare them.

use app_catalog::SharedCatalog;
use web::cross_site::Openings;

use super::{jwks, oidc, rpc, target};

/// An app's `allowedOrigins` may call its functions and its clients' the endpoints for tokens; anybody may read the metadata
/// and the public keys.
pub(crate) struct CatalogOpenings(pub(crate) SharedCatalog);

impl Openings for CatalogOpenings {
    fn is_for_everybody(&self, path: &str) -> bool {
        path == jwks::PATH || oidc::is_public(path)
    }

    fn is_doorway(&self, path: &str) -> bool {
        oidc::below_issuer(path).is_some_and(|(.., rest)| matches!(rest, "oidc/authorize" | "oidc/end_session"))
    }

    fn is_for_proxies(&self, path: &str) -> bool {
        oidc::below_issuer(path).is_some_and(|(.., rest)| rest == "forward-auth")
    }

    /// A page, or a function that answers plain HTTP, not one whose refusals count as guesses.
    fn is_page(&self, path: &str) -> bool {
        let function = path.strip_prefix(rpc::PREFIX);
        function.is_none_or(|path| target::asks_plainly(&self.0.current(), path))
    }

    fn is_open_to(&self, path: &str, origin: &[u8]) -> bool {
        if oidc::is_public(path) {
            return true;
        }
        let catalog = self.0.current();
        let Some(path) = path.strip_prefix(rpc::PREFIX) else { return oidc::is_open_to(&catalog, path, origin) };
        let Some(app) = target::app(&catalog, path) else { return false };
        app.allowed_origins().iter().any(|allowed| allowed.as_str().as_bytes() == origin)
    }

    fn is_for_programs(&self, path: &str) -> bool {
        path.starts_with(rpc::PREFIX) || oidc::is_for_programs(path)
    }
}
