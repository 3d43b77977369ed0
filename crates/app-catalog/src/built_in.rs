//! `BuiltIn`: the code that elements may have, and the elements that come with it.

use element_model::{Apps, MemorySource, Problem, Source, Variables};
use element_type::ElementFile;
use login_type::Registry;

/// A service that the server answers itself, though it is an element of the built-in app like any other.
#[derive(Clone, Copy, Debug)]
pub struct BuiltInService {
    /// Full name of the element.
    pub name: &'static str,
    /// Its `e.json` in the built-in app.
    pub element: ElementFile,
    /// The code that answers for it.
    pub code: &'static str,
    /// Whether it is about the whole server, whichever app's URL is called: a token for one app may not.
    pub is_server_wide: bool,
}

/// The code that elements may have: what is registered, and the services that the server answers itself.
#[derive(Debug)]
pub struct BuiltIn {
    /// The login types and services that are registered.
    pub registry: Registry,
    /// The services that the server answers itself.
    pub services: &'static [BuiltInService],
}

impl BuiltIn {
    /// The built-in app, which every app extends.
    fn base_app(&self) -> MemorySource {
        let services = self.services.iter();
        services.fold(self.registry.base_app(), |app, service| app.with(service.element.path, service.element.content))
    }

    /// These apps over the built-in one, without a look at their instances' configurations.
    ///
    /// # Errors
    /// All that is wrong with their files.
    pub fn apps(&self, sources: &[&dyn Source], environment: &dyn Variables) -> Result<Apps, Vec<Problem>> {
        Apps::load(&self.base_app(), sources, environment).map_err(|error| error.problems().to_vec())
    }
}
