//! `Issuer`: one app as an OpenID provider, and where its endpoints are.

use element_model::AppId;

/// An app as an OpenID provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    app: AppId,
    url: String,
}

impl Issuer {
    /// The issuer of an app of a server at this URL, which has no slash at its end.
    pub fn new(public_url: &str, app: &AppId) -> Self {
        Self { url: format!("{public_url}/{}/{}", app.org(), app.app()), app: app.clone() }
    }

    /// The app.
    pub fn app(&self) -> &AppId {
        &self.app
    }

    /// `iss`.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// The address of an endpoint: `token`.
    pub fn endpoint(&self, name: &str) -> String {
        format!("{}/oidc/{name}", self.url)
    }
}
