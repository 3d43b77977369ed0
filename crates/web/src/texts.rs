//! The table of the texts for people that this crate has.

use element_model::Text;

/// The languages of pages, each in itself.
pub(crate) const CHINESE: &str = "中文";
/// See above.
pub(crate) const ENGLISH: &str = "English";

/// The way on from a page that came to nothing.
pub(crate) static START_OVER: Text = Text::fixed("重新登录", "Sign in again");
/// The way on with another company.
pub(crate) static ANOTHER_COMPANY: Text = Text::fixed("换一个企业", "Use another company");
/// Whom to tell the number of a refusal.
pub(crate) static QUOTE: Text =
    Text::fixed("若一直如此，请把这个编号告诉{whom}：", "If it stays so, give {whom} this number:");
/// Who that is, where an app names nobody.
pub(crate) static ADMINISTRATOR: Text = Text::fixed("管理员", "your administrator");
/// The button beside the number.
pub(crate) static COPY: Text = Text::fixed("复制", "Copy");
/// The button once it was pressed.
pub(crate) static COPIED: Text = Text::fixed("已复制", "Copied");

/// The headline of a request that was not taken.
pub(crate) static NOT_TAKEN: Text = Text::fixed("请求未处理", "Not accepted");
/// The headline of a server that cannot answer.
pub(crate) static TRY_LATER: Text = Text::fixed("暂时无法使用", "Not available");
/// The headline for nobody.
pub(crate) static NOT_SIGNED_IN: Text = Text::fixed("没有登录", "Not signed in");

/// A page of another site asks.
pub(crate) static FOREIGN: Text = Text::fixed(
    "请求来自其他网站。请回到应用，从那里重新打开。",
    "This request came from another site. Go back to the app and open the page from there.",
);
/// A form of another page.
pub(crate) static MALFORMED: Text =
    Text::fixed("表单内容不对，请从页面重新提交。", "This is not the form of this page. Send it from the page again.");
/// A body that is no form.
pub(crate) static OTHER_KIND: Text = Text::fixed(
    "请求内容须为 application/x-www-form-urlencoded。",
    "The body must be of the type application/x-www-form-urlencoded.",
);
/// A form that is too long.
pub(crate) static TOO_LONG: Text = Text::fixed(
    "内容超过 {bytes} 字节，请缩短后再试。",
    "This is longer than {bytes} bytes. Make it shorter and try again.",
);
/// A form of which a part is missing.
pub(crate) static NOT_WHOLE: Text =
    Text::fixed("表单没有完整送达，请重试。", "The form did not arrive whole. Please try again.");
/// Nobody is signed in.
pub(crate) static NOBODY: Text = Text::fixed("请先登录，再打开这个页面。", "Sign in first, then open this page.");
/// The sessions cannot be read.
pub(crate) static UNAVAILABLE: Text =
    Text::fixed("服务器暂时无法回应，请稍后再试。", "The server cannot answer right now. Try again in a minute.");
