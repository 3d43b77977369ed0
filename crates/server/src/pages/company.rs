//! The names of companies, which members know them by.

use error_chain::ErrorChain;

use super::served_app::ServedApp;

/// The name of a company by the first login of the app that knows one; a name that cannot be looked up keeps nobody from a
/// page.
pub(super) async fn name(served: &ServedApp, id: &str) -> Option<String> {
    for (name, _) in served.catalog.login_types.logins().filter(|(name, _)| name.app == *served.id()) {
        let Some(login) = served.catalog.login_types.login(name).filter(|login| login.is_open_to(id)) else { continue };
        match login.company_name(id).await {
            Ok(Some(name)) => return Some(name),
            Ok(None) => {}
            Err(error) => tracing::warn!(error = %error.chain(), "the name of a company could not be looked up"),
        }
    }
    None
}
