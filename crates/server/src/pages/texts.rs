//! The table of the texts for people on this crate's pages.

use element_model::Text;

/// The first page's title.
pub(super) static PRODUCT: Text = Text::fixed("企业微信服务商代开发登录", "Login for WeCom customized apps");
/// The link to the description of the functions.
pub(super) static API: Text = Text::fixed("接口", "API");
/// Nothing is at the address.
pub(super) static NO_SUCH_PAGE: Text = Text::fixed("没有这个页面", "There is no such page");
/// A parameter of the address stands twice.
pub(super) static PARAMETER_TWICE: Text = Text::fixed(
    "地址中的参数 {name} 出现了不止一次",
    "The address has the parameter {name} more than once: give it once.",
);

/// Above the companies that a browser logged in to.
pub(super) static LAST_COMPANIES: Text = Text::fixed("上次登录的企业", "Companies you signed in to");
/// Below them.
pub(super) static ANOTHER_COMPANY: Text = Text::fixed("或其他企业", "or another company");
/// The heading of the login page inside WeChat.
pub(super) static OPEN_IN_WECOM: Text = Text::fixed("请在企业微信中打开", "Please open this in WeCom");
/// Why.
pub(super) static NOT_IN_WECHAT: Text =
    Text::fixed("微信里无法用企业微信登录。您可以：", "You cannot sign in with WeCom inside WeChat. Either:");
/// The first way on from there.
pub(super) static SEND_TO_WECOM: Text = Text::fixed(
    "在企业微信的工作台打开这个应用，或把链接发到企业微信里再打开；",
    "open the app from the workbench of WeCom, or send the link to a chat in WeCom and open it there;",
);
/// The other.
pub(super) static OPEN_IN_BROWSER: Text = Text::fixed(
    "点右上角“…”，选择“在浏览器打开”，然后用企业微信扫码。",
    "tap … at the top right, choose “Open in browser”, and scan the code there with WeCom.",
);

/// The heading of the login page, and heading and button of a login's own form.
pub(super) static SIGN_IN: Text = Text::fixed("登录", "Sign in");
/// A field of the form is empty.
pub(super) static FILL_IN: Text = Text::fixed("请填写所有字段。", "Please fill in all fields.");
/// A field of the form is too long.
pub(super) static FIELD_TOO_LONG: Text = Text::fixed("内容过长。", "A field is too long.");
/// The values of the form are wrong; the reason stands in the place of the English.
pub(super) static WRONG_VALUES: Text = Text::fixed("填写的内容不正确。", "{reason}");
/// Nobody can log in now; the reason stands in the place of the English.
pub(super) static NO_LOGIN_NOW: Text = Text::fixed("现在无法登录：{kind}。", "{reason}");

/// The field of the login page.
pub(super) static ORGANISATION_CODE: Text = Text::fixed("组织代号", "Organisation code");
/// Below the field.
pub(super) static ASK_FOR_CODE: Text = Text::fixed("由贵公司管理员提供", "Ask your administrator for it");
/// The field is empty.
pub(super) static ENTER_CODE: Text = Text::fixed("请输入组织代号。", "Please enter your organisation code.");
/// The button where the code may lead to several logins.
pub(super) static CONTINUE: Text = Text::fixed("继续", "Continue");
/// Between the field and the buttons.
pub(super) static OR: Text = Text::fixed("或", "or");
/// An app without a login.
pub(super) static NO_LOGIN: Text = Text::fixed(
    "这里还没有可用的登录方式，请联系管理员。",
    "No way to sign in is switched on here. Ask your administrator.",
);
/// The way on with the company that the browser logged in to last.
pub(super) static LAST_COMPANY: Text = Text::fixed("继续使用上次的企业", "Continue with your last company");
/// No company has the code.
pub(super) static UNKNOWN_CODE: Text = Text::fixed("没有找到这个组织代号。", "No company has this organisation code.");
/// The company is not an authorised one.
pub(super) static NOT_AUTHORISED: Text =
    Text::fixed("该企业尚未授权本应用，或已取消授权。", "This company has not authorised the app, or no longer.");
