//! The groups of control routes: first the steps of trying a server, in order, then what one may need besides.

use super::{
    Route, Words,
    routes::{
        APPS, AUTHORISE, CALLBACK, COMPANY, LOGIN, MEMBERS, OBSERVE, PUSHES, SERVER, TEMPLATE, TICKET, TROUBLE, VERIFY,
    },
};
use crate::state::State;

/// Routes that belong together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) heading: Words,
    pub(super) note: Words,
    /// Whether the step is taken; `None` for what is no step, or cannot be seen from here.
    pub(super) is_done: Option<fn(&State) -> bool>,
    pub(super) routes: &'static [Route],
}

/// Every control route.
pub(super) fn routes() -> impl Iterator<Item = &'static Route> {
    STEPS.iter().chain(OTHERS).flat_map(|group| group.routes)
}

/// From nothing to a member who is signed in.
pub(super) const STEPS: &[Group] = &[
    Group {
        heading: Words("模板", "Template"),
        note: Words(
            "在服务商后台新建代开发模板。callbackUrl 为服务器的 notify 地址：/api/{org}/{app}/auths/loginTypes/QywxProxyType/services/QywxProxyAuthService/notify。",
            "The provider makes a template of customized apps. callbackUrl is the server's notify: /api/{org}/{app}/auths/loginTypes/QywxProxyType/services/QywxProxyAuthService/notify.",
        ),
        is_done: Some(|state| !state.templates.is_empty()),
        routes: TEMPLATE,
    },
    Group {
        heading: Words("服务器", "Server"),
        note: Words(
            "把下面两段写入服务器的配置，运行 wecom-login serve。",
            "Put these two into the server's configuration and run wecom-login serve.",
        ),
        is_done: None,
        routes: SERVER,
    },
    Group {
        heading: Words("保存回调 URL", "Verify the URL"),
        note: Words(
            "服务商保存回调设置时，企业微信以 GET 验证 URL。",
            "When the provider saves the callback settings, WeCom verifies the URL with a GET.",
        ),
        is_done: Some(|state| state.templates.values().any(|template| template.callback.verified)),
        routes: VERIFY,
    },
    Group {
        heading: Words("推送 ticket", "Ticket"),
        note: Words(
            "企业微信每 10 分钟推送一次；以 --auto-ticket 启动模拟器则自动推送。",
            "WeCom pushes one every 10 minutes; a simulator started with --auto-ticket does so by itself.",
        ),
        is_done: Some(|state| state.templates.values().any(|template| !template.tickets.is_empty())),
        routes: TICKET,
    },
    Group {
        heading: Words("企业", "Company"),
        note: Words("一家客户企业和它的成员。", "A customer and its members."),
        is_done: Some(|state| !state.corps.is_empty()),
        routes: COMPANY,
    },
    Group {
        heading: Words("授权", "Authorise"),
        note: Words(
            "企业管理员扫模板的码；服务器收到 create_auth。trustedDomains 为服务器的 host:port。",
            "The company's administrator scans the template's code; the server gets create_auth. trustedDomains is the server's host:port.",
        ),
        is_done: Some(|state| !state.apps.is_empty()),
        routes: AUTHORISE,
    },
    Group {
        heading: Words("应用的回调", "The app's callback"),
        note: Words(
            "成员离职等事件发往应用自己的回调 URL，每家企业各设一次；不填则与模板相同。",
            "Events of members who leave go to the app's own callback URL, which is set for each company; the template's unless given.",
        ),
        is_done: Some(|state| state.apps.values().any(|app| app.callback.verified)),
        routes: CALLBACK,
    },
    Group {
        heading: Words("登录", "Log in"),
        note: Words(
            "用浏览器打开 {server.public_url}/{org}/{app}/login?corpId=…（加密的 corpId），选一位成员。",
            "Open {server.public_url}/{org}/{app}/login?corpId=… (the encrypted corpId) in a browser and pick a member.",
        ),
        is_done: None,
        routes: LOGIN,
    },
];

/// Further reading.
pub(super) const OTHERS: &[Group] = &[
    other(Words("成员变动", "Members change"), MEMBERS),
    other(Words("应用变动", "Apps change"), APPS),
    other(Words("推送", "Pushes"), PUSHES),
    other(Words("时钟、故障、开关", "Clock, faults, switches"), TROUBLE),
    other(Words("查看", "Observe"), OBSERVE),
];

const fn other(heading: Words, routes: &'static [Route]) -> Group {
    Group { heading, note: Words("", ""), is_done: None, routes }
}
