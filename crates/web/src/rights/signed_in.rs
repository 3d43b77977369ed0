//! `SignedIn`: the user whose browser asks, in the app that the address names.

use accounts::BrowserSession;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError, dev::Payload, http::StatusCode, web::Data};
use element_model::AppId;
use error_chain::ErrorChain;
use futures::future::LocalBoxFuture;
use login_type::{CallError, User};

use super::gate::Gate;
use crate::{
    cookies::{CookieKit, Purpose},
    errcode,
    page::{self, Notice},
    texts,
};

/// The user whose browser asks, in the app that the address names as `/{org}/{app}/…`.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The app.
    pub app: AppId,
    /// The user.
    pub user: User,
    /// The session of the browser.
    pub session: BrowserSession,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotSignedIn {
    /// The browser has no session in this app, or none that goes on.
    #[error("{}", texts::NOBODY.en)]
    Nobody,
    /// The sessions cannot be read.
    #[error(transparent)]
    Unavailable(CallError),
}

impl ResponseError for NotSignedIn {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Nobody => StatusCode::UNAUTHORIZED,
            Self::Unavailable(error) => errcode::status(error.kind()),
        }
    }

    fn error_response(&self) -> HttpResponse {
        let notice = match self {
            Self::Nobody => Notice::new(&texts::NOT_SIGNED_IN, &texts::NOBODY),
            Self::Unavailable(_) => Notice::new(&texts::TRY_LATER, &texts::UNAVAILABLE),
        };
        page::tell(self.status_code(), notice, None)
    }
}

impl FromRequest for SignedIn {
    type Error = NotSignedIn;
    type Future = LocalBoxFuture<'static, Result<Self, NotSignedIn>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            // Without the kit, or at an address without an app, nobody is signed in.
            let app = app(&request).ok_or(NotSignedIn::Nobody)?;
            let gate = Data::<Gate>::extract(&request).await.map_err(|_| NotSignedIn::Nobody)?;
            let cookies = Data::<CookieKit>::extract(&request).await.map_err(|_| NotSignedIn::Nobody)?;
            let sessions = cookies.of(&app).values(&request, Purpose::Session);
            match session(&gate, &app, sessions).await {
                Ok(Some(session)) => Ok(Self { app, user: session.user.clone(), session }),
                Ok(None) => Err(NotSignedIn::Nobody),
                Err(error) => {
                    tracing::error!(error = %error.chain(), "the session cannot be read");
                    Err(NotSignedIn::Unavailable(error))
                }
            }
        })
    }
}

/// The app that an address names.
fn app(request: &HttpRequest) -> Option<AppId> {
    let segments = request.match_info();
    format!("{}.{}", segments.get("org")?, segments.get("app")?).parse().ok()
}

/// The first session that goes on in the app.
async fn session(gate: &Gate, app: &AppId, cookies: Vec<String>) -> Result<Option<BrowserSession>, CallError> {
    for cookie in cookies {
        let session = gate.accounts.browser_session(&gate.host, &cookie).await?;
        if let Some(session) = session.filter(|session| session.app == app.to_string()) {
            return Ok(Some(session));
        }
    }
    Ok(None)
}
