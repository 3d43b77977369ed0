//! Rule `arrow`: a crate depends only on the crates that the drawing in ARCHITECTURE.md lets it.

use super::{
    Violation,
    tree::{Package, Section, Tree},
};

struct Arrows {
    from: &'static str,
    to: &'static [&'static str],
    /// What its tests and benchmarks may use besides.
    tests: &'static [&'static str],
}

const fn arrows(from: &'static str, to: &'static [&'static str], tests: &'static [&'static str]) -> Arrows {
    Arrows { from, to, tests }
}

const DRAWING: &[Arrows] = &[
    arrows("clock", &[], &[]),
    arrows("element-model", &[], &[]),
    arrows("database-connection", &[], &[]),
    arrows("migrations", &["database-connection"], &["test-database"]),
    arrows("test-database", &["database-connection", "clock"], &[]),
    arrows("wecom-callback-crypto", &[], &[]),
    arrows("wecom-types", &[], &[]),
    arrows("xtask", &[], &[]),
    arrows("login-type", &["element-model", "clock"], &[]),
    arrows("wecom-client", &["wecom-types", "clock"], &["wecom-simulator"]),
    arrows("storage", &["wecom-types", "clock", "database-connection"], &["migrations", "test-database"]),
    arrows("wecom-simulator", &["wecom-callback-crypto"], &[]),
    arrows(
        "accounts",
        &["login-type", "element-model", "storage", "wecom-types", "clock"],
        &["migrations", "test-database"],
    ),
    arrows("callback-records", &["login-type", "element-model", "storage", "clock"], &["migrations", "test-database"]),
    arrows("wecom-tokens", &["storage", "wecom-client", "clock"], &[]),
    arrows("qywx-login", &["login-type", "wecom-client", "wecom-callback-crypto", "wecom-types", "clock"], &[]),
    arrows(
        "qywx-inner",
        &["login-type", "qywx-login", "wecom-client", "wecom-callback-crypto", "wecom-types", "clock"],
        &[],
    ),
    arrows(
        "qywx-proxy",
        &[
            "login-type",
            "qywx-login",
            "element-model",
            "storage",
            "wecom-client",
            "wecom-callback-crypto",
            "wecom-types",
            "clock",
        ],
        &["migrations", "accounts", "callback-records", "wecom-simulator"],
    ),
    arrows(
        "server",
        &[
            "accounts",
            "callback-records",
            "clock",
            "element-model",
            "login-type",
            "migrations",
            "qywx-inner",
            "qywx-proxy",
            "storage",
            "wecom-callback-crypto",
            "wecom-client",
            "wecom-tokens",
            "wecom-types",
        ],
        &["wecom-simulator"],
    ),
    arrows("custom-login-type", &["login-type", "database-connection", "server"], &[]),
    arrows(
        LOGIN_TYPE,
        &[
            "login-type",
            "element-model",
            "clock",
            "database-connection",
            "qywx-inner",
            "qywx-login",
            "qywx-proxy",
            "wecom-types",
            "wecom-callback-crypto",
            "wecom-client",
        ],
        &["test-database", "wecom-simulator"],
    ),
];

/// What the drawing calls a login type that is not in it by its name: any crate that depends on the contract.
pub(super) const LOGIN_TYPE: &str = "a login type";
/// The contract of login types.
const CONTRACT: &str = "login-type";
/// The crate that may depend on login types that are not drawn: it composes the program.
const COMPOSER: &str = "server";

/// May use every crate: it tests the whole program.
const WHOLE_PROGRAM_TESTS: &str = "tests";

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let packages = tree.packages.iter().filter(|package| package.name != WHOLE_PROGRAM_TESTS);
    packages.flat_map(|package| check_package(package, tree)).collect()
}

/// What the drawing calls the package, if it is in it.
pub(super) fn drawn_as(package: &Package) -> Option<&str> {
    if DRAWING.iter().any(|arrows| arrows.from == package.name) {
        return Some(&package.name);
    }
    let mut dependencies = package.dependencies();
    let keeps_the_contract = dependencies.any(|(section, name, _)| section == Section::Normal && name == CONTRACT);
    keeps_the_contract.then_some(LOGIN_TYPE)
}

fn check_package(package: &Package, tree: &Tree) -> Vec<Violation> {
    let path = &package.manifest.path;
    let Some(arrows) = DRAWING.iter().find(|arrows| drawn_as(package) == Some(arrows.from)) else {
        let message = format!(
            "crate {} is not in the drawing: add it and its arrows (a login type depends on {CONTRACT})",
            package.name
        );
        return vec![Violation::new(path, 1, message)];
    };
    let composes = |name: &str| {
        let login_type = tree.packages.iter().find(|package| package.name == name).and_then(drawn_as);
        package.name == COMPOSER && login_type == Some(LOGIN_TYPE)
    };
    let ours = |name: &str| tree.packages.iter().any(|package| package.name == name);
    let forbidden = package.dependencies().filter(|(section, name, _)| {
        let for_tests = *section == Section::Development && (arrows.tests.contains(name) || *name == package.name);
        ours(name) && !arrows.to.contains(name) && !for_tests && !composes(name)
    });
    let violation = |(section, name, _): (Section, &str, _)| {
        let allowed = if arrows.to.is_empty() { "none of our crates".to_owned() } else { arrows.to.join(", ") };
        let message = format!("{} may not depend on {name}; its arrows go to {allowed}", package.name);
        Violation::new(path, package.line_of(section, name), message)
    };
    forbidden.map(violation).collect()
}
