//! Clients: who may ask for a login, as instances of `oidc.clients.ClientType`.

mod client;
mod client_type;
mod config;
mod diagnosis;
mod directory;
mod elements;
mod forward_site;
mod redirect_uri;
mod secrets;
mod sector;

pub use self::{
    client::Client,
    client_type::ClientType,
    config::{ApplicationType, AuthMethod, Config, GrantType, SubjectType},
    directory::Directory,
    elements::{META, TYPE},
    forward_site::ForwardSite,
};
