//! The table of the texts for people on the pages of OpenID Connect.

use element_model::Text;

pub(super) use crate::pages::texts::{CONTINUE, SIGN_IN, SIGN_OUT, TRY_LATER};

/// The title of the question for consent.
pub(super) static CONSENT: Text = Text::fixed("授权", "Consent");
/// Below the client's name.
pub(super) static ASKS_TO_KNOW: Text = Text::fixed("申请获取以下信息", "asks to know");
/// The answers.
pub(super) static ALLOW: Text = Text::fixed("同意", "Allow");
/// See above.
pub(super) static DENY: Text = Text::fixed("拒绝", "Deny");
/// The part that every client is told.
pub(super) static IDENTITY: Text = Text::fixed("你的身份", "Who you are");
/// The knowledge that a scope gives a client; a scope that lets it know nothing more has no line.
pub(super) static SCOPES: [(&str, Text); 6] = [
    ("profile", Text::fixed("姓名、头像、企业和成员 ID", "Your name, portrait, company and member id")),
    ("email", Text::fixed("电子邮箱地址", "Your e-mail address")),
    ("phone", Text::fixed("手机号", "Your telephone number")),
    ("address", Text::fixed("地址", "Your address")),
    ("groups", Text::fixed("所在部门", "Your departments")),
    ("offline_access", Text::fixed("在你离开后继续访问", "All this also while you are away")),
];

/// The headline of a request that was finished, or is not known.
pub(super) static SPENT: Text = Text::fixed("请求已失效", "Request expired");
/// See above.
pub(super) static FINISHED: Text = Text::fixed(
    "这次请求已经完成或超时，请回到应用重新登录。",
    "This request was finished already, or took too long. Go back to the app and sign in again.",
);
/// The database is out of reach.
pub(super) static UNAVAILABLE: Text =
    Text::fixed("服务器暂时无法回应，请稍后再试。", "The server cannot answer right now. Try again in a minute.");
/// The page that carries an answer to a client.
pub(super) static BACK: Text = Text::fixed("正在返回应用", "Back to the app");
/// A request names a client or an address that is not right.
pub(super) static WRONG_REQUEST: Text = Text::fixed("请求有误", "Wrong request");
/// Below it.
pub(super) static APP_IS_WRONG: Text = Text::fixed(
    "应用发来的登录请求有误，你无需做什么。请把下面的内容告诉应用的管理员。",
    "The app sent a wrong request to sign in; it is nothing that you did. Show this to the app's administrator.",
);
/// Above the addresses that are registered.
pub(super) static REGISTERED: Text = Text::fixed("已登记的地址", "Registered addresses");

/// The question before a log-out.
pub(super) static SIGN_OUT_QUESTION: Text = Text::fixed("退出登录？", "Sign out?");
/// Below it.
pub(super) static AN_APP_ASKS: Text = Text::fixed("一个应用请求退出登录。", "An app asks to sign you out.");
/// After a log-out.
pub(super) static SIGNED_OUT: Text = Text::fixed("已退出", "Signed out");
/// Below it.
pub(super) static YOU_ARE_OUT: Text =
    Text::fixed("你已退出登录，可以关闭此页。", "You are signed out and can close this page.");
