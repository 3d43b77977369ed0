//! A folder with a configuration file, one app with one instance, and room for a database.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use tempfile::TempDir;

/// Base64 of 32 bytes; a test's key guards nothing.
pub(crate) const KEY: &str = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=";
/// The instance in it.
pub(crate) const INSTANCE: &str = "auths.Mine";

/// A folder with a configuration file, one app with one instance, and room for a database.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("apps/acme.portal/app.json", r#"{"appId": "acme.portal", "title": "P"}"#);
        let definition = r#"{"title": "L", "type": "auths.loginTypes.QywxProxyType"}"#;
        folder.write("apps/acme.portal/auths/Mine/e.json", definition);
        let aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
        let config = format!(
            r#"{{"authConfig": {{"suiteId": "dk1", "suiteSecret": "s", "encodingAESKey": "{aes_key}", "token": "t"}}}}"#
        );
        folder.write("apps/acme.portal/auths/Mine/Mine.json", &config);
        let settings = [
            format!("apps.dir = \"{}\"", folder.path("apps").display()),
            format!("database.url = {:?}", folder.database_url()),
            "server.listen = \"127.0.0.1:0\"".to_owned(),
            format!("encryption = {{ active = \"k\", keys = {{ k = \"{KEY}\" }} }}"),
        ];
        folder.write("c.toml", &settings.join("\n"));
        folder
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    pub(crate) fn database_url(&self) -> String {
        format!("sqlite://{}", self.path("data/d.sqlite").display())
    }

    /// `wecom-login` with the folder's configuration.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wecom-login"));
        command.arg("--config").arg(self.path("c.toml")).args(arguments);
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Writes a file below it.
    pub(crate) fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}
