//! Where identity providers send browsers back to: the redirect URI of an app's login page.

use element_model::AppId;
use url::{ParseError, Url};

/// The redirect URI of an app, which providers want to know beforehand.
///
/// # Errors
/// Never: an app's id is a path.
pub(crate) fn uri(public_url: &Url, app: &AppId) -> Result<Url, ParseError> {
    public_url.join(&format!("{}/{}/login/callback", app.org(), app.app()))
}
