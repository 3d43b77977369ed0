//! `cargo xtask clients`: clients of OpenID Connect that nobody here wrote, each against a server and a WeCom of its own.

use std::path::Path;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::{
    browser,
    left_out::left_out,
    node::{self, Node},
    packages,
    parts::Parts,
    process, programs, python,
};

/// A client, or a product with one inside, which its recipe in `docs/recipes` configures.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RelyingParty {
    /// The npm library `openid-client`
    OpenidClient,
    /// The npm library `oidc-client-ts` in Chromium, and the ways of a browser between clients and WeCom
    OidcClientTs,
    /// `JupyterHub` with `oauthenticator`
    Jupyterhub,
    /// Django with `mozilla-django-oidc`
    Django,
    /// Apache with `mod_auth_openidc`, where it is installed
    ModAuthOpenidc,
    /// Next.js with `next-auth`
    NextAuth,
    /// Node-RED with `passport-openidconnect`
    NodeRed,
}

/// Which of them.
#[derive(Args)]
pub(crate) struct Selection {
    /// The clients [default: all]
    clients: Vec<RelyingParty>,
}

impl RelyingParty {
    const fn name(self) -> &'static str {
        match self {
            Self::OpenidClient => "openid-client",
            Self::OidcClientTs => "oidc-client-ts",
            Self::Jupyterhub => "JupyterHub",
            Self::Django => "Django",
            Self::ModAuthOpenidc => "Apache",
            Self::NextAuth => "next-auth",
            Self::NodeRed => "Node-RED",
        }
    }

    /// Its tests, below `tests/clients/node`.
    const fn file(self) -> &'static str {
        match self {
            Self::OpenidClient => "openid-client.test.js",
            Self::OidcClientTs => "chromium.test.js",
            Self::Jupyterhub => "products/jupyterhub.test.js",
            Self::Django => "products/django.test.js",
            Self::ModAuthOpenidc => "products/mod-auth-openidc.test.js",
            Self::NextAuth => "products/next-auth.test.js",
            Self::NodeRed => "products/node-red.test.js",
        }
    }

    const fn needs_python(self) -> bool {
        matches!(self, Self::Jupyterhub | Self::Django)
    }
}

/// Runs the tests of those that were asked for.
///
/// # Errors
/// When one failed; the others have run nevertheless.
pub(crate) fn run(root: &Path, selection: &Selection) -> Result<()> {
    let all = RelyingParty::value_variants();
    let wanted = if selection.clients.is_empty() { all } else { &selection.clients };
    let mut parts = Parts::default();
    for client in wanted {
        parts.run(client.name(), || try_out(root, *client));
    }
    parts.finish()
}

/// Runs the tests of one, or names it where it cannot run here.
///
/// # Errors
/// When a test failed, or a package cannot be installed.
pub(crate) fn try_out(root: &Path, client: RelyingParty) -> Result<()> {
    let Some(node) = Node::prepare(root)? else { return left_out(client.name(), node::CURE) };
    if client.needs_python() && !packages::starts("python3") {
        return left_out(client.name(), python::CURE);
    }
    if client == RelyingParty::OidcClientTs {
        browser::CHROMIUM.require()?;
    }
    let demo = programs::build(root, "demo", &["wecom-login"])?;
    process::run(node.test(client.file()).env("WECOM_LOGIN_DEMO", demo))
}
