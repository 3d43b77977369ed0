//! The server under test: the real one, in this process, on a free port, with a database of its own.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Arc,
};

use clock::{ManualClock, OsEntropy, SystemClock};
use secrecy::SecretString;
use serde_json::{Value, json};
use server::{Application, BuildError, ClockAndEntropy, Composition, Config};
use storage::{Database, KeyRing, Options};
use test_database::TestDatabase;
use tokio::{runtime::Runtime, sync::oneshot, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::world::binary;

/// The app that tests call.
pub(crate) const ORG_APP: &str = "acme.portal";
/// The key that seals the database: 32 bytes; a test's key guards nothing.
pub const SEALING_KEY: &str = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=";

/// A folder of apps on disk, with its configuration file and database.
pub struct AppFolder {
    dir: tempfile::TempDir,
    database: TestDatabase,
    settings: BTreeMap<String, String>,
    variables: Vec<(String, String)>,
}

impl AppFolder {
    /// An app, `acme.portal`, without instances.
    pub async fn new(wecom_url: &str) -> Self {
        let dir = tempfile::Builder::new().prefix("wecom-login-").tempdir().unwrap();
        let database = TestDatabase::new().await;
        let mut folder = Self { dir, database, settings: BTreeMap::new(), variables: Vec::new() };
        folder.write(
            "acme.portal/app.json",
            &json!({
                "appId": ORG_APP, "name": "portal", "title": "测试门户 Portal", "version": "1.0.0"
            }),
        );
        for key in ["wecom.api_url", "wecom.open_url", "wecom.login_url"] {
            folder.set(key, &format!("{wecom_url:?}"));
        }
        let url = format!("{:?}", folder.database.url());
        folder.set("database.url", &url);
        folder.set("apps.dir", &format!("{:?}", folder.path().join("apps").display().to_string()));
        folder.set("server.listen", "\"127.0.0.1:0\"");
        folder.set("server.workers", "1");
        folder.set("encryption.active", "\"k1\"");
        folder.set("encryption.keys.k1", &format!("{SEALING_KEY:?}"));
        folder
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The database.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The URL of the database.
    pub fn database_url(&self) -> String {
        self.settings["database.url"].trim_matches('"').to_owned()
    }

    /// The database as another program has it, with the machine's clock.
    pub async fn open_database(&self) -> Database {
        let keys = KeyRing::new("k1", [("k1".to_owned(), SecretString::from(SEALING_KEY))]).unwrap();
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(OsEntropy));
        Database::open(&self.database_url(), Options::default(), keys, clock, entropy).await.unwrap()
    }

    /// Leaves the files when the folder's value goes, for somebody to look at; answers where.
    pub fn keep(&mut self) -> PathBuf {
        self.dir.disable_cleanup(true);
        self.path().to_owned()
    }

    /// Sets a configuration key to a TOML value.
    pub fn set(&mut self, key: &str, toml: &str) -> &mut Self {
        self.settings.insert(key.to_owned(), toml.to_owned());
        self
    }

    /// Sets a variable of the environment of servers and commands that are programs of their own.
    pub fn set_variable(&mut self, name: &str, value: &str) -> &mut Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Leaves a configuration key unset.
    pub fn unset(&mut self, key: &str) -> &mut Self {
        self.settings.remove(key);
        self
    }

    /// Writes a file below the apps' folder.
    pub fn write(&self, path: &str, content: &Value) -> &Self {
        self.write_text(path, &content.to_string())
    }

    /// Writes a file below the apps' folder as it is.
    pub fn write_text(&self, path: &str, content: &str) -> &Self {
        let path = self.path().join("apps").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        // There are secrets in some, of which `doctor` would say that everybody may read them.
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        self
    }

    /// Reads a file below the apps' folder.
    pub fn read(&self, path: &str) -> Value {
        serde_json::from_str(&fs::read_to_string(self.path().join("apps").join(path)).unwrap()).unwrap()
    }

    /// Writes an instance of `QywxProxyType` with this business configuration.
    pub fn instance(&self, full_name: &str, config: &Value) -> &Self {
        self.instance_of("auths.loginTypes.QywxProxyType", "企业微信代开发登录", full_name, config)
    }

    /// Writes an instance of `QywxInnerType` with this business configuration.
    pub fn inner_instance(&self, full_name: &str, config: &Value) -> &Self {
        self.instance_of("auths.loginTypes.QywxInnerType", "企业微信登录", full_name, config)
    }

    /// Writes an instance of a Type, with a title and this business configuration.
    pub fn instance_of(&self, of: &str, title: &str, full_name: &str, config: &Value) -> &Self {
        let folder = format!("acme.portal/{}", full_name.replace('.', "/"));
        let name = full_name.rsplit('.').next().unwrap();
        self.write(&format!("{folder}/e.json"), &json!({ "title": title, "type": of }));
        self.write(&format!("{folder}/{name}.json"), config)
    }

    /// The configuration file as text.
    pub fn config_text(&self) -> String {
        let lines: Vec<String> = self.settings.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        lines.join("\n")
    }

    /// Writes the configuration file as it is now set, and says where it is.
    pub fn config_file(&self) -> PathBuf {
        let file = self.path().join("config.toml");
        fs::write(&file, self.config_text()).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        file
    }

    /// `wecom-login` over the folder as it is now configured, without arguments yet.
    pub fn program(&self) -> Command {
        let mut command = Command::new(binary());
        command.arg("--config").arg(self.config_file()).envs(self.variables.iter().cloned()).stdin(Stdio::null());
        command
    }

    /// Runs `wecom-login` to its end.
    pub async fn output(&self, arguments: &[&str]) -> Output {
        let mut command = self.program();
        command.args(arguments);
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    /// Runs `wecom-login`, which succeeds, and answers what it printed.
    pub async fn command(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments).await;
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `wecom-login … --json`, which succeeds, and answers the JSON that it printed, line by line.
    pub async fn command_json(&self, arguments: &[&str]) -> Vec<Value> {
        self.command(arguments).await.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The configuration as the server reads it.
    pub fn config(&self) -> Config {
        Config::load(Some(&self.config_file())).unwrap()
    }

    /// Starts a server over the folder.
    ///
    /// # Errors
    /// The error that keeps the server from starting.
    pub async fn serve(&self, clock: &ManualClock) -> Result<TestServer, BuildError> {
        self.serve_as(clock, &Composition::official()).await
    }

    /// Starts a server with other login types.
    ///
    /// # Errors
    /// As [`serve`](Self::serve).
    pub async fn serve_as(&self, clock: &ManualClock, composition: &Composition) -> Result<TestServer, BuildError> {
        let clock_and_entropy = ClockAndEntropy { clock: Arc::new(clock.clone()), entropy: Arc::new(OsEntropy) };
        let application = Application::build(self.config(), composition, clock_and_entropy).await?;
        let url = format!("http://{}", application.address());
        let management = application.management_address().map(|address| format!("http://{address}"));
        let stop = CancellationToken::new();
        let running = tokio::spawn(application.run_until_stopped(stop.clone()));
        Ok(TestServer { url, management, stop, running })
    }

    /// Starts a server that can be killed: all it does is done on a runtime of its own.
    pub async fn serve_apart(&self, clock: &ManualClock) -> MortalServer {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let clock_and_entropy = ClockAndEntropy { clock: Arc::new(clock.clone()), entropy: Arc::new(OsEntropy) };
        let config = self.config();
        let (tell, told) = oneshot::channel();
        runtime.spawn(async move {
            let application = Application::build(config, &Composition::official(), clock_and_entropy).await.unwrap();
            tell.send(format!("http://{}", application.address())).unwrap();
            application.run_until_stopped(CancellationToken::new()).await.unwrap();
        });
        let url = told.await.expect("the server starts");
        MortalServer { url, runtime: Some(runtime) }
    }
}

/// A running server that ends in the middle of whatever it does.
pub struct MortalServer {
    url: String,
    runtime: Option<Runtime>,
}

impl MortalServer {
    /// `http://127.0.0.1:<port>`
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends it: nothing that it was about to do is done any more.
    pub fn kill(self) {}
}

impl Drop for MortalServer {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A running server.
pub struct TestServer {
    /// `http://127.0.0.1:<port>`
    pub url: String,
    /// The address of the management listener, where there is one.
    pub management: Option<String>,
    stop: CancellationToken,
    running: JoinHandle<std::io::Result<()>>,
}

impl TestServer {
    /// Stops it and waits until it has stopped.
    pub async fn stop(self) {
        self.stop.cancel();
        self.running.await.unwrap().unwrap();
    }
}
