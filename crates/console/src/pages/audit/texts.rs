//! The texts of the audit trail.

crate::texts::texts! {
    ACTOR = "谁", "Who";
    ACTION = "做了什么", "What";
    TARGET = "对象", "To what";
    DETAIL = "细节", "Details";
    SINCE = "起（UTC 日期）", "From (UTC)";
    UNTIL = "止（UTC 日期）", "Before (UTC)";
    CSV = "导出 CSV", "Export CSV";
    JSON = "导出 JSON", "Export JSON";
    NOTHING = "没有符合条件的条目", "No such entries";
    FOR = "管理员、成员和企业的每个动作都会记在这里，任何人都不能更改。",
        "What administrators, members and companies do is noted here; nobody can change it.";
}
