//! The table of the texts for people that this crate has, each in both languages.

use administration::Role;
use element_model::Text;

use crate::theme::Theme;

/// A table of texts: `NAME = "中文", "English";`. One that lacks a language does not compile.
macro_rules! texts {
    ($($name:ident = $zh:literal, $en:literal;)*) => {
        $(pub(crate) static $name: element_model::Text = element_model::Text::fixed($zh, $en);)*
    };
}
pub(crate) use texts;

texts! {
    CONSOLE = "控制台", "Console";
    SKIP = "跳到内容", "Skip to content";
    ROOMS = "导航", "Navigation";
    OVERVIEW = "概览", "Overview";
    COMPANIES = "企业", "Companies";
    RECORDS = "回调", "Callbacks";
    ELEMENTS = "登录与元素", "Logins and elements";
    USERS = "用户与会话", "Users and sessions";
    AUDIT = "审计", "Audit trail";
    SETTINGS = "设置", "Settings";
    FIND = "搜索企业、记录、页面（/）", "Find companies, records, pages (/)";
    SITE = "此服务器", "This server";
    SIGN_OUT = "退出登录", "Sign out";
    THEME = "外观", "Theme";
    CHINESE = "中文", "中文";
    ENGLISH = "English", "English";
    THEME_SYSTEM = "自动", "Auto";
    THEME_LIGHT = "浅色", "Light";
    THEME_DARK = "深色", "Dark";
    ROLE_OWNER = "所有者", "owner";
    ROLE_OPERATOR = "运维", "operator";
    ROLE_AUDITOR = "审计员", "auditor";

    SIGN_IN = "登录控制台", "Sign in";
    NAME = "姓名", "Name";
    PASSWORD = "密码", "Password";
    CODE = "验证器上的 6 位数字", "Six digits from your authenticator";
    ENTER = "登录", "Sign in";
    WRONG = "姓名、密码或验证码不对。", "The name, the password or the code is wrong.";
    TOO_MANY = "尝试次数过多，请在 {n} 秒后再试。", "Too many attempts. Try again in {n} seconds.";
    NO_ACCOUNT = "还没有管理员？在服务器上运行 wecom-login admin create，它会给出一个 15 分钟内有效的链接。",
        "No administrator yet? On the server, wecom-login admin create prints a link that is good for 15 minutes.";
    CONFIRM = "再次确认是你", "Confirm that it is you";
    CONFIRM_WHY = "密钥、令牌、机密和管理员的改动需要最近的确认。",
        "Keys, tokens, secrets and administrators need a recent proof.";
    GO_ON = "继续", "Continue";
    SIGN_IN_AGAIN = "请重新登录", "Please sign in again";

    WELCOME = "成为管理员", "Become an administrator";
    WELCOME_ROLE = "此链接给你的角色：{role}。它只能用一次。", "This link makes you: {role}. It is good once.";
    SCAN = "1. 用验证器应用扫码", "1. Scan with an authenticator app";
    SCAN_OR_TYPE = "扫不了？输入这个密钥：", "Cannot scan? Type this secret:";
    CHOOSE = "2. 设置姓名和密码", "2. Choose a name and a password";
    YOUR_NAME = "登录用的姓名", "The name that you sign in by";
    NEW_PASSWORD = "密码（至少 12 个字符）", "A password of at least 12 characters";
    PROVE = "3. 输入验证器显示的数字", "3. Type what the authenticator shows";
    BECOME = "完成", "Finish";
    LINK_GONE = "这个链接已经用过或已过期。", "This link was used before or has expired.";
    LINK_AGAIN = "请所有者再发一个，或在服务器上运行 wecom-login admin create。",
        "Ask an owner for another one, or run wecom-login admin create on the server.";
    WRONG_NAME = "姓名是 1 至 64 个字母、数字或 - _ . @。", "A name has 1 to 64 letters, digits or - _ . @";
    NAME_TAKEN = "已有人用这个姓名。", "Somebody has that name already.";
    WRONG_PASSWORD = "密码需要 12 至 1024 个字符。", "A password has 12 to 1024 characters.";
    WRONG_CODE = "验证码不对。请看验证器上现在的数字，并检查手机时间。",
        "This is not the code that the authenticator shows now. Check the phone's time too.";

    ROLE_NEEDED = "这需要角色：{role}。", "This needs the role: {role}.";
    NOT_FOUND = "没有这个页面或对象。", "There is no such page or thing.";
    NOT_DONE = "未能完成。", "This was not done.";
    REQUEST_ID = "请求编号", "Request";
    TO_ELEMENT = "查看元素", "To the element";
    TO_OVERVIEW = "回到概览", "To the overview";

    NOW = "刚刚", "now";
    SECONDS_AGO = "{n} 秒前", "{n} s ago";
    MINUTES_AGO = "{n} 分钟前", "{n} min ago";
    HOURS_AGO = "{n} 小时前", "{n} h ago";
    DAYS_AGO = "{n} 天前", "{n} d ago";
    IN_SECONDS = "{n} 秒后", "in {n} s";
    IN_MINUTES = "{n} 分钟后", "in {n} min";
    IN_HOURS = "{n} 小时后", "in {n} h";
    IN_DAYS = "{n} 天后", "in {n} d";

    APPLY = "筛选", "Apply";
    FILTER = "筛选", "Filter";
    SEARCH = "搜索", "Search";
    OLDER = "下一页", "Next page";
    SELECT_ALL = "全选", "Select all";
    SELECT = "选择", "Select";
    ALL = "全部", "All";
    DAY = "日期（UTC）", "Day (UTC)";
    AS_TABLE = "以表格查看", "As a table";
    COPY = "复制", "Copy";
    COPIED = "已复制", "Copied";
    ID = "编号", "Id";
    STATE = "状态", "State";
    WHEN = "时间", "When";
}

/// The name of a role.
pub(crate) const fn role(role: Role) -> &'static Text {
    match role {
        Role::Owner => &ROLE_OWNER,
        Role::Operator => &ROLE_OPERATOR,
        Role::Auditor => &ROLE_AUDITOR,
    }
}

/// The name of a theme.
pub(crate) const fn theme(theme: Theme) -> &'static Text {
    match theme {
        Theme::System => &THEME_SYSTEM,
        Theme::Light => &THEME_LIGHT,
        Theme::Dark => &THEME_DARK,
    }
}
