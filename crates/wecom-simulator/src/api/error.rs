//! API errors: a code, and the text WeCom wraps around it (97159, codes: 90313).

use std::{borrow::Cow, net::IpAddr};

use serde_json::{Value, json};

/// A refused call.
#[derive(Debug)]
pub(crate) struct ApiError {
    pub(crate) code: i64,
    reason: Cow<'static, str>,
}

impl ApiError {
    /// The code with its usual reason.
    pub(crate) fn new(code: i64) -> Self {
        Self { code, reason: Cow::Borrowed(usual_reason(code)) }
    }

    /// The code with a reason of its own.
    pub(crate) fn with(code: i64, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// The answer's JSON: `<reason>, hint: […], from ip: …, more info at …`.
    pub(crate) fn body(&self, caller: IpAddr, hint: &str) -> Value {
        let Self { code, reason } = self;
        let errmsg = format!(
            "{reason}, hint: [{hint}], from ip: {caller}, more info at https://open.work.weixin.qq.com/devtool/query?e={code}"
        );
        json!({ "errcode": code, "errmsg": errmsg })
    }
}

fn usual_reason(code: i64) -> &'static str {
    match code {
        -1 => "system busy",
        6000 => "data version conflict",
        40001 => "invalid credential",
        40003 => "invalid userid",
        40013 => "invalid corpid",
        40014 => "invalid access_token",
        40029 => "invalid code",
        40056 => "invalid agentid",
        40058 => "invalid Request Parameter",
        40063 => "some parameters are empty",
        40078 => "invalid auth_code",
        40080 => "invalid suite_secret",
        40082 => "invalid suite_token",
        40083 => "invalid suite_id",
        40084 => "invalid authorizer permanent code",
        40085 => "invalid suite_ticket",
        40091 => "secret does not belong to this corp",
        41001 => "access_token missing",
        41002 => "corpid missing",
        41004 => "corpsecret missing",
        41008 => "code missing",
        41021 => "suite_id missing",
        41022 => "suite_access_token missing",
        41023 => "suite_ticket missing",
        41024 => "suite_secret missing",
        41025 => "permanent_code missing",
        42001 => "access_token expired",
        42003 => "code expired",
        42009 => "suite_access_token expired",
        42022 => "code already used",
        43001 => "require GET method",
        45009 => "api freq out of limit",
        45033 => "api concurrent out of limit",
        47001 => "data format error",
        48001 => "api unauthorized",
        48002 => "api forbidden",
        48003 => "suite_id does not match the token",
        48004 => "authorization invalid",
        48006 => "api permission withdrawn: app unused for a long time",
        50001 => "redirect_uri is not a trusted domain of the app",
        50002 => "member is not in the app's range",
        50003 => "app is disabled",
        60003 => "department not found",
        60011 => "no privilege to access the member or department",
        60020 => "not allow to access from your ip",
        60021 => "userid is not in the app's visible range",
        60111 => "userid not found",
        60121 => "user not found",
        84014 => "user_ticket expired",
        84015 => "invalid user_ticket",
        84090 => "user_ticket missing",
        _ => "api error",
    }
}
