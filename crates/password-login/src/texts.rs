//! The table of the texts for people on the form of this login.

use login_type::Text;

/// The label of the name's field.
pub(crate) const NAME: Text = Text::fixed("名称", "Name");
/// The name or the password is wrong; nobody is told which.
pub(crate) static WRONG: Text = Text::fixed("名称或密码不正确。", "The name or the password is wrong.");
/// The label of the password's field.
pub(crate) const PASSWORD: Text = Text::fixed("密码", "Password");
