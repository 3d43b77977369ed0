//! A local WeCom (企业微信) over real HTTP, for tests, demos and load runs
