//! Which variables of the environment the files of the apps may use.

use serde::{Deserialize, Deserializer, de::Error};

use super::{list::Written, load::configures};

/// Which variables of the environment the files of the apps may use as `{{NAME}}`; those that configure the server are
/// never among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenVariables(Vec<Pattern>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Pattern {
    Name(String),
    Beginning(String),
}

impl OpenVariables {
    /// Whether an app may use the variable of this name.
    pub fn include(&self, name: &str) -> bool {
        let fits = |pattern: &Pattern| match pattern {
            Pattern::Name(known) => known == name,
            Pattern::Beginning(beginning) => name.starts_with(beginning),
        };
        !configures(name) && self.0.iter().any(fits)
    }
}

/// Reads names (`SUITE_SECRET`) and beginnings of names (`SUITE_*`, `*` for all).
pub(super) fn open<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OpenVariables, D::Error> {
    let expected = || {
        D::Error::custom(
            "expected names of variables such as SUITE_SECRET, or beginnings such as SUITE_*; WECOM_LOGIN__… is open to no app",
        )
    };
    let written = Written::deserialize(deserializer).map_err(|_| expected())?;
    written.parts().map(|text| pattern(&text)).collect::<Option<_>>().map(OpenVariables).ok_or_else(expected)
}

fn pattern(text: &str) -> Option<Pattern> {
    let (name, is_beginning) = text.strip_suffix('*').map_or((text, false), |name| (name, true));
    let is_name = name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if !is_name || configures(name) || (name.is_empty() && !is_beginning) {
        return None;
    }
    Some(if is_beginning { Pattern::Beginning(name.to_owned()) } else { Pattern::Name(name.to_owned()) })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_variable_is_open_by_its_name_or_its_beginning_and_the_servers_own_never_is() {
        let cases: [(Value, &[&str], &[&str]); 4] = [
            (json!(["*"]), &["HOME", "SUITE_TOKEN", "WECOM_LOGIN_X"], &["WECOM_LOGIN__A", "wecom_login__a"]),
            (json!(["SUITE_*", " ONE "]), &["SUITE_", "SUITE_ID", "ONE"], &["SUITE", "ONE_MORE", "HOME"]),
            (json!("SUITE_*, ONE"), &["SUITE_ID", "ONE"], &["HOME"]),
            (json!([]), &[], &["HOME", ""]),
        ];
        for (written, included, others) in cases {
            let variables = open(&written).unwrap();
            assert!(included.iter().all(|name| variables.include(name)), "{written}");
            assert!(others.iter().all(|name| !variables.include(name)), "{written}");
        }
        for wrong in [json!(["A*B"]), json!(["*A"]), json!(["{{A}}"]), json!(["WECOM_LOGIN__X"]), json!(7)] {
            assert!(open(&wrong).is_err(), "{wrong}");
        }
    }
}
