//! The table of the texts for members whom WeCom lets not in.

use login_type::Text;
use wecom_client::policy::MemberCause;

/// Somebody whom WeCom knows, of another company or of none.
pub(crate) static NOT_A_MEMBER: Text = Text::fixed(
    "你不是该企业的成员，无法登录。请确认所选企业，或联系企业管理员。",
    "You are not a member of this company. Check the company, or ask its administrator.",
);
/// A member to whom the app is not shown.
static OUT_OF_RANGE: Text = Text::fixed(
    "管理员还没有为你开通此应用。请联系企业管理员将你加入可见范围。",
    "Your administrator has not enabled this app for you yet. Ask them to add you to its visible range.",
);
/// A company that switched the app off.
pub static APP_OFF: Text = Text::fixed(
    "该企业已停用此应用。如需恢复，请联系企业管理员。",
    "Your company no longer uses this app. Ask your administrator.",
);
/// A member without a licence.
static NO_LICENCE: Text = Text::fixed(
    "你的企业微信账号尚未激活此应用所需的许可。请联系企业管理员。",
    "Your account has no licence for this app yet. Ask your administrator.",
);
/// A code that was used before.
static CODE_SPENT: Text =
    Text::fixed("这个登录链接已经用过或已过期。", "This sign-in link was used before or has expired.");

/// The sentence for a member.
pub(crate) fn of(cause: MemberCause) -> Option<&'static Text> {
    match cause {
        MemberCause::NotMember => Some(&NOT_A_MEMBER),
        MemberCause::OutOfRange => Some(&OUT_OF_RANGE),
        MemberCause::AppOff => Some(&APP_OFF),
        MemberCause::NoLicence => Some(&NO_LICENCE),
        MemberCause::CodeSpent => Some(&CODE_SPENT),
        _ => None,
    }
}
