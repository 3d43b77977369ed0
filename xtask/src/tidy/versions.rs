//! Rule `version`: the version of a dependency stands once, in the workspace's manifest.

use super::{
    Violation,
    tree::{Package, Tree},
};

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.packages.iter().flat_map(check_package).collect()
}

fn check_package(package: &Package) -> Vec<Violation> {
    let elsewhere = package.dependencies().filter(|(_, _, value)| {
        let shared = value.get("workspace").and_then(toml::Value::as_bool);
        shared != Some(true)
    });
    let violation = |(section, name, _)| {
        let message = format!("write `{name}.workspace = true`; the version belongs in the workspace's Cargo.toml");
        Violation::new(&package.manifest.path, package.line_of(section, name), message)
    };
    elsewhere.map(violation).collect()
}
