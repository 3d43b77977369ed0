//! The login page inside WeChat (微信): WeCom knows nobody there, and the screen of a phone cannot scan itself.

use actix_web::{HttpRequest, HttpResponse, http::header};
use maud::html;
use web::{
    assets,
    page::{Page, PagePolicy, say},
};

use super::{entries::Entries, login::LoginPage, texts};

/// Whether the page is open inside WeChat: WeCom's own browser names both.
pub(super) fn inside_wechat(request: &HttpRequest) -> bool {
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let agent = agent.unwrap_or_default().to_ascii_lowercase();
    agent.contains("micromessenger") && !agent.contains("wxwork")
}

/// The page that tells what to do, with the logins that work everywhere.
pub(super) fn page(login: &LoginPage<'_>, address: &str) -> HttpResponse {
    let entries = Entries::of(login.served);
    let content = html! {
        h1 { (say(&texts::OPEN_IN_WECOM)) }
        p.lead { (say(&texts::NOT_IN_WECHAT)) }
        ol.steps {
            li { span { (say(&texts::SEND_TO_WECOM)) } }
            li { span { (say(&texts::OPEN_IN_BROWSER)) } }
        }
        code.address #address { (address) }
        button type="button" data-copy="address" data-done=(say(&texts::COPIED)) hidden { (say(&texts::COPY_LINK)) }
        @if !entries.buttons.is_empty() {
            p.or { (say(&texts::OR)) }
            (login.buttons(&entries))
        }
    };
    let page = Page::new(&texts::OPEN_IN_WECOM).with_policy(PagePolicy::Beyond);
    page.running(assets::COPY_ADDRESS).show(&content)
}
