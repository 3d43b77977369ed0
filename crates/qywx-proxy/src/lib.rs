//! auths.loginTypes.QywxProxyType: login to WeCom customized apps (服务商代开发)
