//! The table of the texts for people that this crate has.

use element_model::Text;

/// The way on from a page that came to nothing.
pub(crate) static START_OVER: Text = Text::fixed("重新登录", "Start over");
/// The way on with another company.
pub(crate) static ANOTHER_COMPANY: Text = Text::fixed("其他企业", "Another company");
/// A page of another site asks.
pub(crate) static FOREIGN: Text = Text::fixed("请求来自其他网站", "This request came from another site.");
/// A form of another page.
pub(crate) static MALFORMED: Text =
    Text::fixed("表单内容不对，请从页面重新提交。", "This is not the form of this page.");
/// A body that is no form.
pub(crate) static OTHER_KIND: Text = Text::fixed(
    "请求内容须为 application/x-www-form-urlencoded。",
    "The body must be of the type application/x-www-form-urlencoded.",
);
/// A form of which a part is missing.
pub(crate) static NOT_WHOLE: Text =
    Text::fixed("表单没有完整送达，请重试。", "The form did not arrive whole. Please try again.");
/// Nobody is signed in.
pub(crate) static NOBODY: Text = Text::fixed("没有登录", "You are not signed in.");
/// The sessions cannot be read.
pub(crate) static UNAVAILABLE: Text = Text::fixed("暂时无法使用", "This is not available right now.");
