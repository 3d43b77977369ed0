//! The text that comes with an error code: what of it is worth showing.

use std::net::IpAddr;

/// Codes whose text names the address that WeCom saw
/// ([90313](https://developer.work.weixin.qq.com/document/path/90313)).
pub(crate) const NAMES_IP: [i64; 2] = [60020, 301_042];

/// Longest word that is shown: tokens and codes are longer.
const WORD: usize = 40;

/// Longest text that is shown, in characters.
const TEXT: usize = 200;

/// The reason alone: without hint, address and link, which `errmsg` carries behind it
/// ([97159](https://developer.work.weixin.qq.com/document/path/97159)), and without anything
/// that could be a secret; the address stays where the code is about it.
pub(crate) fn sanitise(errcode: i64, errmsg: &str) -> String {
    let reason = [", hint:", ", from ip:", ", more info at"].iter().fold(errmsg, |text, mark| {
        let (reason, _) = text.split_once(mark).unwrap_or((text, ""));
        reason
    });
    let words = reason.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let shown: Vec<&str> = words.map(|word| if word.len() > WORD && word.is_ascii() { "[…]" } else { word }).collect();
    let reason: String = shown.join(" ").chars().take(TEXT).collect();
    match caller_ip(errmsg).filter(|_| NAMES_IP.contains(&errcode)) {
        Some(ip) => format!("{reason}, from ip: {ip}"),
        None => reason,
    }
}

/// The address that WeCom saw.
pub(crate) fn caller_ip(errmsg: &str) -> Option<IpAddr> {
    let (_, rest) = errmsg.split_once("from ip:")?;
    let ip = rest.trim_start().split(|c: char| c == ',' || c.is_whitespace()).next()?;
    ip.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_reason_of_an_errmsg_is_kept() {
        let tail = "hint: [1576065934_28_e0fae0], from ip: 9.30.0.138, more info at https://open.work.weixin.qq.com/devtool/query?e=1";
        let cases = [
            (42001, format!("access_token expired, {tail}"), "access_token expired"),
            (
                60020,
                format!("not allow to access from your ip, {tail}"),
                "not allow to access from your ip, from ip: 9.30.0.138",
            ),
            (60020, "no address, from ip: <script>".to_owned(), "no address"),
            (-1, "system\nbusy\u{7}".to_owned(), "system busy"),
            (40029, format!("invalid code {}", "x".repeat(43)), "invalid code […]"),
            (
                40029,
                "系统繁忙，请稍后再试，如果仍然失败请联系管理员".to_owned(),
                "系统繁忙，请稍后再试，如果仍然失败请联系管理员",
            ),
        ];
        for (errcode, errmsg, expected) in cases {
            assert_eq!(sanitise(errcode, &errmsg), expected);
        }
        let (short, long) = ("x".repeat(WORD), "x".repeat(WORD + 1));
        assert_eq!(sanitise(1, &format!("{short} {long}")), format!("{short} […]"));
        assert_eq!(sanitise(1, &"word ".repeat(200)).chars().count(), 200);
    }
}
