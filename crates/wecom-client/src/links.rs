//! The links that begin a login: inside WeCom
//! ([96441](https://developer.work.weixin.qq.com/document/path/96441)) and in a browser ([98173](https://developer.work.weixin.qq.com/document/path/98173)).

use url::Url;
use wecom_types::{AgentId, CorpId};

use crate::{Endpoints, State, settings::below};

/// The link for a page inside WeCom, such as the workbench: comes back to `redirect_uri` with `code` and `state`
/// ([96441](https://developer.work.weixin.qq.com/document/path/96441)).
pub fn workbench(endpoints: &Endpoints, corp: &CorpId, agent: AgentId, redirect_uri: &Url, state: &State) -> Url {
    inside("snsapi_base", endpoints, (corp, agent), redirect_uri, state)
}

/// The link where the member is asked to tell their private fields too; `getuserinfo` then gives a ticket for them
/// ([96441](https://developer.work.weixin.qq.com/document/path/96441)).
pub fn workbench_private(
    endpoints: &Endpoints,
    corp: &CorpId,
    agent: AgentId,
    redirect_uri: &Url,
    state: &State,
) -> Url {
    inside("snsapi_privateinfo", endpoints, (corp, agent), redirect_uri, state)
}

fn inside(
    scope: &str,
    endpoints: &Endpoints,
    (corp, agent): (&CorpId, AgentId),
    redirect_uri: &Url,
    state: &State,
) -> Url {
    let mut url = below(&endpoints.open_url, "/connect/oauth2/authorize");
    url.query_pairs_mut()
        .append_pair("appid", corp.as_str())
        .append_pair("redirect_uri", redirect_uri.as_str())
        .append_pair("response_type", "code")
        .append_pair("scope", scope)
        .append_pair("state", state.as_str())
        .append_pair("agentid", &agent.to_string());
    url.set_fragment(Some("wechat_redirect"));
    url
}

/// The link for a browser outside WeCom, which shows a QR code: comes back like [`workbench`]
/// ([98173](https://developer.work.weixin.qq.com/document/path/98173)).
pub fn qr(endpoints: &Endpoints, corp: &CorpId, agent: AgentId, redirect_uri: &Url, state: &State) -> Url {
    let mut url = below(&endpoints.login_url, "/wwlogin/sso/login");
    url.query_pairs_mut()
        .append_pair("login_type", "CorpApp")
        .append_pair("appid", corp.as_str())
        .append_pair("agentid", &agent.to_string())
        .append_pair("redirect_uri", redirect_uri.as_str())
        .append_pair("state", state.as_str());
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    type Link = fn(&Endpoints, &CorpId, AgentId, &Url, &State) -> Url;

    fn link(of: Link) -> String {
        let redirect_uri = Url::parse("https://login.example.com:8443/a/b/callback?x=1&y=2").unwrap();
        let (corp, state) = (CorpId::try_from("wpABC_1").unwrap(), State::try_from("s1").unwrap());
        of(&Endpoints::default(), &corp, AgentId::try_from(1_000_002).unwrap(), &redirect_uri, &state).to_string()
    }

    #[test]
    fn the_workbench_link_is_as_documented() {
        let expected = "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wpABC_1&redirect_uri=https%3A%2F%2Flogin.example.com%3A8443%2Fa%2Fb%2Fcallback%3Fx%3D1%26y%3D2&response_type=code&scope=snsapi_base&state=s1&agentid=1000002#wechat_redirect";
        assert_eq!(link(workbench), expected);
    }

    #[test]
    fn the_link_that_asks_for_private_fields_differs_in_its_scope_alone() {
        assert_eq!(link(workbench_private), link(workbench).replace("snsapi_base", "snsapi_privateinfo"));
    }

    #[test]
    fn the_qr_link_is_as_documented() {
        let expected = "https://login.work.weixin.qq.com/wwlogin/sso/login?login_type=CorpApp&appid=wpABC_1&agentid=1000002&redirect_uri=https%3A%2F%2Flogin.example.com%3A8443%2Fa%2Fb%2Fcallback%3Fx%3D1%26y%3D2&state=s1";
        assert_eq!(link(qr), expected);
    }
}