/// The login that the address names is none.
pub(super) static UNKNOWN_LOGIN: Text =
    Text::fixed("没有这个登录方式，或已停用。", "This login is not there, or it is switched off.");

/// The browser comes back with a `state` that is not its own, or no longer good.
pub(super) static NO_SUCH_ATTEMPT: Text = Text::fixed(
    "这次登录已经用过、超时，或不是在这个浏览器里开始的。",
    "This login was finished already, took too long, or was begun in another browser.",
);
/// The visitor declined.
pub(super) static CANCELLED: Text = Text::fixed("登录已取消", "The login was cancelled");
/// A login failed; the reason stands in the place of the English.
pub(super) static FAILED: Text = Text::fixed("登录没有成功：{kind}", "{reason}");

/// The provider finds the app's request wrong.
pub(super) static REQUEST_REFUSED: Text = Text::fixed(
    "身份提供方拒绝了本应用的请求，请联系管理员。",
    "The identity provider refused the app's request. Tell the administrator.",
);
/// The provider has a fault.
pub(super) static PROVIDER_FAILED: Text =
    Text::fixed("身份提供方出错了，请稍后再试。", "The identity provider failed. Try again in a minute.");
/// The provider is busy.
pub(super) static PROVIDER_BUSY: Text =
    Text::fixed("身份提供方暂时无法使用，请稍后再试。", "The identity provider is busy. Try again in a minute.");
/// The provider asks for a step that is not named.
pub(super) static STEP_REQUIRED: Text =
    Text::fixed("身份提供方需要你先完成一步操作。", "The identity provider wants you to do something first.");
/// Nobody is signed in at the provider.
pub(super) static SIGN_IN_THERE: Text =
    Text::fixed("请先在身份提供方登录。", "Sign in at the identity provider first.");
/// Several accounts are signed in at the provider.
pub(super) static CHOOSE_THERE: Text =
    Text::fixed("请在身份提供方选择一个账号。", "Choose an account at the identity provider.");
/// The provider needs the visitor's consent.
pub(super) static CONSENT_THERE: Text =
    Text::fixed("身份提供方需要你的同意。", "The identity provider wants your consent.");
/// The provider gives a reason that no standard has.
pub(super) static NOT_SIGNED_IN_THERE: Text =
    Text::fixed("身份提供方没有让你登录。", "The identity provider did not sign you in.");

/// The heading of the signed-in page, without a name.
pub(super) static SIGNED_IN: Text = Text::fixed("已登录", "Signed in");
/// Below the name on the signed-in page.
pub(super) static YOU_ARE_SIGNED_IN: Text = Text::fixed("已登录", "You are signed in");
/// The user's id.
pub(super) static USER: Text = Text::fixed("用户", "User");
/// The company's id.
pub(super) static CORP: Text = Text::fixed("企业", "Corp");
/// The member's id within the company.
pub(super) static MEMBER: Text = Text::fixed("成员", "Member");
/// The way out.
pub(super) static SIGN_OUT: Text = Text::fixed("退出登录", "Sign out");
/// The session could not be read; the reason stands in the place of the English.
pub(super) static UNAVAILABLE: Text = Text::fixed("暂时无法使用", "{reason}");
/// The session could not be ended; the reason stands in the place of the English.
pub(super) static NOT_SIGNED_OUT: Text = Text::fixed("退出没有成功", "{reason}");

/// An address asks too often.
pub(super) static TOO_MANY_REQUESTS: Text = Text::fixed(
    "请求过于频繁，请 {seconds} 秒后再试。",
    "Too many requests came from your network. Please try again in {seconds} s.",
);
/// An address guesses codes.
pub(super) static TOO_MANY_GUESSES: Text = Text::fixed(
    "错误次数过多，请 {seconds} 秒后再试。",
    "Too many codes from your network were wrong. Please try again in {seconds} s.",
);
/// A company logs in too often.
pub(super) static TOO_MANY_OF_A_COMPANY: Text = Text::fixed(
    "该企业的登录请求过多，请 {seconds} 秒后再试。",
    "Too many people are logging in to this company right now. Please try again in {seconds} s.",
);
