//! Rule `leftover`: nothing unfinished and no test switched off.

use proc_macro2::{TokenStream, TokenTree};

use super::{
    Violation,
    tree::{Source, Text, Tree},
};

/// In pieces, so that this file does not break its own rule.
const MARKS: &[&str] = &[concat!("FIX", "ME"), concat!("XX", "X")];

const UNFINISHED: &[&str] = &["todo", "unimplemented"];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let marks = tree.texts.iter().filter(|text| text.path != "Cargo.lock").flat_map(marks);
    marks.chain(tree.sources.iter().flat_map(code)).collect()
}

fn marks(text: &Text) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (index, line) in text.text.lines().enumerate() {
        let mut words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        if let Some(mark) = words.find(|word| MARKS.contains(word)) {
            violations.push(Violation::new(&text.path, index + 1, format!("{mark}: finish it or leave it out")));
        }
    }
    violations
}

fn code(source: &Source) -> Vec<Violation> {
    let mut found = Vec::new();
    walk(&source.tokens, &mut found);
    found.into_iter().map(|(line, message)| Violation::new(&source.path, line, message)).collect()
}

fn walk(tokens: &TokenStream, found: &mut Vec<(usize, String)>) {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    for (token, next) in tokens.iter().zip(tokens.iter().skip(1).map(Some).chain([None])) {
        match (token, next) {
            (TokenTree::Ident(name), Some(TokenTree::Punct(mark))) if mark.as_char() == '!' => {
                let name = name.to_string();
                if UNFINISHED.contains(&name.as_str()) {
                    found.push((token.span().start().line, format!("`{name}!`: finish it or leave it out")));
                }
            }
            (TokenTree::Punct(hash), Some(TokenTree::Group(attribute))) if hash.as_char() == '#' => {
                let first = attribute.stream().into_iter().next().map(|token| token.to_string());
                if first.as_deref() == Some("ignore") {
                    found.push((token.span().start().line, "`#[ignore]`: a test runs or goes".to_owned()));
                }
            }
            _ => {}
        }
        if let TokenTree::Group(group) = token {
            walk(&group.stream(), found);
        }
    }
}
