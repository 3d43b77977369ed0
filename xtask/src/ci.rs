//! `cargo xtask ci`: what must hold before a change goes in.

use std::path::Path;

use anyhow::Result;
use clap::{Args, builder::PossibleValuesParser};

use crate::{
    clients::{self, RelyingParty},
    deny, deploy, fuzz,
    parts::Parts,
    public_api, published, schema, test,
};

type Part = (&'static str, fn(&Path) -> Result<()>);

const PARTS: &[Part] = &[
    ("test", |root| test::run(root, &test::Selection::default())),
    ("dependencies", deny::run),
    ("deployment", deploy::run),
    ("schema", schema::run),
    ("JupyterHub", |root| clients::try_out(root, RelyingParty::Jupyterhub)),
    ("public API", public_api::check),
    ("features", published::test_features),
    ("oldest Rust", published::build_with_oldest_rust),
    ("without std", published::build_without_std),
    ("versions", published::check_versions),
    ("packages", published::package),
    ("fuzzing", fuzz::run_shortly),
];

/// Which of the parts run.
#[derive(Args, Default)]
pub(crate) struct Selection {
    /// Run this part alone
    #[arg(long, value_name = "PART", value_parser = PossibleValuesParser::new(PARTS.iter().map(|(name, _)| *name)))]
    only: Option<String>,
}

/// All of `cargo xtask test`, what is around the program, what others take alone, and a short run of the fuzz targets.
///
/// # Errors
/// When a part failed; the others have run nevertheless.
pub(crate) fn run(root: &Path, selection: &Selection) -> Result<()> {
    let mut parts = Parts::default();
    for (name, check) in PARTS.iter().filter(|(name, _)| selection.only.as_deref().is_none_or(|only| only == *name)) {
        parts.run(name, || check(root));
    }
    parts.finish()
}
