//! The pages that people see: OAuth in the client, QR login in a browser, the scan of a customized link.

mod authorize;
mod customized;
mod html;
mod link;
mod pick;
mod picker;
mod web_login;

use actix_web::web::{self, ServiceConfig};

pub(crate) use self::html::{error_page, page};

/// Serves the pages at the paths of WeCom's hosts.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .route("/connect/oauth2/authorize", web::get().to(authorize::open))
        .route("/wwlogin/sso/login", web::get().to(web_login::open))
        .route("/wwopen/sso/qrConnect", web::get().to(web_login::open_legacy))
        .route("/_sim/pick", web::get().to(pick::choose))
        .route("/customized/scan", web::get().to(customized::open))
        .route("/customized/scan", web::post().to(customized::scan));
}
