//! A typed client of the WeCom (企业微信) API for customized apps, with a token cache and one error policy
