//! Rule `foreign`: HTTP clients, the database and the web framework stay in the crates that are there for them.

use super::{
    Violation,
    arrows::{self, LOGIN_TYPE},
    paths,
    tree::{Package, Section, Source, Tree},
};

struct Foreign {
    what: &'static str,
    packages: &'static [&'static str],
    homes: &'static [&'static str],
    /// Crates whose tests and examples may use it.
    tests: &'static [&'static str],
}

const FOREIGN: &[Foreign] = &[
    Foreign {
        what: "sends HTTP",
        packages: &["reqwest", "hyper", "hyper-util", "awc", "isahc", "curl", "ureq"],
        homes: &["wecom-client", "element-type", "wecom-simulator", "tests", LOGIN_TYPE],
        tests: &["server"],
    },
    Foreign {
        what: "knows the database",
        packages: &["sea-orm", "sea-orm-migration", "sea-query", "sqlx", "rusqlite"],
        homes: &["storage", "migrations", "database-connection", "test-database", "custom-login-type", LOGIN_TYPE],
        tests: &[],
    },
    Foreign {
        what: "knows the web framework",
        packages: &["actix-web", "actix-http", "actix-rt", "axum"],
        homes: &["web", "console", "server", "wecom-simulator", "openid-simulator", "tests"],
        tests: &["wecom-callback-crypto", LOGIN_TYPE],
    },
];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let dependencies = tree.packages.iter().flat_map(|package| check_manifest(package, tree));
    dependencies.chain(tree.sources.iter().flat_map(|source| check_source(source, tree))).collect()
}

/// The package's name in the lists above: a login type brings its own client and tables, whatever it is called.
fn home_of<'a>(package: &'a Package, tree: &Tree) -> &'a str {
    arrows::drawn_as(package, tree).unwrap_or(&package.name)
}

fn check_manifest(package: &Package, tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (section, name, _) in package.dependencies() {
        let Some(foreign) = FOREIGN.iter().find(|foreign| foreign.packages.contains(&name)) else { continue };
        let own = home_of(package, tree);
        let for_tests = section == Section::Development && foreign.tests.contains(&own);
        if !foreign.homes.contains(&own) && !for_tests {
            let line = package.line_of(section, name);
            violations.push(Violation::new(&package.manifest.path, line, foreign.complaint(&package.name, name)));
        }
    }
    violations
}

/// A path such as `storage::sea_orm::…` goes round the manifest.
fn check_source(source: &Source, tree: &Tree) -> Vec<Violation> {
    let package = tree.packages.iter().find(|package| source.package.as_ref() == Some(&package.name));
    let Some(package) = package else { return Vec::new() };
    let own = home_of(package, tree);
    let mut violations = Vec::new();
    for path in paths::all(&source.tokens).iter().filter(|path| path.segments.len() > 1) {
        for foreign in FOREIGN.iter().filter(|foreign| !foreign.homes.contains(&own) && !foreign.tests.contains(&own)) {
            let named = foreign.packages.iter().find(|name| path.segments.contains(&name.replace('-', "_")));
            let complaint =
                named.map(|name| Violation::new(&source.path, path.line, foreign.complaint(&package.name, name)));
            violations.extend(complaint);
        }
    }
    violations
}

impl Foreign {
    fn complaint(&self, own: &str, name: &str) -> String {
        format!("{own} may not use {name}: only {} {}", self.homes.join(", "), self.what)
    }
}
