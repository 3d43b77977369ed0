//! The paths that a Rust file names, in code, `use` trees and macros alike.

use proc_macro2::{TokenStream, TokenTree};

/// A path such as `std::fs::read`, and the line it begins on, from 1.
pub(crate) struct NamedPath {
    pub(crate) line: usize,
    pub(crate) segments: Vec<String>,
}

impl NamedPath {
    /// Whether the path begins with these segments.
    pub(crate) fn begins_with(&self, segments: &[&str]) -> bool {
        self.segments.len() >= segments.len() && self.segments.iter().zip(segments).all(|(a, b)| a == b)
    }
}

/// Every path of the tokens; a `use` tree gives one for each of its leaves.
pub(crate) fn all(tokens: &TokenStream) -> Vec<NamedPath> {
    let mut found = Vec::new();
    walk(tokens, &[], &mut found);
    found
}

fn walk(tokens: &TokenStream, prefix: &[String], found: &mut Vec<NamedPath>) {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(group) => walk(&group.stream(), &[], found),
            TokenTree::Ident(first) => {
                let mut segments = [prefix, &[first.to_string()]].concat();
                let line = first.span().start().line;
                let tree = loop {
                    if !(is_colon(tokens.get(at)) && is_colon(tokens.get(at + 1))) {
                        break None;
                    }
                    match tokens.get(at + 2) {
                        Some(TokenTree::Ident(next)) => segments.push(next.to_string()),
                        Some(TokenTree::Group(group)) => break Some(group.stream()),
                        _ => break None,
                    }
                    at += 3;
                };
                match tree {
                    Some(tree) => {
                        walk(&tree, &segments, found);
                        at += 3;
                    }
                    None => found.push(NamedPath { line, segments }),
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn is_colon(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':')
}
