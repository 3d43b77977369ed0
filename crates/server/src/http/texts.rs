//! The table of the texts for people that `/docs` and `/openapi.json` have.

use element_model::Text;

/// The heading of `/docs`.
pub(super) static API: Text = Text::fixed("接口", "API");
/// How functions are called.
pub(super) static CALLED_BY_POST: Text = Text::fixed(
    "函数以 POST 调用，参数为 JSON 对象。供程序读取：",
    "Functions are called with POST and a JSON object of arguments. For programs:",
);
/// The id of an app and its address.
pub(super) static APP_IN_URLS: Text =
    Text::fixed("应用的 id 是 org.app，在 URL 中写作 /org/app。", "An app whose id is org.app is /org/app in URLs.");
/// Before the address of an issuer's metadata.
pub(super) static ISSUER: Text = Text::fixed(
    "OpenID Connect：本应用的签发者元数据，其中列出各端点，参数以标准为准：",
    "OpenID Connect: the metadata of the app's issuer names its endpoints, whose parameters are those of the standards:",
);
/// How a failed call is told.
pub(super) static FAILED_CALL: Text = Text::fixed(
    "调用失败时 HTTP 状态码仍为 200（来自其他网站页面的调用为 403），errcode 不为 0，原因见 errmsg；须以 errcode 判断成败。",
    "A failed call is answered HTTP 200 too, with an errcode other than 0 and the reason in errmsg: go by errcode. Only a call by a page of another site is 403.",
);
/// The heading of the scopes.
pub(super) static SCOPES: Text = Text::fixed("管理令牌的范围", "scopes of administrators' tokens");
/// The scope `read`.
pub(super) static SCOPE_READ: Text =
    Text::fixed("查看：只读取的管理函数", "looking: administrators' functions that only read");
/// The scope `login`.
pub(super) static SCOPE_LOGIN: Text =
    Text::fixed("改变谁可以登录：绑定、用户、会话", "changing who may be logged in: bindings, users, sessions");
/// The scope of everything else.
pub(super) static SCOPE_CONFIGURE: Text = Text::fixed(
    "修改配置与记录：其余的管理函数",
    "changing what is configured or kept: administrators' other functions",
);
/// The heading of the kinds of values.
pub(super) static DATA_TYPES: Text = Text::fixed("数据类型", "dataType");
/// The heading of the error codes.
pub(super) static ERRCODES: Text = Text::fixed("错误码", "errcode");
/// The last row of the error codes.
pub(super) static ERRCODES_OF_WECOM: Text = Text::fixed(
    "其他都是企业微信自己的错误码，由企业微信登录原样返回：40029、50002、60020 …",
    "any other is WeCom's own, passed through by the logins to WeCom",
);
/// An argument that may be left out.
pub(super) static OPTIONAL: Text = Text::fixed("可选", "optional");
/// Before the default of an argument.
pub(super) static DEFAULT: Text = Text::fixed("默认", "default");
/// Before the fields of an answer.
pub(super) static ANSWERS: Text = Text::fixed("返回", "answers");
/// A function that answers no value.
pub(super) static NOTHING: Text = Text::fixed("不返回内容", "Nothing");
/// A function for administrators.
pub(super) static FOR_ADMINISTRATORS: Text = Text::fixed("管理员", "admin");
/// A function for those who are logged in.
pub(super) static FOR_LOGGED_IN: Text = Text::fixed("登录", "login");

/// Two members' cookies came from one browser.
pub(super) static TWO_LOGINS: Text = Text::fixed(
    "浏览器带来了两个人的登录：请清除本站点的 Cookie 后重新登录",
    "the browser brings the logins of two people: clear the cookies of this site and sign in again",
);
/// The headline of a file that cannot be read just now.
pub(super) static NOT_NOW: Text = Text::fixed("暂时无法使用", "Not available");
/// See above.
pub(super) static TRY_AGAIN: Text = Text::fixed("暂时无法使用，请稍后再试", "Not available now: try again in a moment");
/// Nobody is logged in at an app behind a proxy.
pub(super) static SIGN_IN_FIRST: Text = Text::fixed("请先登录", "Sign in first");
/// An app behind a proxy does not admit the member.
pub(super) static NOT_ADMITTED: Text = Text::fixed("您无权使用该应用", "You may not use this app");
/// A login at an app behind a proxy failed.
pub(super) static LOGIN_CAME_TO_NOTHING: Text = Text::fixed(
    "登录没有成功，请重新打开应用。",
    "The login was finished already, took too long, or was begun in another browser: open the app again.",
);
