//! The table of the texts for members whom the accounts keep out.

use element_model::Text;

/// A user whom an operator keeps out.
pub(crate) static DISABLED: Text =
    Text::fixed("你的账号已被停用。请联系管理员。", "Your account is disabled. Ask your administrator.");
/// A member who left while the login was under way.
pub(crate) static LEFT: Text = Text::fixed(
    "登录期间你的成员身份发生了变化，请重新登录。",
    "Your membership changed while you signed in. Please start again.",
);
