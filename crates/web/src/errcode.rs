//! The documented table of `errcode`s, and the HTTP statuses of functions that answer plain HTTP.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use element_model::Text;
use login_type::{CallError, ErrorKind};

/// The errcodes and what they mean; any other is WeCom's own, passed through.
pub static TABLE: &[(i64, Text)] = &[
    (0, Text::fixed("成功", "success")),
    (20001, Text::fixed("没有这个应用", "unknown app")),
    (20002, Text::fixed("没有这个元素", "unknown element")),
    (20003, Text::fixed("没有这个函数", "unknown function")),
    (20004, Text::fixed("参数未声明", "undeclared argument")),
    (20005, Text::fixed("服务器内部错误，详见日志", "internal error of the server, see its log")),
    (20006, Text::fixed("需要登录", "a login is required")),
    (20007, Text::fixed("需要管理员", "an administrator is required")),
    (20010, Text::fixed("该登录已停用", "the instance is switched off")),
    (20011, Text::fixed("企业没有授权本应用", "the company has not authorised the app")),
    (20012, Text::fixed("没有这个组织代号", "unknown organisation code")),
    (20013, Text::fixed("组织代号已属于另一家企业", "the organisation code belongs to another company")),
    (20014, Text::fixed("登录码不存在、已使用或已过期", "the login code is unknown, used or expired")),
    (20015, Text::fixed("刷新令牌不存在、已使用或已过期", "the refresh token is unknown, spent or expired")),
    (20016, Text::fixed("不是该企业的成员，或不允许登录", "not a member, or not allowed in")),
    (20017, Text::fixed("没有这条回调记录", "unknown callback record")),
    (20018, Text::fixed("有人正在修改同一内容，请重试", "somebody else is changing it: try again")),
    (20019, Text::fixed("没有这个用户", "unknown user")),
    (20020, Text::fixed("绑定冲突", "binding conflict")),
    (20021, Text::fixed("无法读取请求内容", "the body cannot be read")),
    (20022, Text::fixed("请求内容过大", "the body is too large")),
    (20023, Text::fixed("签名或 receiveid 不符", "the signature or the receiveid is wrong")),
    (20024, Text::fixed("没有这个套件", "unknown suite")),
    (
        20025,
        Text::fixed(
            "请求过于频繁，或错误的代号、登录码、令牌过多，请按 Retry-After 重试",
            "too many requests, or too many wrong codes or tokens: try again when Retry-After says",
        ),
    ),
    (
        20030,
        Text::fixed(
            "无法连接身份提供方（如企业微信），或尚未就绪",
            "the identity provider, such as WeCom, cannot be reached or is not ready",
        ),
    ),
    (20031, Text::fixed("无法使用数据库", "the database cannot be reached")),
    (
        PROVIDER_REFUSED,
        Text::fixed(
            "身份提供方（企业微信以外）拒绝了请求；其错误码见 data.providerCode",
            "an identity provider other than WeCom refused; its own code is in data.providerCode",
        ),
    ),
    (47000, Text::fixed("缺少参数或字段", "an argument or field is missing")),
    (47001, Text::fixed("参数或字段的类型不对", "an argument or field has the wrong type")),
    (47002, Text::fixed("参数的值不允许", "an argument's value is not allowed")),
];

const PROVIDER_REFUSED: i64 = 20032;

/// The number of a kind.
pub fn errcode(kind: ErrorKind) -> i64 {
    match kind {
        ErrorKind::UnknownApp => 20001,
        ErrorKind::UnknownElement => 20002,
        ErrorKind::UnknownFunction => 20003,
        ErrorKind::UndeclaredArgument => 20004,
        ErrorKind::LoginRequired => 20006,
        ErrorKind::AdminRequired => 20007,
        ErrorKind::InstanceInactive => 20010,
        ErrorKind::CorpNotAuthorised => 20011,
        ErrorKind::UnknownCompany => 20012,
        ErrorKind::NameTaken => 20013,
        ErrorKind::LoginCodeInvalid => 20014,
        ErrorKind::RefreshTokenInvalid => 20015,
        ErrorKind::LoginRefused => 20016,
        ErrorKind::UnknownRecord => 20017,
        ErrorKind::EditConflict => 20018,
        ErrorKind::UnknownUser => 20019,
        ErrorKind::BindingConflict => 20020,
        ErrorKind::Malformed => 20021,
        ErrorKind::TooLarge => 20022,
        ErrorKind::Forged => 20023,
        ErrorKind::UnknownAddressee => 20024,
        ErrorKind::TooManyRequests { .. } => 20025,
        ErrorKind::UpstreamUnavailable => 20030,
        ErrorKind::Unavailable => 20031,
        ErrorKind::MissingArgument => 47000,
        ErrorKind::WrongType => 47001,
        ErrorKind::ValueNotAllowed => 47002,
        ErrorKind::ProviderRefused => PROVIDER_REFUSED,
        ErrorKind::Upstream(errcode) if is_ours(errcode.get()) => PROVIDER_REFUSED,
        ErrorKind::Upstream(errcode) => errcode.get(),
        _ => 20005,
    }
}

