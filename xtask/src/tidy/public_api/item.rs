//! The lines of one item: itself, and what it consists of.

use syn::{
    Attribute, Field, Fields, FnArg, Generics, Item, ItemEnum, ItemStruct, ItemTrait, ReceiverKind, ReturnType,
    Signature, TraitItem, Visibility, ext::IdentExt,
};

use super::spelling::spelled;

/// An item at its public path.
pub(super) fn lines(item: &Item, path: &str, conditions: &str) -> Vec<String> {
    let prefix = format!("{conditions}pub ");
    match item {
        Item::Const(item) => vec![format!("{prefix}const {path}: {}", spelled(&item.ty))],
        Item::Static(item) => vec![format!("{prefix}static {path}: {}", spelled(&item.ty))],
        Item::Fn(item) => vec![format!("{prefix}{}", signature(&item.sig, path))],
        Item::Type(item) => vec![format!("{prefix}type {path}{} = {}", generics(&item.generics), spelled(&item.ty))],
        Item::Struct(item) => structure(item, path, conditions),
        Item::Enum(item) => enumeration(item, path, conditions),
        Item::Trait(item) => contract(item, path, conditions),
        _ => Vec::new(),
    }
}

/// A function with its path in the place of its name.
pub(super) fn signature(signature: &Signature, path: &str) -> String {
    let words = [spelled(&signature.constness), spelled(&signature.asyncness), spelled(&signature.safety)];
    let words = words.iter().filter(|word| !word.is_empty()).flat_map(|word| [word, " "]).collect::<String>();
    let inputs: Vec<_> = signature.inputs.iter().map(input).collect();
    let output = match &signature.output {
        ReturnType::Default => String::new(),
        output @ ReturnType::Type(..) => format!(" {}", spelled(output)),
    };
    let generics = generics(&signature.generics);
    format!("{words}fn {path}{generics}({}){output}{}", inputs.join(", "), conditions_of(&signature.generics))
}

/// Whether a function changes its own copy of an argument is its own affair.
fn input(input: &FnArg) -> String {
    match input {
        FnArg::Receiver(receiver) if matches!(receiver.kind, ReceiverKind::Value) => "self".to_owned(),
        input => spelled(input).trim_start_matches("mut ").to_owned(),
    }
}

pub(super) fn generics(generics: &Generics) -> String {
    if generics.params.is_empty() { String::new() } else { format!("<{}>", spelled(&generics.params)) }
}

pub(super) fn conditions_of(generics: &Generics) -> String {
    generics.where_clause.as_ref().map(|clause| format!(" {}", spelled(clause))).unwrap_or_default()
}

fn structure(item: &ItemStruct, path: &str, conditions: &str) -> Vec<String> {
    let (generics, end) = (generics(&item.generics), conditions_of(&item.generics));
    let hidden = item.fields.iter().any(|field| !is_public(field));
    let shape = match &item.fields {
        Fields::Named(_) if hidden => " { .. }".to_owned(),
        Fields::Named(_) => " { }".to_owned(),
        Fields::Unnamed(fields) => {
            let shown = |field: &Field| if is_public(field) { spelled(&field.ty) } else { "_".to_owned() };
            format!("({})", fields.unnamed.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Fields::Unit => String::new(),
    };
    let head = format!("{conditions}{}pub struct {path}{generics}{shape}{end}", non_exhaustive(&item.attrs));
    let fields = item.fields.iter().filter(|field| is_public(field));
    let fields = fields.filter_map(|field| {
        let name = field.ident.as_ref()?.unraw();
        Some(format!("pub {path}::{name}: {}", spelled(&field.ty)))
    });
    [head].into_iter().chain(fields).chain(derived(&item.attrs, path)).collect()
}

fn is_public(field: &Field) -> bool {
    matches!(field.vis, Visibility::Public(_))
}

fn enumeration(item: &ItemEnum, path: &str, conditions: &str) -> Vec<String> {
    let (generics, end) = (generics(&item.generics), conditions_of(&item.generics));
    let head = format!("{conditions}{}pub enum {path}{generics}{end}", non_exhaustive(&item.attrs));
    let variants = item.variants.iter().map(|variant| {
        let fields: Vec<_> = variant.fields.iter().map(field).collect();
        let fields = match &variant.fields {
            Fields::Named(_) => format!(" {{ {} }}", fields.join(", ")),
            Fields::Unnamed(_) => format!("({})", fields.join(", ")),
            Fields::Unit => String::new(),
        };
        let number = variant.discriminant.as_ref().map(|(_, number)| format!(" = {}", spelled(number)));
        let number = number.unwrap_or_default();
        format!("{}{path}::{}{fields}{number}", non_exhaustive(&variant.attrs), variant.ident.unraw())
    });
    [head].into_iter().chain(variants).chain(derived(&item.attrs, path)).collect()
}

fn field(field: &Field) -> String {
    let name = field.ident.as_ref().map(|name| format!("{}: ", name.unraw())).unwrap_or_default();
    format!("{name}{}", spelled(&field.ty))
}

fn contract(item: &ItemTrait, path: &str, conditions: &str) -> Vec<String> {
    let colon = if item.supertraits.is_empty() { "" } else { ": " };
    let (generics, end) = (generics(&item.generics), conditions_of(&item.generics));
    let head = format!("{conditions}pub trait {path}{generics}{colon}{}{end}", spelled(&item.supertraits));
    let members = item.items.iter().filter_map(|member| match member {
        TraitItem::Fn(function) => {
            let given = if function.default.is_some() { " { .. }" } else { "" };
            Some(signature(&function.sig, &format!("{path}::{}", function.sig.ident.unraw())) + given)
        }
        TraitItem::Const(constant) => {
            let given = if constant.default.is_some() { " = .." } else { "" };
            Some(format!("const {path}::{}: {}{given}", constant.ident, spelled(&constant.ty)))
        }
        TraitItem::Type(kind) => {
            let colon = if kind.bounds.is_empty() { "" } else { ": " };
            Some(format!("type {path}::{}{colon}{}", kind.ident, spelled(&kind.bounds)))
        }
        _ => None,
    });
    [head].into_iter().chain(members).collect()
}

fn non_exhaustive(attributes: &[Attribute]) -> &'static str {
    let found = attributes.iter().any(|attribute| attribute.path().is_ident("non_exhaustive"));
    if found { "#[non_exhaustive] " } else { "" }
}

/// The traits that are derived, in the order of their names.
fn derived(attributes: &[Attribute], path: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        // What is no list of paths does not compile.
        let _ = attribute.parse_nested_meta(|meta| {
            let name = meta.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
            lines.push(format!("derive {name} for {path}"));
            Ok(())
        });
    }
    lines.sort();
    lines
}
