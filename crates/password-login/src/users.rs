//! `Users`: the users of an instance, as its configuration lists them.

use std::fmt;

use login_type::ConfigProblem;
use passwords::Hash;
use sha2::{Digest as _, Sha256};

/// Longest name, in characters.
const LONGEST_NAME: usize = 64;

/// A user.
#[derive(Clone)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) hash: Hash,
    pub(crate) title: Option<String>,
}

/// The users of an instance: one at least.
#[derive(Clone)]
pub(crate) struct Users {
    each: Vec<User>,
    secret: [u8; 32],
}

impl Users {
    /// Reads lines `name:hash` or `name:hash:title`.
    ///
    /// # Errors
    /// The first line that is wrong, by its number, without its content.
    pub(crate) fn read(lines: &str) -> Result<Self, ConfigProblem> {
        let mut users: Vec<User> = Vec::new();
        for (number, line) in lines.lines().enumerate().filter(|(_, line)| is_entry(line)) {
            let user = read_line(line.trim()).map_err(|wrong| problem(format!("line {}: {wrong}", number + 1)))?;
            if users.iter().any(|known| known.name == user.name) {
                return Err(problem(format!("line {}: another line has the same name", number + 1)));
            }
            users.push(user);
        }
        if users.is_empty() {
            return Err(problem("names nobody: a line `name:hash` for each user".to_owned()));
        }
        Ok(Self { each: users, secret: Sha256::digest(lines).into() })
    }

    /// The user of this name.
    pub(crate) fn lookup(&self, name: &str) -> Option<&User> {
        self.each.iter().find(|user| user.name == name)
    }

    /// A name that others have too.
    pub(crate) fn shared_name(&self, others: &Self) -> Option<&str> {
        self.each.iter().map(|user| user.name.as_str()).find(|name| others.lookup(name).is_some())
    }

    /// The user whose hash is verified in place of that of a name that nobody has: always the same one for a name, as with
    /// users, whose hashes may differ in cost.
    pub(crate) fn decoy(&self, name: &str) -> Option<&User> {
        let digest = Sha256::new().chain_update(self.secret).chain_update(name).finalize();
        self.each.get(usize::from(digest[0]) % self.each.len())
    }

    /// A secret of the instance, the same in all processes: the salts and hashes that its configuration lists are known to
    /// nobody else.
    pub(crate) fn secret(&self) -> &[u8; 32] {
        &self.secret
    }
}

impl fmt::Debug for Users {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Users").field("count", &self.each.len()).finish_non_exhaustive()
    }
}

fn is_entry(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}

fn read_line(line: &str) -> Result<User, String> {
    let mut parts = line.splitn(3, ':').map(str::trim);
    let (Some(name), Some(hash)) = (parts.next(), parts.next()) else { return Err("must be name:hash".to_owned()) };
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(format!("the name must have 1 to {LONGEST_NAME} characters"));
    }
    let hash = Hash::read(hash).map_err(|error| format!("the second part {error}"))?;
    let title = parts.next().filter(|title| !title.is_empty()).map(str::to_owned);
    Ok(User { name: name.to_owned(), hash, title })
}

fn problem(message: String) -> ConfigProblem {
    ConfigProblem::new("users", message)
}

#[cfg(test)]
mod tests {
    use login_type::testing::SeededEntropy;

    use super::*;
    use crate::hash;

    #[test]
    fn a_name_in_two_lists_is_found() {
        let hash = hash("correct horse", &SeededEntropy::new(1)).unwrap();
        let users = |names: &[&str]| {
            let lines: Vec<_> = names.iter().map(|name| format!("{name}:{hash}")).collect();
            Users::read(&lines.join("\n")).unwrap()
        };
        assert_eq!(users(&["ann", "ben"]).shared_name(&users(&["cleo", "ben"])), Some("ben"));
        assert_eq!(users(&["ann"]).shared_name(&users(&["Ann"])), None);
    }

    #[test]
    fn lines_are_users_and_what_is_wrong_with_one_is_told_by_its_number_without_its_content() {
        let good = hash("correct horse", &SeededEntropy::new(1)).unwrap();
        let users = Users::read(&format!("# administrators\n\n ann:{good}:Ann 安 \nben:{good}\n")).unwrap();
        assert_eq!(users.lookup("ann").unwrap().title.as_deref(), Some("Ann 安"));
        assert!(users.lookup("ben").unwrap().title.is_none() && users.lookup("Ann").is_none());
        assert!(users.lookup("ann").unwrap().hash.is_of("correct horse"));
        assert!(!users.lookup("ann").unwrap().hash.is_of("correct horsf"));
        let cheap = good.replace("m=19456", "m=4096");
        let costly = good.replace("t=2", "t=2000");
        let cases = [
            (String::new(), "names nobody"),
            ("# only this".to_owned(), "names nobody"),
            (format!("ann:{good}\nann:{good}"), "line 2: another line has the same name"),
            ("ann".to_owned(), "line 1: must be name:hash"),
            (format!("\n:{good}"), "line 2: the name"),
            ("ann:s3cret-plain".to_owned(), "line 1: the second part is no hash of Argon2id"),
            (good.replace("$argon2id", "ann:$argon2i"), "is no hash of Argon2id"),
            (format!("ann:{cheap}"), "costs too little"),
            (format!("ann:{costly}"), "costs too much"),
        ];
        for (lines, told) in cases {
            let wrong = Users::read(&lines).err().unwrap();
            assert!(wrong.message.contains(told) && !wrong.message.contains("s3cret"), "{lines}: {wrong}");
        }
    }
}
