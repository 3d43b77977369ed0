//! The ids that WeCom gives to companies, suites and people
//! ([97104](https://developer.work.weixin.qq.com/document/path/97104), [97160](https://developer.work.weixin.qq.com/document/path/97160)).

use crate::id::id;

id! {
    /// A company; for one that authorised a customized app, usually the id encrypted for this provider
    /// ([96248](https://developer.work.weixin.qq.com/document/path/96248)).
    CorpId, 64
}

id! {
    /// A provider's app template, `dk…` for customized apps
    /// ([97162](https://developer.work.weixin.qq.com/document/path/97162)).
    SuiteId, 64
}

id! {
    /// A member within a company, or `CorpId/userid` for one of a company upstream or downstream
    /// ([96442](https://developer.work.weixin.qq.com/document/path/96442)): 64 bytes each.
    UserId, 129
}

id! {
    /// A person who is not a member of the company ([96442](https://developer.work.weixin.qq.com/document/path/96442)).
    OpenId, 64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::InvalidValue;

    #[test]
    fn an_id_is_kept_byte_for_byte_and_anything_else_is_refused() {
        let type_name = "CorpId";
        let cases = [
            ("wpHylaFgAAZSqam2uawB3_8m6TDvhtdd", Ok(())),
            (&"a".repeat(64), Ok(())),
            ("", Err(InvalidValue::Empty { type_name })),
            (&"a".repeat(65), Err(InvalidValue::TooLong { type_name, max: 64 })),
            ("a b", Err(InvalidValue::ForbiddenCharacter { type_name })),
            (" a", Err(InvalidValue::ForbiddenCharacter { type_name })),
            ("a\u{3000}", Err(InvalidValue::ForbiddenCharacter { type_name })),
            ("a\0", Err(InvalidValue::ForbiddenCharacter { type_name })),
        ];
        for (text, expected) in cases {
            let id = CorpId::try_from(text);
            assert_eq!(id.as_ref().map(|id| assert_eq!(id.as_str(), text)).map_err(Clone::clone), expected);
        }
    }

    #[test]
    fn ids_that_differ_in_case_are_two_ids() {
        assert_ne!(UserId::try_from("woAJ2GCAAA"), UserId::try_from("woaj2gcaaa"));
    }

    #[test]
    fn a_member_of_a_company_upstream_has_a_longer_id() {
        let userid = format!("{}/{}", "c".repeat(64), "u".repeat(64));
        assert_eq!(UserId::try_from(userid.as_str()).map(String::from), Ok(userid.clone()));
        let longer = InvalidValue::TooLong { type_name: "UserId", max: 129 };
        assert_eq!(UserId::try_from(format!("{userid}u")), Err(longer));
    }
}
