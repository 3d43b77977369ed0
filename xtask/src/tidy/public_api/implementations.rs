//! What the `impl` blocks of a crate add to its public types, wherever the blocks are.

use syn::{
    GenericArgument, ImplItem, Item, ItemImpl, Path, PathArguments, PathSegment, Type, Visibility, ext::IdentExt,
};

use super::{
    item::{conditions_of, generics, signature},
    library::Library,
    listing::Groups,
    names::{Paths, Target},
    spelling::spelled,
};

/// Adds the lines to the groups of their types; returns those for types of other crates.
pub(super) fn add(library: &Library, paths: &Paths, groups: &mut Groups) -> Vec<String> {
    let mut methods = Groups::new();
    let mut traits = Groups::new();
    let mut without_home = Vec::new();
    for (module, items) in &library.modules {
        let scope = Scope { library, paths, module };
        for item in items {
            let Item::Impl(block) = item else { continue };
            let home = scope.type_path(&block.self_ty);
            match (&block.trait_, home) {
                (None, Some(Found::Public(path))) => {
                    methods.entry(path.clone()).or_default().extend(inherent(block, &path));
                }
                (Some((contract, _)), Some(Found::Public(path))) if !scope.is_hidden(contract) => {
                    let arguments = arguments(&block.self_ty);
                    traits.entry(path.clone()).or_default().push(line(block, contract, &format!("{path}{arguments}")));
                }
                (Some((contract, _)), None) if scope.is_about_ours(contract) => {
                    without_home.push(line(block, contract, &spelled(&block.self_ty)));
                }
                _ => {}
            }
        }
    }
    for (path, mut lines) in methods.into_iter().chain(traits) {
        lines.sort();
        groups.entry(path).or_default().extend(lines);
    }
    without_home.sort();
    without_home
}

/// Where the names of a block mean what they mean.
struct Scope<'a> {
    library: &'a Library,
    paths: &'a Paths,
    module: &'a [String],
}

/// An item of this crate.
enum Found {
    Public(String),
    Hidden,
}

impl Scope<'_> {
    /// `None` for what is not of this crate.
    fn find(&self, path: &Path) -> Option<Found> {
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
        let places = self.library.resolve(self.module, &names).into_iter().filter_map(|target| match target {
            Target::Item(place) => Some(place),
            Target::Module(_) => None,
        });
        let found = places.map(|place| self.paths.get(&place).cloned().map_or(Found::Hidden, Found::Public));
        found.reduce(|one, other| if matches!(one, Found::Public(_)) { one } else { other })
    }

    fn type_path(&self, of: &Type) -> Option<Found> {
        match of {
            Type::Path(of) => self.find(&of.path),
            Type::Reference(of) => self.type_path(&of.elem),
            _ => None,
        }
    }

    fn is_hidden(&self, contract: &Path) -> bool {
        matches!(self.find(contract), Some(Found::Hidden))
    }

    /// Whether the trait is ours, or one of its arguments is.
    fn is_about_ours(&self, contract: &Path) -> bool {
        let is_ours = |of: &Type| matches!(self.type_path(of), Some(Found::Public(_)));
        let about = types(contract.segments.last()).into_iter().any(is_ours);
        about || matches!(self.find(contract), Some(Found::Public(_)))
    }
}

fn types(segment: Option<&PathSegment>) -> Vec<&Type> {
    let Some(PathArguments::AngleBracketed(arguments)) = segment.map(|segment| &segment.arguments) else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(of) => Some(of),
        _ => None,
    });
    types.collect()
}

fn arguments(of: &Type) -> String {
    let Type::Path(of) = of else { return String::new() };
    of.path.segments.last().map(|segment| spelled(&segment.arguments)).unwrap_or_default()
}

/// The public functions and constants of a block.
fn inherent(block: &ItemImpl, path: &str) -> Vec<String> {
    let members = block.items.iter().filter_map(|member| match member {
        ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
            Some(format!("pub {}", signature(&function.sig, &format!("{path}::{}", function.sig.ident.unraw()))))
        }
        ImplItem::Const(constant) if matches!(constant.vis, Visibility::Public(_)) => {
            Some(format!("pub const {path}::{}: {}", constant.ident, spelled(&constant.ty)))
        }
        _ => None,
    });
    members.collect()
}

/// A trait's block with the types that it fixes; the trait without its path, for each file imports it as it likes.
fn line(block: &ItemImpl, contract: &Path, of: &str) -> String {
    let name = contract.segments.last().map(spelled).unwrap_or_default();
    let types = block.items.iter().filter_map(|member| match member {
        ImplItem::Type(kind) => Some(format!("type {} = {}", kind.ident, spelled(&kind.ty))),
        _ => None,
    });
    let types: Vec<_> = types.collect();
    let types = if types.is_empty() { String::new() } else { format!(" {{ {} }}", types.join("; ")) };
    format!("impl{} {name} for {of}{}{types}", generics(&block.generics), conditions_of(&block.generics))
}
