//! `Service`: code for a service element that belongs to no Type.

use async_trait::async_trait;

use crate::{Call, CallError, ElementFile, Reply};

/// Code for one service element that belongs to no Type, such as `auths.loginTypes.services.AuthSvc`.
#[async_trait]
pub trait Service: Send + Sync + 'static {
    /// The services that the server lends it for a call.
    type Host: Send + Sync + 'static;

    /// Full name of the service element.
    fn name(&self) -> &'static str;

    /// The element's files; they become part of the built-in base app.
    fn elements(&self) -> &'static [ElementFile];

    /// Answers a function of the service; the arguments fit the element's `functionList`.
    ///
    /// # Errors
    /// As the function's documentation says.
    async fn call(&self, call: Call<'_, Self::Host>) -> Result<Reply, CallError>;
}
