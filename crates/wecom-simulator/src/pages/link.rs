//! A login link: its parameters, and the checks that WeCom makes before any code exists (96441, 98173).

use std::collections::HashMap;

use actix_web::HttpResponse;
use url::{Url, form_urlencoded};

use super::error_page;
use crate::state::{App, AppKind, AppStatus, Licence, Scope, Standing, State};

/// The page a link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// `/connect/oauth2/authorize`, inside the WeCom client.
    Workbench,
    /// `/wwlogin/sso/login`.
    Web,
    /// `/wwopen/sso/qrConnect`.
    LegacyWeb,
}

impl Way {
    /// The name in picker links.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Workbench => "workbench",
            Self::Web => "web",
            Self::LegacyWeb => "legacy",
        }
    }

    /// The way of a picker link.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Workbench, Self::Web, Self::LegacyWeb].into_iter().find(|way| way.name() == name)
    }
}

/// Why a page shows an error instead of going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PageError {
    pub(crate) code: i64,
    pub(crate) text: &'static str,
}

impl From<PageError> for HttpResponse {
    fn from(error: PageError) -> Self {
        error_page(error.code, error.text)
    }
}

const UNLICENSED: &str = "你所在的企业未购买接口许可，请联系服务商购买";
const REDIRECT_URI: &str = "redirect_uri 参数错误";

/// A link whose form is right; whether it fits an app, [`LoginLink::app`] says.
#[derive(Clone, Debug)]
pub(crate) struct LoginLink {
    pub(crate) way: Way,
    parameters: HashMap<String, String>,
    redirect_uri: Url,
    pub(crate) scope: Scope,
}

impl LoginLink {
    /// Reads the parameters of a link.
    pub(crate) fn parse(way: Way, parameters: HashMap<String, String>) -> Result<Self, PageError> {
        let get = |name: &str| parameters.get(name).map_or("", String::as_str);
        if way == Way::Web && get("login_type") != "CorpApp" {
            return Err(PageError { code: -31040, text: "login_type 参数错误" });
        }
        if way == Way::Workbench && get("response_type") != "code" {
            return Err(PageError { code: 40058, text: "response_type 参数错误" });
        }
        let scope = match (way, get("scope")) {
            // Without an agentid, snsapi_privateinfo silently behaves as snsapi_base (96441).
            (Way::Workbench, "snsapi_privateinfo") if !get("agentid").is_empty() => Scope::PrivateInfo,
            (Way::Workbench, "snsapi_base" | "snsapi_privateinfo") | (Way::Web | Way::LegacyWeb, _) => Scope::Base,
            (Way::Workbench, _) => return Err(PageError { code: 40058, text: "scope 参数错误" }),
        };
        let state = get("state");
        if state.len() > 128 || !state.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(PageError { code: 84025, text: "state 参数错误" });
        }
        if get("redirect_uri").is_empty() {
            return Err(PageError { code: -31035, text: "redirect_uri 为空" });
        }
        let redirect_uri = Url::parse(get("redirect_uri")).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let redirect_uri = redirect_uri.ok_or_else(|| wrong_redirect(way))?;
        Ok(Self { way, parameters, redirect_uri, scope })
    }

    /// The app that the link is for, once it may be used: trusted domain, online, licence.
    pub(crate) fn app<'a>(&self, state: &'a State) -> Result<&'a App, PageError> {
        let web = self.way != Way::Workbench;
        let corp_id = self.corp_id(state);
        let corp_id =
            corp_id.ok_or(PageError { code: if web { -31027 } else { 40013 }, text: "appid 参数错误" })?;
        let app = match self.parameter("agentid") {
            "" if web => None,
            // Optional for snsapi_base (96441): the trusted domain tells the app.
            "" => state.apps_of(corp_id).find(|app| app.trusts(&self.authority())),
            agent_id => agent_id.parse().ok().and_then(|id| state.app_by_agent(corp_id, id)),
        };
        let app = app.filter(|app| self.names_corp_for(app, state));
        let app = app.ok_or(PageError { code: if web { -31028 } else { 40056 }, text: "agentid 参数错误" })?;
        if !app.trusts(&self.authority()) {
            return Err(wrong_redirect(self.way));
        }
        match (app.status, app.licence) {
            (AppStatus::Developing, _) => Err(PageError { code: 50003, text: "应用未上线" }),
            (AppStatus::Disabled | AppStatus::Cancelled, _) => Err(PageError { code: 50003, text: "应用已停用" }),
            (AppStatus::Suspended, _) => Err(PageError { code: 48006, text: "应用长期未使用，已被暂停" }),
            (AppStatus::Online, Licence::Unlicensed) => Err(PageError { code: 701_099, text: UNLICENSED }),
            (AppStatus::Online, Licence::Licensed) => Ok(app),
        }
    }

    /// A parameter, empty when absent.
    pub(crate) fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// The redirect with a code, or without one after a refusal; the state is echoed (96441).
    pub(crate) fn redirect(&self, code: Option<&str>) -> HttpResponse {
        let mut target = self.redirect_uri.clone();
        {
            let mut query = target.query_pairs_mut();
            query.extend_pairs(code.map(|code| ("code", code)));
            query.extend_pairs(self.parameters.get("state").map(|state| ("state", state)));
        }
        HttpResponse::Found().insert_header(("location", target.as_str())).finish()
    }

    /// The picker link for a choice: `member` with a userid, `outsider` or `refuse`.
    pub(crate) fn pick_url(&self, choice: &str, userid: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("way", self.way.name());
        let kept = ["login_type", "response_type", "appid", "agentid", "redirect_uri", "scope", "state"];
        query.extend_pairs(kept.iter().filter_map(|name| Some((*name, self.parameters.get(*name)?))));
        query.append_pair("choice", choice);
        if !userid.is_empty() {
            query.append_pair("userid", userid);
        }
        format!("/_sim/pick?{}", query.finish())
    }

    /// `host[:port]` of the redirect, as trusted domains are written.
    fn authority(&self) -> String {
        let host = self.redirect_uri.host_str().unwrap_or_default();
        self.redirect_uri.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The corp that has an app which could be meant.
    fn corp_id<'a>(&self, state: &'a State) -> Option<&'a str> {
        let corp = state.corp_by_any_id(self.parameter("appid"))?;
        let encrypted = corp.corp_id == self.parameter("appid");
        let known = encrypted || state.apps_of(&corp.corp_id).any(|app| self.names_corp_for(app, state));
        known.then_some(&corp.corp_id)
    }

    /// Whether the link has the corp's id as an app of this kind has to give it: encrypted, or plain for the corp's own.
    fn names_corp_for(&self, app: &App, state: &State) -> bool {
        let encrypted = app.corp_id == self.parameter("appid");
        match app.kind {
            AppKind::Customized => encrypted || state.switches.plain_appid == Standing::Accepted,
            AppKind::SelfBuilt => !encrypted,
        }
    }
}

fn wrong_redirect(way: Way) -> PageError {
    PageError { code: if way == Way::Workbench { 50001 } else { -31039 }, text: REDIRECT_URI }
}
