//! A server with one more login type, and a rule on the official one: `custom-login-type --config FILE serve`, and all else that `wecom-login` does.
//!
//! An app's folder has an instance of it:
//!
//! ```text
//! auths/Invitation/e.json           {"title": "Invitation", "type": "auths.loginTypes.OneTimeLinkType"}
//! auths/Invitation/Invitation.json  {"corpId": "guests", "signingKey": "{{INVITATION_KEY}}"}
//! ```
//!
//! An administrator makes a link, and whoever has it logs in with it:
//!
//! ```text
//! POST /api/<org>/<app>/auths/loginTypes/OneTimeLinkType/services/OneTimeLinkService/makeLink
//!      {"instance": "auths.Invitation", "userId": "ann", "name": "Ann"}
//! POST /api/<org>/<app>/auths/loginTypes/OneTimeLinkType/services/OneTimeLinkService/loginByLink
//!      {"link": "…", "platform": "web"}
//! ```

use std::process::ExitCode;

use custom_login_type::{OneTimeLinkType, OnlyDepartments};
use login_type::WithRule;
use server::Composition;

fn main() -> ExitCode {
    let composition = Composition::official()
        .with_login_type(|given| OneTimeLinkType::new(given.database_url()))
        .with_login_type(|given| WithRule::new(given.qywx_proxy(), OnlyDepartments));
    server::cli::run(&composition)
}
