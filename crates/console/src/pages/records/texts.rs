//! The texts of callback records.

use administration::records::CallbackStateName;
use element_model::Text;

crate::texts::texts! {
    PENDING = "○ 等待", "○ pending";
    RUNNING = "◐ 处理中", "◐ running";
    SUCCEEDED = "● 成功", "● succeeded";
    FAILED = "▲ 将重试", "▲ to be tried again";
    DEAD = "■ 已放弃", "■ given up";
    RECORD = "回调记录", "Callback record";
    EVENT = "事件", "Event";
    COMPANY = "企业", "Company";
    RECEIVED = "收到", "Received";
    HAPPENED = "发生", "Happened";
    TRIES = "尝试", "Tries";
    NEXT_TRY = "下次尝试", "Next try";
    SUITE = "套件", "Suite";
    INSTANCE = "实例", "Instance";
    REQUEST = "请求编号", "Request";
    NONE_YET = "没有符合条件的记录", "No such records";
    FOR = "企业微信推送的每个事件都会成为一条记录。在服务商后台保存回调 URL 后，第一条就会出现。",
        "Each event that WeCom pushes becomes a record. The first comes once the callback URL is saved in the provider console.";
    RETRY = "立即重试", "Try again now";
    RETRY_SELECTED = "重试所选", "Try the selected again";
    RETRY_ALL = "重试失败的……", "Try the failed again …";
    RETRY_ALL_TITLE = "重试某时刻以来的失败记录", "Try again what failed since";
    RETRY_SINCE = "从多少小时前开始", "Since how many hours ago";
    RETRY_FOUND = "共 {n} 条失败或已放弃的记录。", "{n} records failed or were given up.";
    RETRY_START = "开始", "Begin";
    WRONG_HOURS = "小时数是 1 至 8760 的数字。", "Hours are a number from 1 to 8760.";
    TASK = "重试任务", "Trying again";
    TASK_RUNNING = "进行中：已排队 {done}，未成 {failed}，剩余 {left}", "Under way: queued {done}, failed {failed}, left {left}";
    TASK_ENDED = "已结束：已排队 {done}，未成 {failed}", "Ended: queued {done}, failed {failed}";
    STOP = "停止", "Stop";
    MESSAGE = "消息内容", "The message";
    NO_MESSAGE = "无法按 XML 或 JSON 展示。", "It is neither XML nor JSON.";
    HISTORY = "处理经过", "What became of it";
    NO_TRIES = "还没有尝试过。", "Not tried yet.";
    TRY_NUMBER = "第 {n} 次", "Try {n}";
    WENT_WELL = "成功", "It went well";
    GOES_ON = "进行中", "It goes on";
    WHAT_NEXT = "接下来", "What comes next";
    NEXT_PENDING = "等待第一次处理。", "It waits for its first try.";
    NEXT_RUNNING = "正在处理。", "It is being worked on.";
    NEXT_SUCCEEDED = "已完成，无需操作。", "It is done; there is nothing to do.";
    NEXT_FAILED = "{when}进行第 {n} 次尝试；间隔逐次加长。", "Try {n} comes {when}; the waits grow.";
    NEXT_DEAD = "已放弃，不会再自动重试。排除原因后点“立即重试”。",
        "It was given up and is not tried again by itself. Mend the cause, then try it again.";
}

/// The class and the words of a state.
pub(crate) const fn state(state: CallbackStateName) -> (&'static str, &'static Text) {
    match state {
        CallbackStateName::Pending => ("off", &PENDING),
        CallbackStateName::Running => ("off", &RUNNING),
        CallbackStateName::Succeeded => ("good", &SUCCEEDED),
        CallbackStateName::Failed => ("warn", &FAILED),
        CallbackStateName::Dead => ("bad", &DEAD),
    }
}
