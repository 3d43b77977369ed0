//! Rule `arrow`: the crates depend on each other as the drawing in ARCHITECTURE.md has it, no more and no less.

use super::{
    Violation,
    drawing::{self, Arrows},
    tree::{Package, Section, Tree},
};

/// The drawing's word for a login type that is not in it by its name: any crate that depends on the contract. Its arrows
/// are allowed, not demanded.
pub(super) const LOGIN_TYPE: &str = "a login type";
/// The contract of login types.
const CONTRACT: &str = "login-type";
/// The crate that may depend on login types that are not drawn: it composes the program.
const COMPOSER: &str = "server";
/// May use every crate: it tests the whole program.
const WHOLE_PROGRAM_TESTS: &str = "tests";

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let drawing = drawing::read(tree);
    let packages = tree.packages.iter().filter(|package| package.name != WHOLE_PROGRAM_TESTS);
    let undrawn = packages.flat_map(|package| undrawn(package, &drawing, tree));
    undrawn.chain(drawing.iter().flat_map(|arrows| missing(arrows, tree))).collect()
}

/// The package's name in the drawing, if it is in it.
pub(super) fn drawn_as<'a>(package: &'a Package, tree: &Tree) -> Option<&'a str> {
    name_in(&drawing::read(tree), package)
}

fn name_in<'a>(drawing: &[Arrows], package: &'a Package) -> Option<&'a str> {
    if drawing.iter().any(|arrows| arrows.from == package.name) {
        return Some(&package.name);
    }
    let mut dependencies = package.dependencies();
    let keeps_the_contract = dependencies.any(|(section, name, _)| section == Section::Normal && name == CONTRACT);
    keeps_the_contract.then_some(LOGIN_TYPE)
}

/// The dependencies of a crate that the drawing does not have.
fn undrawn(package: &Package, drawing: &[Arrows], tree: &Tree) -> Vec<Violation> {
    let path = &package.manifest.path;
    let own = name_in(drawing, package);
    let Some(arrows) = drawing.iter().find(|arrows| own == Some(&arrows.from)) else {
        let (name, file) = (&package.name, drawing::FILE);
        let message = format!("crate {name} is not in the drawing of {file}: add it and its arrows");
        return vec![Violation::new(path, 1, message)];
    };
    let composes = |name: &str| {
        let other = tree.packages.iter().find(|other| other.name == name);
        package.name == COMPOSER && other.and_then(|other| name_in(drawing, other)) == Some(LOGIN_TYPE)
    };
    let ours = |name: &str| tree.packages.iter().any(|package| package.name == name);
    let has = |names: &[String], name: &str| names.iter().any(|other| other == name);
    let forbidden = package.dependencies().filter(|(section, name, _)| {
        let for_tests = *section == Section::Development && (has(&arrows.tests, name) || *name == package.name);
        ours(name) && !has(&arrows.to, name) && !for_tests && !composes(name)
    });
    let violation = |(section, name, _): (Section, &str, _)| {
        let allowed = if arrows.to.is_empty() { "none of our crates".to_owned() } else { arrows.to.join(", ") };
        let message = format!("{} may not depend on {name}; its arrows go to {allowed}", package.name);
        Violation::new(path, package.line_of(section, name), message)
    };
    forbidden.map(violation).collect()
}

/// The arrows that are drawn and not there.
fn missing(arrows: &Arrows, tree: &Tree) -> Vec<Violation> {
    let violation = |message| Violation::new(drawing::FILE, arrows.line, message);
    let Some(package) = tree.packages.iter().find(|package| package.name == arrows.from) else {
        let stranger = (arrows.from != LOGIN_TYPE).then(|| violation(format!("there is no crate {}", arrows.from)));
        return stranger.into_iter().collect();
    };
    let uses = |name: &String| package.dependencies().any(|(_, other, _)| other == name);
    let unused = arrows.to.iter().chain(&arrows.tests).filter(|name| !uses(name));
    unused.map(|name| violation(format!("{} does not depend on {name}: take the arrow away", arrows.from))).collect()
}
