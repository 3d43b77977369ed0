//! Ids and secrets of WeCom (企业微信) as types
