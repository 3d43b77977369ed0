//! The texts of the overview.

crate::texts::texts! {
    WRONG = "需要处理", "What is wrong";
    ALL_WELL = "● 一切正常", "● All is well";
    EXAMINING = "正在检查……", "Being looked at …";
    EXAMINED = "检查于", "Looked at";
    AGAIN = "重新检查", "Look again";
    NEXT = "接下来：", "Next: ";
    SHOW = "查看", "Show";
    ERROR = "■ 错误", "■ error";
    WARNING = "▲ 注意", "▲ warning";
    CALLBACKS = "14 天内的回调", "Callbacks in 14 days";
    LOGINS = "14 天内的登录", "Logins in 14 days";
    LIVE_SESSIONS = "有效会话", "Sessions that go on";
    KNOWN_COMPANIES = "企业", "Companies";
    TICKETS = "套件与最近一次 ticket", "Suites and their newest ticket";
    TICKET_GOOD = "● 正常", "● arrives";
    TICKET_LATE = "▲ 迟到", "▲ late";
    EVENTS = "最近事件", "Last events";
    NO_EVENTS = "还没有发生任何事。", "Nothing has happened yet.";
}
