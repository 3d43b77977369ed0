//! The texts of administrators, tokens and keys.

crate::texts::texts! {
    ADMINISTRATORS = "管理员", "Administrators";
    ADMINISTRATORS_FOR = "谁可以使用控制台，以及他们的角色。", "Who may use the console, and their roles.";
    TOKENS = "访问令牌", "Tokens";
    TOKENS_FOR = "程序用来调用管理功能的令牌。", "By which programs call what administrators may.";
    KEYS = "密钥", "Keys";
    KEYS_FOR = "签名密钥的轮换，存储机密的重新加密。", "Rotation of signing keys, resealing of what is stored.";
    ROLE = "角色", "Role";
    LAST_SIGN_IN = "上次登录", "Last sign-in";
    SINCE = "创建", "Since";
    LET_IN = "● 正常", "● let in";
    KEPT_OUT = "■ 停用", "■ kept out";
    INVITE = "邀请管理员", "Invite an administrator";
    INVITE_HINT = "链接只能用一次，15 分钟内有效。填已有的姓名，则为其重设密码和验证器。",
        "The link is good once, for 15 minutes. The name of somebody who is there renews their password and authenticator.";
    MAKE_LINK = "生成链接", "Make the link";
    LINK_MADE = "请通过安全的方式交给对方；它不会再次显示。",
        "Hand it over by a safe way; it is not shown again.";
    DISABLE = "停用", "Keep out";
    ENABLE = "恢复", "Let in again";
    CHANGE_ROLE = "更改角色", "Change the role";
    NO_TOKENS = "还没有令牌", "No tokens yet";
    TOKEN_NAME = "用途", "Purpose";
    DAYS = "有效天数（留空为永久）", "Days that it is good for (empty: for ever)";
    APP = "应用（留空为全部）", "App (empty: all)";
    SCOPES = "范围", "Scopes";
    SCOPE_READ = "只读", "read";
    SCOPE_EDIT = "更改", "edit";
    SCOPE_LOGIN = "登录（谁可以登录）", "login (who may be logged in)";
    MAKE_TOKEN = "新建令牌", "Make a token";
    TOKEN_MADE = "这是令牌；它不会再次显示。", "This is the token; it is not shown again.";
    EXPIRES = "到期", "Expires";
    NEVER = "永久", "never";
    LAST_USED = "上次使用", "Last used";
    REVOKE = "吊销", "Revoke";
    VALID = "● 有效", "● valid";
    EXPIRED = "○ 已到期", "○ expired";
    REVOKED = "■ 已吊销", "■ revoked";
    WRONG_DAYS = "有效天数是 1 至 36500 的数字。", "Days are a number from 1 to 36500.";
    WRONG_APP = "没有这个应用。", "There is no such app.";
    NO_SCOPE = "请至少选择一个范围。", "Choose one scope at least.";
    SIGNING = "签名密钥", "Signing keys";
    SIGNING_HINT = "新密钥先公布 24 小时再开始签名，旧令牌在到期前继续有效，没有人会被登出。",
        "A new key is published for 24 hours before it signs; what the old one signed stays valid, and nobody is logged out.";
    ROTATE = "轮换签名密钥", "Rotate the signing keys";
    ROTATE_ASK = "输入 rotate 以确认", "Type rotate to confirm";
    ROTATE_WRONG = "要确认，请输入 rotate。", "To confirm, type rotate.";
    ROTATED = "新的签名密钥已公布。", "New signing keys are published.";
    AT_ONCE = "立即签名（仅在密钥泄露时）", "Sign by it at once (only where a key got out)";
    SEALING = "加密密钥", "Sealing keys";
    SEALING_HINT = "先在配置的 encryption 中换上新密钥并重新加载，再在这里把存储的机密全部改用它加密。",
        "First give the configuration (encryption) a new active key and reload; then seal all that is stored under it here.";
    RESEAL = "重新加密", "Reseal";
    RESEALED = "已重新加密 {done} 条，{closed} 条无法打开。", "Sealed anew: {done}. Not opened: {closed}.";
}
