//! GET and POST /customized/scan: what a corp's administrator sees after scanning a customized link (98744).

use actix_web::{
    HttpResponse,
    web::{Data, Form, Query},
};
use maud::html;
use serde::Deserialize;

use super::{error_page, page};
use crate::{control::scan_link, world::World};

/// Which link.
#[derive(Debug, Deserialize)]
pub(crate) struct Key {
    key: String,
}

/// Which link, scanned by which corp.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Scan {
    key: String,
    corp_id: String,
}

/// Asks which corp's administrator scans.
pub(crate) async fn open(world: Data<World>, Query(Key { key }): Query<Key>) -> HttpResponse {
    let state = world.state();
    if !state.links.contains_key(&key) {
        return error_page(40058, "链接不存在");
    }
    page(
        "企业微信 · 授权应用",
        &html! {
            p { "Whose administrator scans the code?" }
            @for corp in state.corps.values() {
                form method="post" action="/customized/scan" {
                    input type="hidden" name="key" value=(key);
                    button name="corpId" value=(corp.corp_id) { (corp.name) }
                }
            }
        },
    )
}

/// Authorises every template of the link for the corp.
pub(crate) async fn scan(world: Data<World>, Form(Scan { key, corp_id }): Form<Scan>) -> HttpResponse {
    match scan_link(&world, &key, &corp_id).await {
        Ok(_) => page("企业微信", &html! { p { "授权成功" } }),
        Err(refusal) => error_page(40058, refusal.text()),
    }
}
