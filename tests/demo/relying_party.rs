//! `RelyingParty`: a small app whose members sign in by the server. It knows the issuer's address and its own client id, and
//! is written with a public client library.

mod login;
mod pages;

use std::{
    collections::HashMap,
    net::TcpListener,
    sync::{Mutex, PoisonError},
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    cookie::{Cookie, SameSite},
    http::header,
    web::{Data, Query, get, post},
};
use anyhow::{Context, Error, Result};
use openidconnect::CsrfToken;
use serde_json::{Value, json};
use tests::AppFolder;
use url::Url;

use self::login::{Begun, SignIn, SignedIn};
use crate::app::APP;

/// Its id at the server.
const CLIENT_ID: &str = "noticeboard";
/// The cookie with the name of a login. The server's pages are of another port and get it too: its name is not theirs.
const COOKIE: &str = "noticeboard_login";

/// A running app.
pub(crate) struct RelyingParty {
    /// Its first page.
    pub(crate) url: Url,
}

/// The login of a browser.
enum Login {
    Begun(Begun),
    SignedIn(Box<SignedIn>),
}

/// Everything that its pages work with.
struct Board {
    sign_in: SignIn,
    logins: Mutex<HashMap<String, Login>>,
}

/// Writes the app's client: a program of this machine, whose port nobody knows before it runs (RFC 8252, section 7.3).
pub(crate) fn write_client(folder: &AppFolder) {
    let title = json!({ "title": "Noticeboard 公告板", "type": "oidc.clients.ClientType" });
    let client = json!({
        "clientId": CLIENT_ID,
        "applicationType": "native",
        "redirectUris": ["http://127.0.0.1/callback"],
        "postLogoutRedirectUris": ["http://127.0.0.1/"],
    });
    folder.write(&format!("{APP}/clients/Noticeboard/e.json"), &title);
    folder.write(&format!("{APP}/clients/Noticeboard/Noticeboard.json"), &client);
}

impl RelyingParty {
    /// Starts the app on a free port; it goes on until the program ends.
    ///
    /// # Errors
    /// When it cannot listen.
    pub(crate) fn start(issuer: &str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = Url::parse(&format!("http://{}/", listener.local_addr()?))?;
        let sign_in = SignIn::new(issuer, CLIENT_ID, &url)?;
        let board = Data::new(Board { sign_in, logins: Mutex::default() });
        let app = move || {
            App::new()
                .app_data(board.clone())
                .route("/", get().to(home))
                .route("/sign-in", get().to(sign_in_page))
                .route("/callback", get().to(callback))
                .route("/sign-out", post().to(sign_out))
        };
        tokio::spawn(HttpServer::new(app).workers(1).disable_signals().listen(listener)?.run());
        Ok(Self { url })
    }
}

async fn home(request: HttpRequest, board: Data<Board>) -> HttpResponse {
    let logins = board.logins.lock().unwrap_or_else(PoisonError::into_inner);
    let login = request.cookie(COOKIE).and_then(|cookie| logins.get(cookie.value()));
    match login {
        Some(Login::SignedIn(signed_in)) => pages::signed_in(signed_in),
        _ => pages::signed_out(),
    }
}

/// Sends the browser to the server, with a login of its own.
async fn sign_in_page(board: Data<Board>) -> HttpResponse {
    let begun = match board.sign_in.begin().await {
        Ok(begun) => begun,
        Err(error) => return pages::failed(&error),
    };
    let (name, mut answer) = (CsrfToken::new_random().into_secret(), see_other(&begun.url));
    let cookie = Cookie::build(COOKIE, name.clone()).path("/").http_only(true).same_site(SameSite::Lax).finish();
    board.logins.lock().unwrap_or_else(PoisonError::into_inner).insert(name, Login::Begun(begun));
    match answer.add_cookie(&cookie) {
        Ok(()) => answer,
        Err(error) => pages::failed(&Error::new(error)),
    }
}

/// The browser comes back with a code.
async fn callback(request: HttpRequest, query: Query<HashMap<String, String>>, board: Data<Board>) -> HttpResponse {
    match finish(&request, &query, &board).await {
        Ok(()) => HttpResponse::SeeOther().insert_header((header::LOCATION, "/")).finish(),
        Err(error) => pages::failed(&error),
    }
}

async fn finish(request: &HttpRequest, query: &HashMap<String, String>, board: &Board) -> Result<()> {
    let name = request.cookie(COOKIE).context("this browser began no login")?.value().to_owned();
    let login = board.logins.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
    let Some(Login::Begun(begun)) = login else { anyhow::bail!("this login was finished already") };
    let signed_in = board.sign_in.finish(begun, query).await?;
    board.logins.lock().unwrap_or_else(PoisonError::into_inner).insert(name, Login::SignedIn(Box::new(signed_in)));
    Ok(())
}

/// Forgets the login, and has the server end it too.
async fn sign_out(request: HttpRequest, board: Data<Board>) -> HttpResponse {
    let name = request.cookie(COOKIE).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    let login = board.logins.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
    let Some(Login::SignedIn(signed_in)) = login else { return pages::signed_out() };
    match board.sign_in.sign_out(&signed_in).await {
        Ok(url) => see_other(&url),
        Err(error) => pages::failed(&error),
    }
}

fn see_other(url: &Url) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, url.as_str())).finish()
}

/// A claim as a page shows it.
fn shown(claim: &Value) -> String {
    claim.as_str().map_or_else(|| claim.to_string(), str::to_owned)
}
