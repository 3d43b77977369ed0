//! Spells tokens as rustfmt would, on one line.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The syntax as text.
pub(super) fn spelled(syntax: &impl ToTokens) -> String {
    let mut text = String::new();
    spell(syntax.to_token_stream(), &mut text);
    text.trim().trim_end_matches(',').to_owned()
}

fn spell(tokens: TokenStream, text: &mut String) {
    let mut sign = String::new();
    for token in tokens {
        match token {
            TokenTree::Punct(punct) => {
                sign.push(punct.as_char());
                if punct.spacing() == Spacing::Alone || !goes_on(&sign) {
                    push_sign(&std::mem::take(&mut sign), text);
                }
            }
            TokenTree::Ident(ident) => push_word(&ident.to_string(), text),
            TokenTree::Literal(literal) => push_word(&literal.to_string(), text),
            TokenTree::Group(group) => push_group(&group, text),
        }
    }
}

/// Whether these are the beginning of a longer sign.
fn goes_on(sign: &str) -> bool {
    matches!(sign, ":" | "-" | "=" | "." | "..")
}

fn push_sign(sign: &str, text: &mut String) {
    match sign {
        "," | ";" | ":" => text.extend([sign, " "]),
        "->" | "=>" | "=" | "+" | "==" | "|" => {
            text.truncate(text.trim_end().len());
            text.extend([" ", sign, " "]);
        }
        ">" => {
            text.truncate(text.trim_end_matches([',', ' ']).len());
            text.push('>');
        }
        "&" | "'" | "*" | "#" if ends_with_word(text) => text.extend([" ", sign]),
        _ => text.push_str(sign),
    }
}

fn push_word(word: &str, text: &mut String) {
    if ends_with_word(text) || text.ends_with(['>', ')', ']', '"']) {
        text.push(' ');
    }
    text.push_str(word);
}

fn push_group(group: &Group, text: &mut String) {
    let (open, close) = match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{ ", " }"),
        Delimiter::None => ("", ""),
    };
    let word = text.rsplit(|c: char| !c.is_alphanumeric() && c != '_' && c != '\'').next().unwrap_or_default();
    let stands_apart = matches!(word, "mut" | "const" | "dyn" | "in") || word.starts_with('\'');
    if stands_apart || group.delimiter() == Delimiter::Brace && ends_with_word(text) {
        text.push(' ');
    }
    text.push_str(open);
    spell(group.stream(), text);
    text.truncate(text.trim_end_matches([',', ' ']).len());
    text.push_str(close);
}

fn ends_with_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}
