//! The table of control routes.

use super::{
    Route, Run, app_events, app_settings, app_status, authorise, clock, console, corps, faults, login, mail, members,
    observe, provider, pushes, self_built, templates,
};

/// A route whose handler pushes.
macro_rules! later {
    ($run:path) => {
        Run::Later(|ask| Box::pin($run(ask)))
    };
}

const fn route(method: &'static str, path: &'static str, run: Run, body: &'static str, does: &'static str) -> Route {
    Route { method, path, does, body, run }
}

/// Every control route.
#[rustfmt::skip]
pub(super) const ROUTES: &[Route] = &[
    route("GET", "/_sim/", Run::Page(console::show), "", "This page: every route, with a button."),
    route("GET", "/_sim/routes", Run::Show(console::list), "", "The same list as JSON."),
    route("GET", "/_sim/state", Run::Show(observe::state), "", "Everything the simulator knows, secrets included."),
    route("GET", "/_sim/secrets", Run::Show(observe::secrets), "", "Every secret, token, ticket and code ever issued, to look for in logs."),
    route("GET", "/_sim/calls", Run::Show(observe::calls), "", "Calls of each API: count, ok, errors by errcode, successes by whom they were for."),
    route("GET", "/_sim/pushes", Run::Show(observe::pushes), "", "Every push with its attempts and the answer; its place in the list is its id."),
    route("POST", "/_sim/reset", Run::Show(observe::reset), "", "Forgets everything: a fresh provider (the same with a seed), the system's time."),
    route("GET", "/_sim/provider", Run::Show(provider::show), "", "The provider."),
    route("PATCH", "/_sim/provider", Run::Now(provider::change), r#"{"ipWhitelist":["127.0.0.1"]}"#, "Changes corpId, secret, ipWhitelist (empty: everybody may call; otherwise 60020)."),
    route("GET", "/_sim/switches", Run::Show(provider::switches), "", "The faithfulness switches."),
    route("PATCH", "/_sim/switches", Run::Now(provider::switch), r#"{"retry":"resigned","wrongSecretLimit":5}"#, "Changes switches; GET shows their names."),
    route("GET", "/_sim/clock", Run::Show(clock::show), "", "Seconds since 1970, as simulated."),
    route("POST", "/_sim/clock", later!(clock::set), r#"{"advanceSeconds":600}"#, "Moves the clock: advanceSeconds, or set (seconds since 1970); pushes tickets that become due."),
    route("POST", "/_sim/faults", Run::Now(faults::add), r#"{"api":"gettoken","errcode":-1,"times":1}"#, "For the next `times` calls of `api` (all when absent): errcode, delayMs, dropConnection (true, \"before\", \"after\" the call is done), halfJson, html, status. For pushes: {\"push\":\"duplicate|reorder|wrongSignature\",\"times\":1}."),
    route("DELETE", "/_sim/faults", later!(faults::clear), "", "Forgets planted faults and delivers what `reorder` holds back."),
    route("POST", "/_sim/templates", Run::Now(templates::add), r#"{"callbackUrl":"http://127.0.0.1:8080/callback"}"#, "A template; suiteId, suiteSecret, token, encodingAesKey, callbackUrl are random or absent unless given."),
    route("PATCH", "/_sim/templates/{suiteId}", Run::Now(templates::change), r#"{"callbackUrl":"http://127.0.0.1:8080/callback"}"#, "Changes suiteSecret, token, encodingAesKey, callbackUrl."),
    route("POST", "/_sim/templates/{suiteId}/verify-url", later!(templates::verify_url), "", "GET with an echostr, as saving the callback settings does; takes push options."),
    route("POST", "/_sim/templates/{suiteId}/push-ticket", later!(templates::push_ticket), "{}", "A new suite_ticket; takes push options."),
    route("POST", "/_sim/templates/{suiteId}/authorize", later!(authorise::authorise), r#"{"corpId":"","state":"abc","trustedDomains":["127.0.0.1:8080"]}"#, "The corp's administrator scans: app (online and visible to everyone unless status, visible [userids] say otherwise), auth code, create_auth."),
    route("POST", "/_sim/templates/{suiteId}/push", later!(pushes::suite_event), r#"{"infoType":"share_agent_change","fields":{"AppId":1}}"#, "Any suite event: infoType, fields, timestamp."),
    route("POST", "/_sim/customized-links/{key}/scan", later!(authorise::scan), r#"{"corpId":""}"#, "The same scan of a get_customized_auth_url link: each template of the link, with its state."),
    route("POST", "/_sim/corps", Run::Now(corps::add), r#"{"name":"示例企业","members":[{"name":"张三"},{"name":"李四"}]}"#, "A corp; corpId is the plain id, the answer's corpId the encrypted one."),
    route("POST", "/_sim/corps/{corpId}/apps", Run::Now(self_built::add), r#"{"name":"自建应用","trustedDomains":["127.0.0.1:8080"]}"#, "An app that the corp builds itself (online and visible to everyone unless visible [userids] says otherwise): its plain corpId, agentId, corpSecret. Below, it stands under its agentid in the place of a suiteId."),
    route("POST", "/_sim/corps/{corpId}/members", Run::Now(members::add), r#"{"name":"王五","department":[1]}"#, "A member: userid, name, department, status."),
    route("PATCH", "/_sim/corps/{corpId}/members/{userid}", later!(members::change), r#"{"status":2}"#, "Changes name, department, status; change_contact update_user to apps with a callback URL."),
    route("DELETE", "/_sim/corps/{corpId}/members/{userid}", later!(members::leave), "", "The member leaves: codes die; change_contact delete_user and unsubscribe to apps with a callback URL."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/reset-secret", later!(app_status::reset_secret), "{}", "重新获取 secret: the permanent code dies, reset_permanent_code brings an auth code for the new one; of a self-built app, a new corpSecret."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/cancel", later!(app_status::cancel), "{}", "The corp withdraws the authorisation: cancel_auth."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/disable", later!(app_status::disable), "{}", "The corp's administrator switches the app off: change_auth."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/enable", later!(app_status::enable), "{}", "And on again: change_auth."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/publish", Run::Now(app_status::publish), "", "An app in development goes online."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/suspend", Run::Now(app_status::suspend), "", "WeCom suspends an app that is not used (48006)."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/visible-range", later!(app_status::visible_range), r#"{"userids":[]}"#, "Who may use the app (everyone when absent): change_auth, then subscribe and unsubscribe to the app's callback."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/callback", Run::Now(app_settings::callback), "{}", "The app's own callback: url, token, encodingAesKey, each the template's unless given; of a self-built app, the keys are random."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/verify-callback", later!(app_settings::verify_callback), "", "GET with an echostr on the app's callback URL; takes push options."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/trusted-domains", Run::Now(app_settings::trusted_domains), r#"{"domains":["127.0.0.1:8080"]}"#, "host[:port] that redirect_uri must have exactly."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/licence", Run::Now(app_settings::licence), r#"{"licensed":false}"#, "Without a licence the login pages give no code."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/permissions", Run::Now(app_settings::permissions), r#"{"names":["contact:base:base","contact:sensitive:user_name"]}"#, "What the administrator granted; contact:sensitive:user_name shows names, contact:sensitive:{mobile,email,…} fields of getuserdetail."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/event", later!(app_events::push), r#"{"event":"enter_agent","from":"sys","fields":{"EventKey":""}}"#, "Any event on the app's callback: event, from, fields (a field replaces a usual one)."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/oauth-code", Run::Now(login::oauth_code), r#"{"userid":""}"#, "An OAuth code without a page: userid or openid, privateInfo."),
    route("POST", "/_sim/pushes/{id}/repeat", later!(pushes::again), r#"{"resign":false}"#, "Pushes a logged message again: the same bytes, or sealed anew."),
    route("GET", "/_sim/mail", Run::Show(mail::show), "", "How many events are in the mail bag (push option later): letters, acknowledged, waiting, deliveries."),
    route("GET", "/_sim/mail/letters", Run::Show(mail::letters), "", "The letters of the bag, with what became of each."),
    route("POST", "/_sim/mail/deliver", later!(mail::deliver), r#"{"urls":["http://127.0.0.1:8080/callback"],"seed":1,"shuffle":true,"duplicatePercent":10,"holdPercent":20,"atOnce":8}"#, "Delivers what is not acknowledged: to the urls in turn (the letters' own when absent), the next one where nobody answers; shuffled, some twice, some held back until the next time."),
    route("POST", "/_sim/current-member", Run::Now(login::current_member), r#"{"userid":null}"#, "Who is using WeCom when /connect/oauth2/authorize is opened; null: the page asks."),
    route("POST", "/_sim/tokens/revoke", Run::Now(observe::revoke), r#"{"token":""}"#, "A token dies early."),
];
