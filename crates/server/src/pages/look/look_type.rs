//! `LookType`: the Type of elements that say how an app's login pages look.

use element_type::{ConfigProblem, Conflict, ElementFile, ElementInstance, ElementType, Host, InstanceName, Instances};
use serde_json::{Value, json};
use url::Url;

use super::{colour::Colour, config::Config, elements};

/// The longest picture that a page carries itself, in bytes.
const LONGEST_PICTURE: usize = 64 * 1024;

/// How an app's login pages look.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LookType;

/// How the login pages of one app look, checked.
#[derive(Clone, Debug)]
pub(crate) struct OwnLook {
    pub(super) config: Config,
    pub(super) colour: Option<Colour>,
}

impl OwnLook {
    /// The address of the script of WeCom's own panel, where that shows the QR code in the page.
    pub(in crate::pages) fn panel_script(&self) -> Option<&str> {
        Some(self.config.qr_panel_script.as_str()).filter(|_| self.config.qr_panel)
    }
}

impl ElementType for LookType {
    const NAME: &'static str = elements::TYPE;
    type Config = Config;
    type Instance = OwnLook;

    fn elements(&self) -> &'static [ElementFile] {
        elements::FILES
    }

    fn open(&self, _: &InstanceName, config: Config) -> Result<OwnLook, ConfigProblem> {
        for (field, address) in [("logo", &config.logo), ("icon", &config.icon)] {
            if address.as_ref().is_some_and(|address| !is_picture(address)) {
                let message =
                    "must be an https address, a path of this server, or a picture as data:image/… of 64 KiB at most";
                return Err(ConfigProblem::new(field, message));
            }
        }
        if config.provider_url.as_ref().is_some_and(|url| !is_site(url)) {
            return Err(ConfigProblem::new("providerUrl", "must be an http or https address"));
        }
        if !is_site(&config.qr_panel_script) {
            return Err(ConfigProblem::new("qrPanelScript", "must be an http or https address"));
        }
        let colour = config.colour.as_deref().map(|written| {
            Colour::parse(written).ok_or_else(|| ConfigProblem::new("colour", "must be written as #2468d6"))
        });
        Ok(OwnLook { colour: colour.transpose()?, config })
    }

    /// An app looks one way.
    fn check(&self, instances: &Instances<OwnLook>) -> Result<(), Conflict> {
        let active = || instances.iter().filter(|(_, look)| look.config.is_active);
        for (at, (name, _)) in active().enumerate() {
            if let Some((first, _)) = active().take(at).find(|(earlier, _)| earlier.app == name.app) {
                let message =
                    format!("{first} says already how the pages of {} look: switch one of them off", name.app);
                return Err(ConfigProblem::new("isActive", message).of(name));
            }
        }
        Ok(())
    }
}

impl ElementInstance for OwnLook {
    type Host = Host;

    fn is_active(&self) -> bool {
        self.config.is_active
    }

    fn properties(&self) -> Value {
        json!({ "name": self.config.name, "colour": self.config.colour, "isActive": self.config.is_active })
    }
}

/// Whether pages may load a picture from there.
fn is_picture(address: &str) -> bool {
    let is_path = address.starts_with('/') && !address.starts_with("//");
    let is_known = is_path || address.starts_with("https://") || address.starts_with("data:image/");
    is_known && address.len() <= LONGEST_PICTURE
}

fn is_site(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
