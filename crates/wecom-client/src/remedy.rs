//! `Remedy`: what to do about an error.

use std::time::Duration;

/// The remedies of errors; the remedy of each code is written down once, in [`policy`](crate::policy).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// The token was refused: get another one, once. The client has done so already.
    RefreshToken,
    /// There is no usable `suite_ticket`: wait for the next push.
    WaitForTicket,
    /// The permanent code, or the app's secret, is dead: send nothing more with it, or WeCom locks out this address.
    StopCorp,
    /// The company cancelled the authorisation.
    CorpCancelled,
    /// The one-use code is spent, expired or wrong: start over to get another one.
    RestartLogin,
    /// WeCom could not answer this time: try again later.
    Retry,
    /// WeCom asks to slow down: try again after this long.
    BackOff(Duration),
    /// This person may not do this.
    Deny,
    /// Somebody has to change a setting, here or at WeCom.
    Misconfigured,
    /// This server's address is not on the provider's list.
    AllowIp {
        /// The address that WeCom saw.
        ip: Option<String>,
    },
    /// The call was wrong: this program has to change.
    Bug,
}

impl Remedy {
    /// Whether the same call may succeed later without anybody doing anything.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::RefreshToken | Self::WaitForTicket | Self::Retry | Self::BackOff(_))
    }

    /// Whether nothing more may be sent with this company's permanent code.
    pub fn stops_corp(&self) -> bool {
        matches!(self, Self::StopCorp | Self::CorpCancelled)
    }
}
