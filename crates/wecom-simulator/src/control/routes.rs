//! The tables of control routes, in the order in which a deployment is tried; `guide` has their headings.

use super::{
    Route, Run, Words, app_events, app_settings, app_status, authorise, clock, console, corps, faults, login, mail,
    members, observe, provider, pushes, self_built, templates,
};

/// A route whose handler pushes.
macro_rules! later {
    ($run:path) => {
        Run::Later(|ask| Box::pin($run(ask)))
    };
}

const fn route(
    method: &'static str,
    path: &'static str,
    run: Run,
    body: &'static str,
    chinese: &'static str,
    english: &'static str,
) -> Route {
    Route { method, path, does: Words(chinese, english), body, run }
}

/// The template in the provider console.
#[rustfmt::skip]
pub(super) const TEMPLATE: &[Route] = &[
    route("POST", "/_sim/templates", Run::Now(templates::add), r#"{"callbackUrl":"http://127.0.0.1:8080/api/acme/portal/auths/loginTypes/QywxProxyType/services/QywxProxyAuthService/notify"}"#, "新建代开发模板；不填的 suiteId、suiteSecret、token、encodingAESKey 随机生成，callbackUrl 可以没有。", "A template; suiteId, suiteSecret, token, encodingAESKey, callbackUrl are random or absent unless given."),
    route("PATCH", "/_sim/templates/{suiteId}", Run::Now(templates::change), r#"{"callbackUrl":"http://127.0.0.1:8080/api/acme/portal/auths/loginTypes/QywxProxyType/services/QywxProxyAuthService/notify"}"#, "修改 suiteSecret、token、encodingAESKey、callbackUrl。", "Changes suiteSecret, token, encodingAESKey, callbackUrl."),
];

/// The provider, whose corp id the server may be given.
#[rustfmt::skip]
pub(super) const SERVER: &[Route] = &[
    route("GET", "/_sim/provider", Run::Show(provider::show), "", "服务商。", "The provider."),
    route("PATCH", "/_sim/provider", Run::Now(provider::change), r#"{"ipWhitelist":["127.0.0.1"]}"#, "修改 corpId、secret、ipWhitelist（空：谁都可调用；否则 60020）。", "Changes corpId, secret, ipWhitelist (empty: everybody may call; otherwise 60020)."),
];

/// Saving the template's callback URL.
#[rustfmt::skip]
pub(super) const VERIFY: &[Route] = &[
    route("POST", "/_sim/templates/{suiteId}/verify-url", later!(templates::verify_url), "", "带 echostr 的 GET，同保存回调设置时一样；可带推送选项。", "GET with an echostr, as saving the callback settings does; takes push options."),
];

/// The template's ticket.
#[rustfmt::skip]
pub(super) const TICKET: &[Route] = &[
    route("POST", "/_sim/templates/{suiteId}/push-ticket", later!(templates::push_ticket), "{}", "推送新的 suite_ticket；可带推送选项。", "A new suite_ticket; takes push options."),
];

/// Companies and their members.
#[rustfmt::skip]
pub(super) const COMPANY: &[Route] = &[
    route("POST", "/_sim/corps", Run::Now(corps::add), r#"{"name":"示例企业","members":[{"name":"张三"},{"name":"李四"}]}"#, "新建企业；corpId 为明文 id，应答中的 corpId 为加密 id。", "A corp; corpId is the plain id, the answer's corpId the encrypted one."),
    route("POST", "/_sim/corps/{corpId}/members", Run::Now(members::add), r#"{"name":"王五","department":[1]}"#, "新增成员：userid、name、department、status。", "A member: userid, name, department, status."),
];

/// A company's administrator scans.
#[rustfmt::skip]
pub(super) const AUTHORISE: &[Route] = &[
    route("POST", "/_sim/templates/{suiteId}/authorize", later!(authorise::authorise), r#"{"corpId":"","state":"abc","trustedDomains":["127.0.0.1:8080"]}"#, "企业管理员扫码授权：应用（未指定 status、visible [userids] 时已上线、全员可见）、auth_code、create_auth。", "The corp's administrator scans: app (online and visible to everyone unless status, visible [userids] say otherwise), auth code, create_auth."),
    route("POST", "/_sim/customized-links/{key}/scan", later!(authorise::scan), r#"{"corpId":""}"#, "以 get_customized_auth_url 的链接扫码：链接的每个模板，带其 state。", "The same scan of a get_customized_auth_url link: each template of the link, with its state."),
];

/// The app's own callback, which a template's does not replace.
#[rustfmt::skip]
pub(super) const CALLBACK: &[Route] = &[
    route("POST", "/_sim/apps/{suiteId}/{corpId}/callback", Run::Now(app_settings::callback), "{}", "应用自己的回调：url、token、encodingAESKey，不填则同模板；自建应用的密钥随机生成。", "The app's own callback: url, token, encodingAESKey, each the template's unless given; of a self-built app, the keys are random."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/verify-callback", later!(app_settings::verify_callback), "", "向应用回调 URL 发带 echostr 的 GET；可带推送选项。", "GET with an echostr on the app's callback URL; takes push options."),
];

/// How members sign in.
#[rustfmt::skip]
pub(super) const LOGIN: &[Route] = &[
    route("POST", "/_sim/current-member", Run::Now(login::current_member), r#"{"userid":null}"#, "打开 /connect/oauth2/authorize 时正在用企业微信的人；null：由页面询问。", "Who is using WeCom when /connect/oauth2/authorize is opened; null: the page asks."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/trusted-domains", Run::Now(app_settings::trusted_domains), r#"{"domains":["127.0.0.1:8080"]}"#, "可信域名 host[:port]，redirect_uri 须完全一致。", "host[:port] that redirect_uri must have exactly."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/oauth-code", Run::Now(login::oauth_code), r#"{"userid":""}"#, "不经页面取得 OAuth code：userid 或 openid、privateInfo。", "An OAuth code without a page: userid or openid, privateInfo."),
];

/// Routes of members.
#[rustfmt::skip]
pub(super) const MEMBERS: &[Route] = &[
    route("PATCH", "/_sim/corps/{corpId}/members/{userid}", later!(members::change), r#"{"status":2}"#, "修改 name、department、status；向有回调 URL 的应用推送 change_contact update_user。", "Changes name, department, status; change_contact update_user to apps with a callback URL."),
    route("DELETE", "/_sim/corps/{corpId}/members/{userid}", later!(members::leave), "", "成员离职：其 code 作废；向有回调 URL 的应用推送 change_contact delete_user 和 unsubscribe。", "The member leaves: codes die; change_contact delete_user and unsubscribe to apps with a callback URL."),
];

/// Routes of an app.
#[rustfmt::skip]
pub(super) const APPS: &[Route] = &[
    route("POST", "/_sim/apps/{suiteId}/{corpId}/reset-secret", later!(app_status::reset_secret), "{}", "重新获取 secret：永久授权码作废，reset_permanent_code 带来换取新码的 auth_code；自建应用则为新的 corpSecret。", "重新获取 secret: the permanent code dies, reset_permanent_code brings an auth code for the new one; of a self-built app, a new corpSecret."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/cancel", later!(app_status::cancel), "{}", "企业取消授权：cancel_auth。", "The corp withdraws the authorisation: cancel_auth."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/disable", later!(app_status::disable), "{}", "企业管理员停用应用：change_auth。", "The corp's administrator switches the app off: change_auth."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/enable", later!(app_status::enable), "{}", "再次启用：change_auth。", "And on again: change_auth."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/publish", Run::Now(app_status::publish), "", "开发中的应用上线。", "An app in development goes online."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/suspend", Run::Now(app_status::suspend), "", "企业微信暂停长期不用的应用（48006）。", "WeCom suspends an app that is not used (48006)."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/visible-range", later!(app_status::visible_range), r#"{"userids":[],"departments":[2],"tags":[7]}"#, "可见范围（缺省为全员；有部门或标签时，任何人都可能在其中）：change_auth，随后向应用回调推送 subscribe 和 unsubscribe。", "Who may use the app (everyone when absent; anybody may belong to a department or have a tag): change_auth, then subscribe and unsubscribe to the app's callback."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/licence", Run::Now(app_settings::licence), r#"{"licensed":false}"#, "没有接口许可时，登录页不给 code。", "Without a licence the login pages give no code."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/permissions", Run::Now(app_settings::permissions), r#"{"names":["contact:base:base","contact:sensitive:user_name"]}"#, "管理员授予的权限；contact:sensitive:user_name 显示姓名，contact:sensitive:{mobile,email,…} 为 getuserdetail 的字段。", "What the administrator granted; contact:sensitive:user_name shows names, contact:sensitive:{mobile,email,…} fields of getuserdetail."),
    route("POST", "/_sim/corps/{corpId}/apps", Run::Now(self_built::add), r#"{"name":"自建应用","trustedDomains":["127.0.0.1:8080"]}"#, "企业自建应用（未指定 visible [userids] 时已上线、全员可见）：明文 corpId、agentId、corpSecret。以下接口中以 agentid 代替 suiteId。", "An app that the corp builds itself (online and visible to everyone unless visible [userids] says otherwise): its plain corpId, agentId, corpSecret. Below, it stands under its agentid in the place of a suiteId."),
];

/// Routes of pushes.
#[rustfmt::skip]
pub(super) const PUSHES: &[Route] = &[
    route("GET", "/_sim/pushes", Run::Show(observe::pushes), "", "所有推送，含每次尝试和应答；序号即 id。", "Every push with its attempts and the answer; its place in the list is its id."),
    route("POST", "/_sim/pushes/{id}/repeat", later!(pushes::again), r#"{"resign":false}"#, "重发记录过的推送：原样，或重新加密签名。", "Pushes a logged message again: the same bytes, or sealed anew."),
    route("POST", "/_sim/templates/{suiteId}/push", later!(pushes::suite_event), r#"{"infoType":"share_agent_change","fields":{"AppId":1}}"#, "任意套件事件：infoType、fields、timestamp。", "Any suite event: infoType, fields, timestamp."),
    route("POST", "/_sim/apps/{suiteId}/{corpId}/event", later!(app_events::push), r#"{"event":"enter_agent","from":"sys","fields":{"EventKey":""}}"#, "向应用回调推送任意事件：event、from、fields（同名字段会替换原有的）。", "Any event on the app's callback: event, from, fields (a field replaces a usual one)."),
    route("GET", "/_sim/mail", Run::Show(mail::show), "", "邮袋（推送选项 later）中的事件数：letters、acknowledged、waiting、deliveries。", "How many events are in the mail bag (push option later): letters, acknowledged, waiting, deliveries."),
    route("GET", "/_sim/mail/letters", Run::Show(mail::letters), "", "邮袋里的信及其结果。", "The letters of the bag, with what became of each."),
    route("POST", "/_sim/mail/deliver", later!(mail::deliver), r#"{"urls":["http://127.0.0.1:8080/callback"],"seed":1,"shuffle":true,"duplicatePercent":10,"holdPercent":20,"atOnce":8}"#, "投递尚未确认的：依次送往各 url（缺省为信自己的），不应答则送下一个；可打乱、重复、扣到下次。", "Delivers what is not acknowledged: to the urls in turn (the letters' own when absent), the next one where nobody answers; shuffled, some twice, some held back until the next time."),
];

/// Time and bad luck.
#[rustfmt::skip]
pub(super) const TROUBLE: &[Route] = &[
    route("GET", "/_sim/clock", Run::Show(clock::show), "", "模拟的时间，1970 年起的秒数。", "Seconds since 1970, as simulated."),
    route("POST", "/_sim/clock", later!(clock::set), r#"{"advanceSeconds":600}"#, "拨动时钟：advanceSeconds 或 set（1970 年起的秒数）；到期的 ticket 随即推送。", "Moves the clock: advanceSeconds, or set (seconds since 1970); pushes tickets that become due."),
    route("POST", "/_sim/faults", Run::Now(faults::add), r#"{"api":"gettoken","errcode":-1,"times":1}"#, "`api`（缺省为全部）接下来 `times` 次调用：errcode、delayMs、dropConnection（true、\"before\"、\"after\" 执行之后）、halfJson、html、fields（应答里的字段改成这些，null 表示去掉）、status。推送用 {\"push\":\"duplicate|reorder|wrongSignature\",\"times\":1}。", "For the next `times` calls of `api` (all when absent): errcode, delayMs, dropConnection (true, \"before\", \"after\" the call is done), halfJson, html, fields (of the answer, instead of its own; null leaves one out), status. For pushes: {\"push\":\"duplicate|reorder|wrongSignature\",\"times\":1}."),
    route("DELETE", "/_sim/faults", later!(faults::clear), "", "清除故障，并送出 `reorder` 扣住的推送。", "Forgets planted faults and delivers what `reorder` holds back."),
    route("GET", "/_sim/switches", Run::Show(provider::switches), "", "拟真开关。", "The faithfulness switches."),
    route("PATCH", "/_sim/switches", Run::Now(provider::switch), r#"{"retry":"resigned","wrongSecretLimit":5}"#, "修改开关；名称见 GET。", "Changes switches; GET shows their names."),
    route("POST", "/_sim/tokens/revoke", Run::Now(observe::revoke), r#"{"token":""}"#, "令牌提前作废。", "A token dies early."),
];

/// Routes that show the state.
#[rustfmt::skip]
pub(super) const OBSERVE: &[Route] = &[
    route("GET", "/_sim/", Run::Page(console::show), "", "本页：全部接口，各有按钮。", "This page: every route, with a button."),
    route("GET", "/_sim/routes", Run::Show(console::list), "", "同一清单，JSON。", "The same list as JSON."),
    route("GET", "/_sim/state", Run::Show(observe::state), "", "模拟器所知的一切，含密钥。", "Everything the simulator knows, secrets included."),
    route("GET", "/_sim/secrets", Run::Show(observe::secrets), "", "发出过的所有密钥、令牌、ticket 和 code，用于在日志中查找泄露。", "Every secret, token, ticket and code ever issued, to look for in logs."),
    route("GET", "/_sim/calls", Run::Show(observe::calls), "", "各 API 的调用：次数、成功、按 errcode 的失败、成功的对象。", "Calls of each API: count, ok, errors by errcode, successes by whom they were for."),
    route("POST", "/_sim/reset", Run::Show(observe::reset), "", "忘记一切：新的服务商（有种子则相同），系统时间。", "Forgets everything: a fresh provider (the same with a seed), the system's time."),
];
