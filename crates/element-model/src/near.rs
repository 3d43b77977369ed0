//! Near misses: which of the known names somebody who wrote an unknown one probably meant.

use std::fmt::{self, Write as _};

const MOST: usize = 3;
const LONGEST: usize = 200;
const SHOWN: usize = 100;

/// The end of an error message about an unknown name: empty, or a question that names the known ones it may be meant for.
pub fn suggestion<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    did_you_mean(&near(wanted, known))
}

/// The known names nearest to `wanted`, best first; none where nothing is near.
pub(crate) fn near<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    if wanted.is_empty() || wanted.len() > LONGEST {
        return Vec::new();
    }
    let wanted = wanted.to_lowercase();
    let reach = (wanted.chars().count() / 3).clamp(1, 4);
    let mut found: Vec<(usize, bool, &str)> = Vec::new();
    for name in known {
        let lower = name.to_lowercase();
        let (distance, same_end) = (strsim::osa_distance(&wanted, &lower), has_same_end(&wanted, &lower));
        if distance <= reach || same_end {
            found.push((distance, same_end, name));
        }
    }
    found.sort_unstable();
    found.dedup();
    let best = found.first().map_or(0, |(distance, ..)| *distance);
    let nearest = found.into_iter().filter(|(distance, same_end, _)| *distance == best || *same_end);
    nearest.take(MOST).map(|(.., name)| name.to_owned()).collect()
}

/// The end of an error message: empty, or a question that names the near misses.
pub(crate) fn did_you_mean(near: &[String]) -> String {
    let Some((last, others)) = near.split_last() else { return String::new() };
    let mut text = String::from("; did you mean ");
    for (index, name) in others.iter().enumerate() {
        let _ = write!(text, "{}`{name}`", if index == 0 { "" } else { ", " });
    }
    let _ = write!(text, "{}`{last}`?", if others.is_empty() { "" } else { " or " });
    text
}

/// A name that came from outside: escaped, cut to a readable length, in backticks.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cut = self.0.char_indices().nth(SHOWN).map_or(self.0, |(end, _)| &self.0[..end]);
        let dots = if cut.len() < self.0.len() { "…" } else { "" };
        write!(f, "`{}{dots}`", cut.escape_debug())
    }
}

/// Whether the last parts are the same: `auths.Mine` and `auths.loginTypes.Mine`.
fn has_same_end(wanted: &str, name: &str) -> bool {
    wanted.rsplit('.').next() == name.rsplit('.').next()
}
