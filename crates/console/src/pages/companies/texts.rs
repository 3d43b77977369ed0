//! The texts of companies.

crate::texts::texts! {
    COMPANY = "企业", "Company";
    NAMELESS = "（名称未知）", "(name not known)";
    AUTHORISED = "● 已授权", "● authorised";
    CONFIGURED = "● 已配置", "● configured";
    DISABLED = "■ 企业停用了应用", "■ switched off by the company";
    INVALID = "▲ 凭证失效", "▲ refused by WeCom";
    CANCELLED = "■ 已取消授权", "■ cancelled";
    ORG_CODE = "组织代号", "Organisation code";
    AGENT = "应用 AgentId", "Agent";
    LOGGED_IN = "在线成员", "Logged in";
    LAST_EVENT = "最近事件", "Last event";
    SUITE = "套件", "Suite";
    LOGIN_TYPE = "登录类型", "Login type";
    LOGIN_HOST = "登录域名", "Login host";
    REDIRECT = "回调地址（可信域名）", "Redirect URI (trusted domain)";
    RANGE = "可见范围", "Visible range";
    OWN_HOST = "服务器自己的", "the server's own";
    NONE_YET = "还没有企业", "No companies yet";
    FOR = "企业管理员授权代开发模板后，企业就会出现在这里。点“邀请企业授权”得到可以发给客户的链接和二维码。",
        "A company appears here once its administrator authorised the template. “Invite a company” makes a link and a QR code to send.";
    SEARCH_HINT = "名称、ID 或组织代号", "Name, id or organisation code";
    SESSIONS = "会话", "Sessions";
    RECORDS = "回调记录", "Callback records";
    USERS = "用户", "Users";
    RANGE_DETAIL = "查看", "Show";

    CHECKLIST = "接入进度", "Onboarding";
    ALL_DONE = "● 已全部完成", "● All done";
    LIGHT_GREEN = "● 完成", "● done";
    LIGHT_RED = "▲ 待处理", "▲ to do";
    LIGHT_UNKNOWN = "○ 未知", "○ not known";
    STEP_AUTHORISED = "企业已授权模板", "The company authorised the template";
    SAY_AUTHORISED = "请用企业微信管理员账号打开我们发送的授权链接，确认授权代开发应用。",
        "Please open the link that we sent as an administrator in WeCom, and authorise the app.";
    STEP_AGENT = "已取得应用 AgentId", "The app's agent id is known";
    SAY_AGENT = "授权后请等待几分钟；若仍未完成，请告诉我们，我们会重新获取。",
        "This follows within minutes of the authorisation; tell us if it does not.";
    STEP_NAME = "已知企业名称", "The company's name is known";
    SAY_NAME = "请在应用权限中允许读取企业基本信息。", "Please allow the app to read the company's basic information.";
    STEP_RANGE = "可见范围不为空", "The visible range is not empty";
    SAY_RANGE = "请在企业微信管理后台 → 应用管理 → 本应用 → 可见范围中加入要登录的成员或部门。",
        "In WeCom's console, 应用管理 → this app → 可见范围: add the members or departments who are to log in.";
    STEP_DOMAIN = "可信域名已设置", "The trusted domain is set";
    SAY_DOMAIN = "请在 应用管理 → 本应用 → 网页授权及 JS-SDK 中把可信域名设为 {host}，并在企业微信授权登录中填写同一域名。",
        "Please set the trusted domain to {host} in 应用管理 → this app → 网页授权及 JS-SDK, and in 企业微信授权登录 too.";
    STEP_CODE = "已设组织代号", "The organisation code is set";
    SAY_CODE = "成员在登录页输入这个代号来选择贵公司，请告诉我们想用哪个。",
        "Members type this code on the login page to choose your company; tell us which you would like.";
    STEP_APP_EVENTS = "收到过该企业的回调", "A callback of the company was seen";
    SAY_APP_EVENTS = "请修改一次可见范围，我们会据此确认回调畅通。",
        "Please change the visible range once, so that we see that callbacks arrive.";
    STEP_LOGIN = "已有成员登录", "A member has logged in";
    SAY_LOGIN = "请一位成员在工作台打开应用，或在登录页输入组织代号后扫码。",
        "Please have a member open the app from the workbench, or scan the QR code on the login page.";
    SET_CODE = "组织代号", "Organisation code";
    SAVE = "保存", "Save";
    TO_SEND = "发给客户管理员", "To the customer's administrator";
    AUTHORISE_HINT = "把链接或二维码发给客户的企业微信管理员；对方扫码确认后，企业会自动出现在列表中。",
        "Send the link or the QR code to the customer's administrator in WeCom; the company then appears in the list.";
    WHICH = "用哪个登录", "By which login";
    STATE_CODE = "授权后设为组织代号（可不填）", "Organisation code to be set then (optional)";
    MAKE = "生成", "Make";
    THE_LINK = "授权链接", "Link to authorise";
    GOOD_FOR = "{n} 内有效", "good for {n}";
    NO_LOGIN = "没有可以生成授权链接的登录", "No login makes such links";
    NO_LOGIN_HINT = "在登录的配置中填写服务商 CorpID 与 ProviderSecret。",
        "Give a login the provider's corp id and secret.";
    INVITE = "邀请企业授权", "Invite a company";
}
