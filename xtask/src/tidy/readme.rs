//! Rule `readme`: both READMEs give the same commands, and the links of every page lead somewhere.

use super::{
    Violation,
    tree::{Text, Tree, has_extension},
};

const ENGLISH: &str = "README.md";
const CHINESE: &str = "README.zh-CN.md";

/// Code blocks whose words may be translated.
const PROSE: &[&str] = &["", "text", "mermaid"];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let pages = tree.texts.iter().filter(|text| has_extension(&text.path, "md"));
    let mut violations: Vec<_> = pages.flat_map(|page| dead_links(page, tree)).collect();
    match (tree.text(ENGLISH), tree.text(CHINESE)) {
        (Some(english), Some(chinese)) => violations.extend(different_commands(english, chinese)),
        (None, _) => violations.push(Violation::new(ENGLISH, 1, "is missing")),
        (_, None) => violations.push(Violation::new(CHINESE, 1, "is missing")),
    }
    violations
}

fn different_commands(english: &Text, chinese: &Text) -> Option<Violation> {
    let (ours, theirs) = (commands(&english.text), commands(&chinese.text));
    let differing = ours.iter().zip(&theirs).find(|((_, a), (_, b))| a != b);
    let (line, command) = match (differing, ours.len().cmp(&theirs.len())) {
        (Some((_, (line, command))), _) => (*line, command),
        (None, std::cmp::Ordering::Less) => theirs.get(ours.len()).map(|(line, command)| (*line, command))?,
        (None, std::cmp::Ordering::Greater) => ours.get(theirs.len()).map(|(_, command)| (1, command))?,
        (None, std::cmp::Ordering::Equal) => return None,
    };
    Some(Violation::new(CHINESE, line, format!("differs from {ENGLISH} in the command `{command}`")))
}

/// The lines of the code blocks, without comments, with their line numbers.
fn commands(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut block: Option<bool> = None;
    for (index, line) in text.lines().enumerate() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            block = if block.is_some() { None } else { Some(!PROSE.contains(&language.trim())) };
        } else if block == Some(true) {
            let command =
                if line.trim_start().starts_with('#') { "" } else { line.split(" # ").next().unwrap_or(line) };
            if !command.trim().is_empty() {
                found.push((index + 1, command.trim().to_owned()));
            }
        }
    }
    found
}

fn dead_links(page: &Text, tree: &Tree) -> Vec<Violation> {
    let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut violations = Vec::new();
    for (index, line) in page.text.lines().enumerate() {
        for rest in line.split("](").skip(1) {
            let target = rest.split([')', ' ', '#']).next().unwrap_or_default();
            // Without a dot or a slash it may be a link of rustdoc to an item.
            let relative = target.contains(['.', '/']) && !target.contains(':');
            if relative && !tree.root.join(folder).join(target).exists() {
                violations.push(Violation::new(&page.path, index + 1, format!("the link to {target} leads nowhere")));
            }
        }
    }
    violations
}
