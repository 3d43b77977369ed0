//! The frame of every page: light and dark, no scripts.

use actix_web::{HttpResponse, http::header::ContentType};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = "
:root{color-scheme:light dark;--line:#8884;--accent:#2f7de1;--soft:#8881}
body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
a{color:var(--accent)}code,pre,textarea,input{font:13px/1.4 ui-monospace,monospace}
ul.members{list-style:none;padding:0;max-width:22rem}
ul.members a{display:block;padding:.6rem .8rem;border:1px solid var(--line);border-radius:.5rem;margin:.4rem 0;text-decoration:none}
ul.members a:hover,ul.members a:focus{background:var(--soft)}
small,.en{opacity:.7}.en{font-size:.88em}.state{color:#2a8a3e}pre.state{color:inherit}summary code{opacity:.8}
.error{border-left:4px solid #c33;padding-left:.8rem}
.qr{width:11rem;height:11rem;margin:1rem 0;border:1px solid var(--line);background:repeating-conic-gradient(#222 0 25%,#eee 0 50%) 0 0/1.1rem 1.1rem}
details{border:1px solid var(--line);border-radius:.5rem;padding:.5rem .8rem;margin:.5rem 0}
summary{cursor:pointer}textarea{width:100%;min-height:5rem;box-sizing:border-box}
pre{background:var(--soft);padding:.6rem;overflow:auto;max-height:24rem}
label{display:inline-block;margin-right:1rem}button{padding:.3rem 1rem}
";

/// A whole page, with status 200 as WeCom's own pages have.
pub(crate) fn page(title: &str, content: &Markup) -> HttpResponse {
    let whole = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body { h1 { (title) } (content) }
        }
    };
    HttpResponse::Ok().content_type(ContentType::html()).body(whole.into_string())
}

/// A page that ends a login: the text, and its code in `data-code`.
pub(crate) fn error_page(code: i64, text: &str) -> HttpResponse {
    page("企业微信", &html! { p.error data-code=(code) { (text) " (" (code) ")" } })
}
