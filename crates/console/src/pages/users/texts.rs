//! The texts of users and their sessions.

crate::texts::texts! {
    USERS = "用户", "Users";
    SESSIONS = "会话", "Sessions";
    USER = "用户", "User";
    MEMBER = "成员", "Member";
    COMPANY = "企业", "Company";
    INSTANCE = "登录方式", "Login";
    PLATFORM = "平台", "Platform";
    BEGAN = "开始", "Began";
    ENDS = "结束", "Ends";
    SINCE = "首次登录", "First login";
    OPEN = "● 正常", "● let in";
    DISABLED = "■ 停用", "■ kept out";
    NO_USERS = "还没有用户", "No users yet";
    USERS_FOR = "成员第一次登录时，这里就会出现一个用户。", "A user appears here when a member logs in for the first time.";
    NO_SESSIONS = "没有有效会话", "No session goes on";
    SESSIONS_FOR = "成员登录后，会话会出现在这里，可以随时结束。", "Sessions of members who are logged in appear here, and can be ended.";
    DISABLE = "停用", "Keep out";
    ENABLE = "恢复", "Let in again";
    END = "结束", "End";
    END_ALL = "结束此用户的全部会话", "End all sessions of this user";
    NAMELESS = "（未知姓名）", "(name not known)";
    STANDING_OFF = "▲ 登录已停用", "▲ login switched off";
    STANDING_GONE = "■ 登录已不存在", "■ login is gone";
}