/// The identity provider's own code, which stands in `data.providerCode` of a failure: where the errcode is not that.
pub fn provider_code(error: &CallError) -> Option<Cow<'_, str>> {
    match error.kind() {
        ErrorKind::Upstream(errcode) if is_ours(errcode.get()) => Some(errcode.to_string().into()),
        _ => error.provider_code().map(Cow::Borrowed),
    }
}

/// Whether a number has a meaning of ours.
fn is_ours(number: i64) -> bool {
    meaning(number).is_some()
}

fn meaning(number: i64) -> Option<&'static str> {
    TABLE.iter().find(|(known, _)| *known == number).map(|(_, text)| &*text.zh)
}

/// The meaning of a kind, for pages: in Chinese, without a full stop.
pub fn in_chinese(kind: ErrorKind) -> &'static str {
    match errcode(kind) {
        PROVIDER_REFUSED => "身份提供方拒绝了请求",
        number => meaning(number).unwrap_or("企业微信返回了错误"),
    }
}

/// The status of a kind, for functions that answer plain HTTP, and for pages.
pub fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::UnknownApp
        | ErrorKind::UnknownElement
        | ErrorKind::UnknownFunction
        | ErrorKind::UnknownAddressee
        | ErrorKind::UnknownCompany
        | ErrorKind::UnknownRecord
        | ErrorKind::UnknownUser => StatusCode::NOT_FOUND,
        ErrorKind::LoginRequired => StatusCode::UNAUTHORIZED,
        ErrorKind::AdminRequired
        | ErrorKind::Forged
        | ErrorKind::LoginRefused
        | ErrorKind::CorpNotAuthorised
        | ErrorKind::InstanceInactive => StatusCode::FORBIDDEN,
        ErrorKind::NameTaken | ErrorKind::BindingConflict | ErrorKind::EditConflict => StatusCode::CONFLICT,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::ProviderRefused | ErrorKind::Upstream(_) => StatusCode::BAD_GATEWAY,
        ErrorKind::UpstreamUnavailable | ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}

#[cfg(test)]
mod tests {
    use std::{num::NonZeroI64, time::Duration};

    use super::*;

    /// Callers know the numbers: none may change.
    #[test]
    fn each_kind_has_its_documented_number() {
        let kinds = [
            (ErrorKind::UnknownApp, 20001),
            (ErrorKind::UnknownElement, 20002),
            (ErrorKind::UnknownFunction, 20003),
            (ErrorKind::UndeclaredArgument, 20004),
            (ErrorKind::LoginRequired, 20006),
            (ErrorKind::AdminRequired, 20007),
            (ErrorKind::InstanceInactive, 20010),
            (ErrorKind::CorpNotAuthorised, 20011),
            (ErrorKind::UnknownCompany, 20012),
            (ErrorKind::NameTaken, 20013),
            (ErrorKind::LoginCodeInvalid, 20014),
            (ErrorKind::RefreshTokenInvalid, 20015),
            (ErrorKind::LoginRefused, 20016),
            (ErrorKind::UnknownRecord, 20017),
            (ErrorKind::EditConflict, 20018),
            (ErrorKind::UnknownUser, 20019),
            (ErrorKind::BindingConflict, 20020),
            (ErrorKind::Malformed, 20021),
            (ErrorKind::TooLarge, 20022),
            (ErrorKind::Forged, 20023),
            (ErrorKind::UnknownAddressee, 20024),
            (ErrorKind::TooManyRequests { retry_after: Duration::ZERO }, 20025),
            (ErrorKind::UpstreamUnavailable, 20030),
            (ErrorKind::Unavailable, 20031),
            (ErrorKind::ProviderRefused, 20032),
            (ErrorKind::MissingArgument, 47000),
            (ErrorKind::WrongType, 47001),
            (ErrorKind::ValueNotAllowed, 47002),
            (ErrorKind::Internal, 20005),
        ];
        assert_eq!(kinds.len(), TABLE.len() - 1, "all but success");
        for (kind, number) in kinds {
            assert_eq!(errcode(kind), number, "{kind:?}");
            assert!(TABLE.iter().any(|(documented, _)| *documented == number), "{kind:?}");
        }
    }

    #[test]
    fn a_number_of_wecom_that_means_something_else_here_is_answered_beside_and_all_others_pass_through() {
        let refused = |number| CallError::new(ErrorKind::Upstream(NonZeroI64::new(number).unwrap()), "refused");
        assert_eq!((errcode(refused(40029).kind()), provider_code(&refused(40029))), (40029, None));
        assert_eq!(errcode(refused(47001).kind()), PROVIDER_REFUSED);
        assert_eq!(provider_code(&refused(47001)).as_deref(), Some("47001"));
    }
}
