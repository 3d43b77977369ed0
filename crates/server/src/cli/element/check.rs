//! `wecom-login element check`

use std::fmt::Write;

use app_catalog::{Branch, Catalog, Description, SecretFiles, Site, Tree, warnings};
use element_model::{AppId, FullName};
use serde_json::json;

use super::open;
use crate::{cli::output, composition::Composition, config::Config, environment::ProcessEnvironment};

/// Reads the apps and prints what they hold, or fails with all that is wrong with them.
pub(super) async fn run(config: &Config, composition: &Composition, as_json: bool) -> anyhow::Result<()> {
    let (_, built_in) = open(config, composition).await?;
    let (dir, environment, secrets) = (&config.apps.dir, ProcessEnvironment::of(&config.apps), SecretFiles::default());
    let catalog = Catalog::load(&built_in, dir, &environment, &secrets)?;
    let lacks = Site::of(&built_in, dir, &environment, &secrets)?.lacks_of_drafts();
    let trees = catalog.served().map(|app| Tree::of(&catalog, app));
    if as_json {
        trees.into_iter().try_for_each(|tree| print_json(&tree))?;
        instances_as_json(&catalog)?;
        drafts(&catalog).try_for_each(|(app, instance)| {
            output::json(&json!({ "app": app, "instance": instance, "draft": true }))
        })?;
        return warnings(&catalog).iter().try_for_each(|warning| output::json(&json!({ "warning": warning })));
    }
    trees.into_iter().try_for_each(|tree| print(&tree))?;
    for (name, login_type) in catalog.login_types.instances() {
        let state = if catalog.login_types.is_active(name).unwrap_or_default() { "active" } else { "switched off" };
        output::line(format!("ok  {name}  {login_type}  {state}"))?;
    }
    for (app, instance) in drafts(&catalog) {
        output::line(format!(
            "draft  {app}:{instance}  out of service; when it is filled in: element set {instance} --finish"
        ))?;
    }
    for trouble in lacks {
        output::line(format!("  lacks  {trouble}"))?;
    }
    for warning in warnings(&catalog) {
        output::line(format!("warning  {warning}"))?;
    }
    Ok(())
}

/// The instances of all apps that are not finished.
fn drafts(catalog: &Catalog) -> impl Iterator<Item = (&AppId, &FullName)> {
    catalog.served().flat_map(|app| {
        let drafts = app.elements().filter(|element| element.is_draft());
        drafts.map(|element| (app.id(), element.full_name()))
    })
}

/// A line an element, and a line what is not seen.
fn print_json(tree: &Tree<'_>) -> anyhow::Result<()> {
    let mut rest: Vec<&Branch<'_>> = tree.elements.iter().rev().collect();
    while let Some(branch) = rest.pop() {
        output::json(&json!({ "app": tree.app, "element": branch.element }))?;
        rest.extend(branch.children.iter().rev());
    }
    tree.hidden.iter().try_for_each(|hidden| output::json(&json!({ "app": tree.app, "hidden": hidden })))
}

fn instances_as_json(catalog: &Catalog) -> anyhow::Result<()> {
    for (name, login_type) in catalog.login_types.instances() {
        output::json(&json!({
            "app": name.app.to_string(),
            "instance": name.element.as_str(),
            "type": login_type,
            "properties": catalog.login_types.properties(name),
        }))?;
    }
    Ok(())
}

/// A line an app, then its elements, each further in than its type.
fn print(tree: &Tree<'_>) -> anyhow::Result<()> {
    let parents: Vec<String> = tree.parents.iter().map(ToString::to_string).collect();
    output::line(format!("app  {} ({})  extends {}", tree.app, tree.folder, parents.join(", ")))?;
    print_branches(&tree.elements, 1)?;
    for hidden in &tree.hidden {
        output::line(format!("  not seen  {}  private to {}", hidden.full_name, hidden.place))?;
    }
    Ok(())
}

fn print_branches(branches: &[Branch<'_>], depth: usize) -> anyhow::Result<()> {
    for branch in branches {
        output::line(format!("{}{}", "  ".repeat(depth), sentence(&branch.element)))?;
        print_branches(&branch.children, depth + 1)?;
    }
    Ok(())
}

fn sentence(element: &Description<'_>) -> String {
    let mut text = format!("{}  {}", element.full_name, element.kind);
    // Writing to a string does not fail.
    let _ = element.r#type.iter().try_for_each(|it| write!(text, " of {it}"));
    let _ = element.type_private_to.iter().try_for_each(|it| write!(text, ", which is private to {it}"));
    if element.access_modifier != "public" {
        let _ = write!(text, "  {}", element.access_modifier);
    }
    let _ = write!(text, "  from {}", element.origin);
    for (at, place) in element.overrides.iter().enumerate() {
        let _ = write!(text, "{}{place}", if at == 0 { "  overrides " } else { ", " });
    }
    if let Some(config) = element.config.as_ref().filter(|config| config.app != element.origin.app) {
        let _ = write!(text, "  configured by {config}");
    }
    if let Some(code) = &element.code {
        let _ = write!(text, "  code {}", code.rust_type);
        let _ = code.replaces.iter().try_for_each(|it| write!(text, ", in the place of {it}"));
    }
    for (what, functions) in [("hides", &element.hidden_functions), ("without code", &element.functions_without_code)] {
        if !functions.is_empty() {
            let _ = write!(text, "  {what} {}", functions.join(", "));
        }
    }
    text
}
