//! The login page inside WeChat (微信): WeCom knows nobody there, and the screen of a phone cannot scan itself.

use actix_web::{HttpRequest, HttpResponse, http::header};
use maud::html;
use web::page::{Page, PagePolicy, with_gloss};

use super::{entries::Entries, login::LoginPage, texts};

/// Whether the page is open inside WeChat: WeCom's own browser names both.
pub(super) fn inside_wechat(request: &HttpRequest) -> bool {
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let agent = agent.unwrap_or_default().to_ascii_lowercase();
    agent.contains("micromessenger") && !agent.contains("wxwork")
}

/// The page that tells what to do, with the logins that work everywhere.
pub(super) fn page(login: &LoginPage<'_>) -> HttpResponse {
    let entries = Entries::of(login.served);
    let content = html! {
        h1 { (with_gloss(&texts::OPEN_IN_WECOM)) }
        p.lead { (login.served.app.title()) }
        p { (with_gloss(&texts::NOT_IN_WECHAT)) }
        ol {
            li { (with_gloss(&texts::SEND_TO_WECOM)) }
            li { (with_gloss(&texts::OPEN_IN_BROWSER)) }
        }
        @if !entries.buttons.is_empty() { (login.buttons(&entries)) }
    };
    Page::new(&texts::OPEN_IN_WECOM.in_one()).with_policy(PagePolicy::Beyond).show(&content)
}
