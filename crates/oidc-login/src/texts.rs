//! The table of the texts for people whom the provider lets in and this login does not.

use login_type::Text;

/// The provider does not say who somebody is.
pub(crate) static NOBODY: Text = Text::fixed(
    "登录服务没有说明你是谁，因此无法登录。请联系管理员。",
    "The sign-in service does not say who you are. Ask your administrator.",
);
