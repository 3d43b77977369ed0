//! `CatalogOpenings`: the addresses that pages of other origins may reach, as the apps declare them.

use app_catalog::SharedCatalog;
use web::cross_site::Openings;

use super::{jwks, rpc, target};

/// An app's `allowedOrigins` may call its functions, and anybody may read the public keys.
pub(crate) struct CatalogOpenings(pub(crate) SharedCatalog);

impl Openings for CatalogOpenings {
    fn is_for_everybody(&self, path: &str) -> bool {
        path == jwks::PATH
    }

    /// A page, or a function that answers plain HTTP, not one whose refusals count as guesses.
    fn is_page(&self, path: &str) -> bool {
        let function = path.strip_prefix(rpc::PREFIX);
        function.is_none_or(|path| target::asks_plainly(&self.0.current(), path))
    }

    fn is_open_to(&self, path: &str, origin: &[u8]) -> bool {
        let Some(path) = path.strip_prefix(rpc::PREFIX) else { return false };
        let catalog = self.0.current();
        let Some(app) = target::app(&catalog, path) else { return false };
        app.allowed_origins().iter().any(|allowed| allowed.as_str().as_bytes() == origin)
    }

    fn is_for_programs(&self, path: &str) -> bool {
        path.starts_with(rpc::PREFIX)
    }
}
