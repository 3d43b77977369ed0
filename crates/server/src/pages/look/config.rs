//! The content of the file beside an element of the Type: how an app's login pages look.

use serde::Deserialize;

/// How an app's login pages look.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Config {
    /// The name above the pages; absent: the app's title.
    #[serde(default)]
    pub(super) name: Option<String>,
    /// The name on pages in English.
    #[serde(default)]
    pub(super) name_in_english: Option<String>,
    /// The address of a square picture; absent: the first character of the name.
    #[serde(default)]
    pub(super) logo: Option<String>,
    /// The address of the picture in the browser's tab; absent: the logo.
    #[serde(default)]
    pub(super) icon: Option<String>,
    /// The colour of buttons and of the mark: `#2468d6`.
    #[serde(default)]
    pub(super) colour: Option<String>,
    /// Who provides the login, in the foot.
    #[serde(default)]
    pub(super) provider_name: Option<String>,
    /// The provider's site.
    #[serde(default)]
    pub(super) provider_url: Option<String>,
    /// Whom members ask for help.
    #[serde(default)]
    pub(super) contact: Option<String>,
    /// Whom they ask, on pages in English.
    #[serde(default)]
    pub(super) contact_in_english: Option<String>,
    /// Whether WeCom's own panel shows the QR code in the page.
    #[serde(default)]
    pub(super) qr_panel: bool,
    /// The address of WeCom's script for it.
    #[serde(default = "wecoms_script")]
    pub(super) qr_panel_script: String,
    /// Whether the pages look so.
    #[serde(default = "yes")]
    pub(super) is_active: bool,
}

/// WeCom's own place of the script (98478).
fn wecoms_script() -> String {
    "https://wwcdn.weixin.qq.com/node/open/js/wecom-jssdk-2.3.4.js".to_owned()
}

const fn yes() -> bool {
    true
}
