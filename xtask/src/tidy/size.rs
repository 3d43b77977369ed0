//! Rule `size`: files of at most 400 lines and functions of at most 60, tests not counted.

use syn::{Block, ImplItemFn, ItemFn, Signature, TraitItemFn, spanned::Spanned, visit::Visit};

use super::{
    Violation,
    tree::{Place, Source, Tree},
};

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 60;

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    tree.sources.iter().filter(|source| source.place == Place::Product).flat_map(check_source).collect()
}

fn check_source(source: &Source) -> Vec<Violation> {
    let mut functions = Functions { source, violations: Vec::new() };
    functions.visit_file(&source.syntax);
    let mut violations = functions.violations;
    let lines = source.text.lines().count();
    let count = (1..=lines).filter(|line| !source.is_for_tests(*line)).count();
    if count > FILE_LINES {
        let message = format!("{count} lines without tests, {FILE_LINES} are the limit: split it by concept");
        violations.push(Violation::new(&source.path, lines, message));
    }
    violations
}

struct Functions<'a> {
    source: &'a Source,
    violations: Vec<Violation>,
}

impl Functions<'_> {
    fn measure(&mut self, signature: &Signature, body: &Block) {
        let first = signature.fn_token.span().start().line;
        let count = body.span().end().line + 1 - first;
        if count > FUNCTION_LINES && !self.source.is_for_tests(first) {
            let message = format!("fn {} has {count} lines, {FUNCTION_LINES} are the limit", signature.ident);
            self.violations.push(Violation::new(&self.source.path, first, message));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.measure(&function.sig, &function.block);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.measure(&function.sig, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        if let Some(body) = &function.default {
            self.measure(&function.sig, body);
        }
        syn::visit::visit_trait_item_fn(self, function);
    }
}
