//! The texts of elements and their forms.

crate::texts::texts! {
    KIND = "种类", "Kind";
    ORIGIN = "来源", "Origin";
    OVERRIDES = "覆盖了", "Overrides";
    TYPE = "类型", "Type";
    APP = "应用", "App";
    FULL_NAME = "全名", "Full name";
    DRAFT = "○ 草稿", "○ draft";
    ACTIVE = "● 启用", "● switched on";
    INACTIVE = "■ 停用", "■ switched off";
    NEW_OF = "新建：{type}", "New: {type}";
    EDIT = "编辑", "Edit";
    TEST = "检测", "Test";
    REMOVE = "删除", "Remove";
    REMOVE_ASK = "输入全名以确认删除", "Type the full name to remove it";
    REMOVE_WRONG = "要删除，请输入它的全名。", "To remove it, type its full name.";
    CONFIGURATION = "配置", "Configuration";
    CALLBACK = "回调 URL", "Callback URL";
    HEARD = "● 企业微信已连通，最近一次", "● WeCom reaches it, last";
    UNHEARD = "○ 企业微信还没有连通过", "○ WeCom has not reached it yet";
    CHANGED_LAST = "最近更改", "Changed last";
    INSTANCES = "实例", "Instances";
    TITLE = "标题", "Title";
    PATH = "全名（字母、数字、下划线，用点分隔）", "Full name (letters, digits, underscores, dots between)";
    IS_SET = "已设置；留空则不变", "Set; leave it empty to keep it";
    NOT_SET = "尚未设置", "Not set yet";
    MASKED = "••••••", "••••••";
    WHERE = "在哪里找到", "Where to find it";
    LINES = "每行一项", "One a line";
    YES = "是", "yes";
    NO = "否", "no";
    UNSET = "（未填）", "(not given)";
    SAVE_DRAFT = "保存草稿", "Save as a draft";
    SAVE = "保存并启用", "Save and put into service";
    CHANGES = "将要更改", "What changes";
    NO_CHANGES = "还没有更改。", "Nothing yet.";
    CHANGED = "已更改：{fields}", "Changed: {fields}";
    NOTHING = "没有更改任何内容。", "Nothing was changed.";
    LACKS = "草稿还缺少：", "The draft still lacks:";
    WRONG_NAME = "全名只能有字母、数字、下划线和点，且每段以字母开头。",
        "A full name has letters, digits, underscores and dots; each part begins with a letter.";
    NOT_JSON = "不是有效的 JSON。", "This is no JSON.";
    NOT_NUMBER = "不是数字。", "This is no number.";
    NONE = "没有可以新建实例的类型", "No Type of which instances can be made";
}
