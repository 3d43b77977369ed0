//! GET /wwlogin/sso/login (98173) and the older /wwopen/sso/qrConnect (91019): the QR page of a browser login.

use std::collections::HashMap;

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use maud::html;

use super::{
    link::{LoginLink, Way},
    page,
    picker::member_links,
};
use crate::world::World;

/// The page of `login_type=CorpApp`.
pub(crate) async fn open(world: Data<World>, Query(parameters): Query<HashMap<String, String>>) -> HttpResponse {
    show(&world, Way::Web, parameters)
}

/// The legacy page: no `login_type`.
pub(crate) async fn open_legacy(world: Data<World>, Query(parameters): Query<HashMap<String, String>>) -> HttpResponse {
    show(&world, Way::LegacyWeb, parameters)
}

fn show(world: &World, way: Way, parameters: HashMap<String, String>) -> HttpResponse {
    let state = world.state();
    let link = match LoginLink::parse(way, parameters) {
        Ok(link) => link,
        Err(error) => return error.into(),
    };
    let app = match link.app(&state) {
        Ok(app) => app,
        Err(error) => return error.into(),
    };
    let corp = state.corps.get(&app.corp_id).map_or("", |corp| corp.name.as_str());
    let title = if link.parameter("lang") == "en" { "WeCom · scan to log in" } else { "企业微信扫码登录" };
    page(
        title,
        &html! {
            p { (corp) " · " (app.name) }
            div.qr role="img" aria-label="QR" {}
            p { "Who scans the code?" }
            (member_links(&state, &app.corp_id, &link))
        },
    )
}
