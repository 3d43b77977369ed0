//! Rule `name`: no `mod.rs`, and no type whose name says nothing.

use proc_macro2::Ident;
use syn::{ItemEnum, ItemStruct, ItemTrait, ItemType, visit::Visit};

use super::{
    Violation,
    tree::{Source, Tree},
};

const EMPTY_WORDS: &[&str] = &["Manager", "Helper", "Helpers", "Util", "Utils", "Data", "Info"];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.sources.iter().flat_map(check_source).collect()
}

fn check_source(source: &Source) -> Vec<Violation> {
    let mut types = Types { path: &source.path, violations: Vec::new() };
    types.visit_file(&source.syntax);
    let mut violations = types.violations;
    if source.path.ends_with("/mod.rs") {
        violations.push(Violation::new(&source.path, 1, "no `mod.rs`: call it `foo.rs` beside `foo/`"));
    }
    violations
}

struct Types<'a> {
    path: &'a str,
    violations: Vec<Violation>,
}

impl Types<'_> {
    fn look_at(&mut self, name: &Ident) {
        let text = name.to_string();
        if let Some(word) = EMPTY_WORDS.iter().find(|word| text.ends_with(**word)) {
            let message = format!("type {text}: `{word}` says nothing; name what it is");
            self.violations.push(Violation::new(self.path, name.span().start().line, message));
        }
    }
}

impl<'ast> Visit<'ast> for Types<'_> {
    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        self.look_at(&item.ident);
    }

    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        self.look_at(&item.ident);
    }

    fn visit_item_trait(&mut self, item: &'ast ItemTrait) {
        self.look_at(&item.ident);
        syn::visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast ItemType) {
        self.look_at(&item.ident);
    }
}
