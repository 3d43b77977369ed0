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

/// The heading and the button of a login's own form.
pub(super) static SIGN_IN: Text = Text::fixed("登录", "Sign in");
/// A field of the form is empty.
pub(super) static FILL_IN: Text = Text::fixed("请填写所有字段。", "Please fill in all fields.");
/// A field of the form is too long.
pub(super) static FIELD_TOO_LONG: Text = Text::fixed("内容过长。", "A field is too long.");
/// The values of the form are wrong; the reason stands in the place of the English.
pub(super) static WRONG_VALUES: Text = Text::fixed("填写的内容不正确。", "{reason}");
/// Nobody can log in by the form now; the reason stands in the place of the English.
pub(super) static NO_LOGIN_NOW: Text = Text::fixed("现在无法登录：{kind}。", "{reason}");

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
