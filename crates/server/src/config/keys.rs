//! `[encryption]`: the key ring, each key as a value or as a file.

use std::{collections::BTreeMap, path::Path};

use app_catalog::secret_file;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use storage::KeyRing;

use super::ConfigError;

/// `[encryption]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Encryption {
    /// Id of the key that seals what is written now.
    #[serde(default)]
    pub active: Option<String>,
    /// Keys by id: base64 of 32 bytes, or under `<id>_file` the path of a file that holds it.
    #[serde(default)]
    pub keys: BTreeMap<String, SecretString>,
}

impl Encryption {
    /// The ids of the keys, in small letters.
    pub fn ids(&self) -> impl Iterator<Item = String> {
        self.keys.keys().map(|name| name.strip_suffix("_file").unwrap_or(name).to_ascii_lowercase())
    }

    /// The files that hold keys, with the names of their settings.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Path)> {
        let files = self.keys.iter().filter(|(name, _)| name.ends_with("_file"));
        files.map(|(name, path)| (name.as_str(), Path::new(path.expose_secret())))
    }

    /// Reads the files and makes the ring.
    ///
    /// # Errors
    /// Names the key that is missing or wrong; never shows one.
    pub fn key_ring(&self) -> Result<KeyRing, ConfigError> {
        let active = self.active_id()?;
        KeyRing::new(&active, self.secrets()?).map_err(|error| ConfigError::field("encryption", error.to_string()))
    }

    /// The id of the key that seals. The environment's names come in lower case, so the case of a key's id never counts.
    fn active_id(&self) -> Result<String, ConfigError> {
        let Some(active) = &self.active else {
            let advice = "is missing: name the key that seals secrets, and set encryption.keys.<id> to 32 random bytes in base64 (openssl rand -base64 32)";
            return Err(ConfigError::field("encryption.active", advice));
        };
        Ok(active.to_ascii_lowercase())
    }

    /// The keys as they are configured, by id.
    fn secrets(&self) -> Result<Vec<(String, SecretString)>, ConfigError> {
        self.refuse_both()?;
        let mut keys = Vec::new();
        for (name, value) in &self.keys {
            keys.push(match name.strip_suffix("_file") {
                None => (name.to_ascii_lowercase(), in_one_piece(value)),
                Some(id) => (id.to_ascii_lowercase(), read(name, value.expose_secret())?),
            });
        }
        Ok(keys)
    }

    /// Refuses a key that is given twice, as itself and as a file.
    fn refuse_both(&self) -> Result<(), ConfigError> {
        let given = |id: &str| self.keys.keys().any(|name| name.eq_ignore_ascii_case(id));
        let file = self.keys.keys().find(|name| name.strip_suffix("_file").is_some_and(given));
        let Some(file) = file else { return Ok(()) };
        let name = format!("encryption.keys.{file}");
        let id = name.strip_suffix("_file").unwrap_or(&name);
        let advice = format!(
            "is given, and so is {id}: which of them is the key is unclear. Remove {id} to read the key from the file, or \
             {name} to use the one in the configuration (or in the environment)"
        );
        Err(ConfigError::field(name.clone(), advice))
    }

    /// The keys without their ids, the active one first.
    pub(crate) fn active_first(&self) -> Result<Vec<SecretString>, ConfigError> {
        let active = self.active_id()?;
        let (first, rest): (Vec<_>, Vec<_>) = self.secrets()?.into_iter().partition(|(id, _)| *id == active);
        Ok(first.into_iter().chain(rest).map(|(_, key)| key).collect())
    }
}

fn read(name: &str, path: &str) -> Result<SecretString, ConfigError> {
    let read = secret_file::read(Path::new(path));
    let key = read.map_err(|error| {
        let why = secret_file::why_not(path, Path::new(path), &error);
        ConfigError::field(format!("encryption.keys.{name}"), format!("cannot be read: {why}"))
    })?;
    Ok(in_one_piece(&key))
}

/// A key without the blanks, line ends and byte order mark that base64 never has.
fn in_one_piece(key: &SecretString) -> SecretString {
    let of_key = |character: &char| !character.is_whitespace() && *character != '\u{feff}';
    SecretString::from(key.expose_secret().chars().filter(of_key).collect::<String>())
}
