//! Expands a crate's own macros that define items; as much of `macro_rules!` as such macros need.

use std::{collections::BTreeMap, iter::Peekable};

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree, token_stream::IntoIter};

/// A macro of one arm: attributes first if it takes them, then fragments with signs between them.
pub(super) struct Macro {
    pattern: Vec<Part>,
    body: TokenStream,
}

enum Part {
    Attributes,
    Fragment(String),
    Sign(char),
}

type Fragments = BTreeMap<String, TokenStream>;

impl Macro {
    /// Reads what stands between the braces of `macro_rules! name { … }`; `None` if it is more than this knows.
    pub(super) fn parse(definition: TokenStream) -> Option<Self> {
        let tokens: Vec<_> = definition.into_iter().collect();
        let [TokenTree::Group(pattern), _, _, TokenTree::Group(body), end @ ..] = tokens.as_slice() else {
            return None;
        };
        if end.len() > 1 {
            return None;
        }
        Some(Self { pattern: parts(pattern.stream())?, body: body.stream() })
    }

    /// What an invocation stands for; `None` if it does not fit the pattern.
    pub(super) fn expand(&self, invocation: TokenStream) -> Option<TokenStream> {
        let mut tokens = invocation.into_iter().peekable();
        let mut fragments = Fragments::new();
        for (at, part) in self.pattern.iter().enumerate() {
            match part {
                Part::Attributes => skip_attributes(&mut tokens),
                Part::Sign(_) => drop(tokens.next()?),
                Part::Fragment(name) => {
                    let end = self.pattern.get(at + 1);
                    let ends = |token: &TokenTree| matches!((end, token), (Some(Part::Sign(sign)), TokenTree::Punct(punct)) if punct.as_char() == *sign);
                    let mut value = Vec::new();
                    while let Some(token) = tokens.next_if(|token| !ends(token)) {
                        value.push(token);
                    }
                    fragments.insert(name.clone(), value.into_iter().collect());
                }
            }
        }
        tokens.next().is_none().then(|| substituted(self.body.clone(), &fragments))
    }
}

fn parts(pattern: TokenStream) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut tokens = pattern.into_iter();
    while let Some(token) = tokens.next() {
        let TokenTree::Punct(punct) = token else { return None };
        if punct.as_char() != '$' {
            parts.push(Part::Sign(punct.as_char()));
            continue;
        }
        match tokens.next()? {
            TokenTree::Ident(name) => {
                parts.push(Part::Fragment(name.to_string()));
                tokens.nth(1)?; // `:kind`
            }
            TokenTree::Group(group) if group.stream().to_string().starts_with('#') => {
                parts.push(Part::Attributes);
                tokens.next()?; // `*`
            }
            _ => return None,
        }
    }
    Some(parts)
}

fn skip_attributes(tokens: &mut Peekable<IntoIter>) {
    while tokens.next_if(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#')).is_some() {
        tokens.next();
    }
}

/// The body with the fragments in their places, and without the attributes, which are documentation.
fn substituted(body: TokenStream, fragments: &Fragments) -> TokenStream {
    let mut result = TokenStream::new();
    let mut tokens = body.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '$' => match tokens.next() {
                Some(TokenTree::Ident(name)) if name == "crate" => {
                    result.extend([TokenTree::Ident(Ident::new("crate", Span::call_site()))]);
                }
                Some(TokenTree::Ident(name)) => result.extend(fragments.get(&name.to_string()).cloned()),
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => drop(tokens.next()),
                _ => {}
            },
            TokenTree::Group(group) => {
                let inner = substituted(group.stream(), fragments);
                result.extend([TokenTree::Group(Group::new(group.delimiter(), inner))]);
            }
            token => result.extend([token]),
        }
    }
    result
}
