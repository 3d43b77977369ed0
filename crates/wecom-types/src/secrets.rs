//! The secrets between a provider, its suites and the companies
//! ([97159](https://developer.work.weixin.qq.com/document/path/97159), [97160](https://developer.work.weixin.qq.com/document/path/97160)); WeCom documents 512 bytes, we take twice that.

use crate::secret::secret;

secret! {
    /// A template's secret ([97160](https://developer.work.weixin.qq.com/document/path/97160)).
    SuiteSecret, 1024
}

secret! {
    /// The provider's secret ([96237](https://developer.work.weixin.qq.com/document/path/96237)).
    ProviderSecret, 1024
}

secret! {
    /// The ticket that WeCom pushes every ten minutes, and that a suite's token is fetched with
    /// ([97173](https://developer.work.weixin.qq.com/document/path/97173)).
    SuiteTicket, 1024
}

secret! {
    /// The secret of a company's app, which outlives everything but a reset or a cancellation
    /// ([97163](https://developer.work.weixin.qq.com/document/path/97163)).
    PermanentCode, 1024
}

secret! {
    /// The secret of an app that a company built itself
    /// ([91039](https://developer.work.weixin.qq.com/document/path/91039)).
    CorpSecret, 1024
}

secret! {
    /// The code that is exchanged for a permanent code, once, within ten minutes
    /// ([97163](https://developer.work.weixin.qq.com/document/path/97163), [97174](https://developer.work.weixin.qq.com/document/path/97174)).
    AuthCode, 1024
}

secret! {
    /// The code that a login comes back with: good once, within five minutes
    /// ([96441](https://developer.work.weixin.qq.com/document/path/96441)).
    OauthCode, 1024
}

secret! {
    /// The token of a company's app ([97164](https://developer.work.weixin.qq.com/document/path/97164)).
    AccessToken, 1024
}

secret! {
    /// The token of a suite ([97162](https://developer.work.weixin.qq.com/document/path/97162)).
    SuiteAccessToken, 1024
}

secret! {
    /// The token of the provider ([96237](https://developer.work.weixin.qq.com/document/path/96237)).
    ProviderAccessToken, 1024
}

secret! {
    /// The ticket that a member's details are fetched with, within 30 minutes
    /// ([96442](https://developer.work.weixin.qq.com/document/path/96442), [96443](https://developer.work.weixin.qq.com/document/path/96443)).
    UserTicket, 1024
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::InvalidValue;

    #[test]
    fn a_secret_shows_neither_itself_nor_what_was_wrong_with_it() {
        let ticket = SuiteTicket::try_from("hunter2").unwrap();
        assert_eq!(format!("{ticket:?}"), "SuiteTicket([redacted])");
        let error = SuiteTicket::try_from("hunter2 hunter3").unwrap_err();
        assert_eq!(error.to_string(), "must not contain white space or control characters");
    }

    #[test]
    fn white_space_around_a_secret_is_dropped() {
        assert_eq!(SuiteTicket::try_from(" \n ticket\t").unwrap().expose_secret(), "ticket");
    }

    #[test]
    fn a_secret_is_neither_empty_nor_endless() {
        let type_name = "AuthCode";
        assert_eq!(AuthCode::try_from(" \n").unwrap_err(), InvalidValue::Empty { type_name });
        assert_eq!(AuthCode::try_from("a".repeat(1025)).unwrap_err(), InvalidValue::TooLong { type_name, max: 1024 });
        assert_eq!(AuthCode::try_from("a".repeat(1024)).unwrap().expose_secret().len(), 1024);
    }

    #[test]
    fn secrets_are_equal_when_all_their_bytes_are() {
        let token = |text: &str| AccessToken::try_from(text).unwrap();
        assert_eq!(token("abc"), token("abc"));
        for other in ["abd", "ab", "abcd", "ABC"] {
            assert_ne!(token("abc"), token(other));
        }
    }
}
