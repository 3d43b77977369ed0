//! GET /connect/oauth2/authorize (96441): OAuth inside the WeCom client.

use std::collections::HashMap;

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use maud::html;

use super::{
    link::{LoginLink, Way},
    page,
    pick::{Choice, settle},
    picker::member_links,
};
use crate::{state::State, world::World};

/// Redirects at once for the current member or `&userid=`, otherwise asks who is using WeCom.
pub(crate) async fn open(world: Data<World>, Query(parameters): Query<HashMap<String, String>>) -> HttpResponse {
    let mut state = world.state();
    let userid = parameters.get("userid").cloned();
    let link = match LoginLink::parse(Way::Workbench, parameters) {
        Ok(link) => link,
        Err(error) => return error.into(),
    };
    let corp_id = match link.app(&state) {
        Ok(app) => app.corp_id.clone(),
        Err(error) => return error.into(),
    };
    match userid.map(Choice::Member).or_else(|| current(&state, &corp_id)) {
        Some(choice) => settle(&mut state, &link, choice).unwrap_or_else(HttpResponse::from),
        None => {
            page("企业微信 · 工作台", &html! { p { "Who is using WeCom?" } (member_links(&state, &corp_id, &link)) })
        }
    }
}

/// A member of another corp is an outsider here.
fn current(state: &State, corp_id: &str) -> Option<Choice> {
    let member = state.current_member.as_ref()?;
    Some(if member.corp_id == corp_id { Choice::Member(member.userid.clone()) } else { Choice::Outsider })
}
