//! `World`: one server and one WeCom, on one clock.

use std::time::Duration;

use clock::{Clock, ManualClock, SystemClock};
use reqwest::{Client, redirect::Policy};
use serde_json::{Value, json};
use server::Composition;
use storage::{Access, CallbackStateName};
use wecom_simulator::client::{Corp, Suite};

use crate::{
    answer::Answer,
    callback_sender::CallbackSender,
    caller::Caller,
    logs,
    server::{AppFolder, TestServer},
    sim::Sim,
};

/// The service of all suites.
pub const SERVICE: &str = "auths/loginTypes/QywxProxyType/services/QywxProxyAuthService";
/// The service of all login types.
pub const AUTH_SVC: &str = "auths/loginTypes/services/AuthSvc";
/// The instance that a new world has.
pub const INSTANCE: &str = "auths/QywxProxyTemp";

/// A server and a WeCom, on a shared clock.
pub struct World {
    /// WeCom.
    pub sim: Sim,
    /// The template that the instance `auths.QywxProxyTemp` serves.
    pub suite: Suite,
    /// Apps, configuration, database.
    pub folder: AppFolder,
    /// The server.
    pub server: TestServer,
    /// The server's clock.
    pub clock: ManualClock,
    /// A client that follows no redirects and keeps no cookies.
    pub http: Client,
    admin: String,
}

impl World {
    /// A server with one instance for every company; its URL is verified and a ticket has come.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// A server with one instance, after `change` had its way with the folder.
    pub async fn start_with(change: impl FnOnce(&mut AppFolder)) -> Self {
        Self::start_as(&Composition::official(), change).await
    }

    /// A world with other login types.
    pub async fn start_as(composition: &Composition, change: impl FnOnce(&mut AppFolder)) -> Self {
        logs::capture();
        let sim = Sim::start().await;
        let suite = sim.template().await;
        let mut folder = AppFolder::new(&sim.url).await;
        folder.instance("auths.QywxProxyTemp", &config(&suite, &sim.provider_corp_id().await));
        change(&mut folder);
        let clock = ManualClock::new(SystemClock.now());
        let server = folder.serve_as(&clock, composition).await.unwrap();
        // A connection for each request: a test that moves the clock has the server end those that waited for their next one.
        let http = Client::builder().redirect(Policy::none()).pool_max_idle_per_host(0).build().unwrap();
        let admin = token(&folder).await;
        let world = Self { sim, suite, folder, server, clock, http, admin };
        world.connect(&world.suite).await;
        world
    }

    /// Tells WeCom the server's address for a template, has it verified and a ticket pushed.
    pub async fn connect(&self, suite: &Suite) {
        self.sim.connect(suite, &notify_url(&self.server.url)).await;
    }

    /// WeCom as the sender of the template's callbacks.
    pub fn sender(&self) -> CallbackSender {
        self.sender_of(&self.suite)
    }

    /// WeCom as the sender of a template's callbacks.
    pub fn sender_of(&self, suite: &Suite) -> CallbackSender {
        let keys = (suite.token.as_str(), suite.encoding_aes_key.as_str());
        CallbackSender::new(notify_url(&self.server.url), keys, &self.clock)
    }

    /// A company that authorised the template, with three members.
    pub async fn authorised_corp(&self) -> Corp {
        let corp = self.sim.corp("测试企业", &["张三", "李四", "王五"]).await;
        self.authorise(&self.suite, &corp).await;
        corp
    }

    /// Has a company authorise a template, and waits until the server has done its part.
    pub async fn authorise(&self, suite: &Suite, corp: &Corp) {
        let host = self.server.url.trim_start_matches("http://");
        self.sim.authorise(suite, corp, host).await;
        self.settled().await;
    }

    /// Somebody without a login, who calls the app `acme.portal`.
    pub fn nobody(&self) -> Caller<'_> {
        Caller::new(&self.http, &self.server.url)
    }

    /// A member, by the answer of the login.
    pub fn member<'a>(&'a self, login: &'a Value) -> Caller<'a> {
        self.nobody().with_token(login["token"].as_str().unwrap())
    }

    /// An administrator.
    pub fn administrator(&self) -> Caller<'_> {
        self.nobody().with_token(&self.admin)
    }

    /// The administrator's token.
    pub fn admin_token(&self) -> &str {
        &self.admin
    }

    /// Tells WeCom another server's address for the template.
    pub async fn push_to(&self, server: &TestServer) {
        self.sim.set_callback_url(&self.suite, &notify_url(&server.url)).await;
    }

    /// Starts a second server over the same files.
    pub async fn serve_again(&self) -> TestServer {
        self.folder.serve(&self.clock).await.unwrap()
    }

    /// Logs a member in through the service.
    pub async fn log_in(&self, corp: &Corp, member: usize) -> Answer {
        self.log_in_at(&self.server, corp, member).await
    }

    /// Logs a member in at one of several servers.
    pub async fn log_in_at(&self, server: &TestServer, corp: &Corp, member: usize) -> Answer {
        let code = self.sim.oauth_code(&self.suite, corp, &corp.members[member]).await;
        self.nobody().at(server).call(SERVICE, "loginByWorkbench", json!({ "corpId": corp.id, "code": code })).await
    }

    /// The callback records as `wecom-login callback list` shows them, newest first.
    pub async fn records(&self) -> Vec<Value> {
        self.folder.command_json(&["callback", "list", "--json", "--limit", "1000"]).await
    }

    /// Waits until no callback record is waiting or being worked on. After a while the clock runs as the machine's does: the
    /// server may have a reason to wait a moment, such as a deadlock of the database.
    pub async fn settled(&self) {
        const STANDING_STILL: Duration = Duration::from_secs(2);
        let database = Box::pin(self.folder.open_database()).await;
        let is_open = |state| matches!(state, CallbackStateName::Pending | CallbackStateName::Running);
        let settled = self.until("no record is open", async || {
            let counts = database.callback_records().counts().await.unwrap();
            counts.iter().all(|(state, _)| !is_open(*state))
        });
        let mut settled = Box::pin(settled);
        if tokio::time::timeout(STANDING_STILL, &mut settled).await.is_err() {
            self.while_time_passes(settled).await;
        }
    }

    /// Waits until something holds, but not for ever. Between two looks the processors are the server's: looks without a
    /// pause can keep it from the very thing that is waited for.
    pub async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        const BETWEEN_LOOKS: Duration = Duration::from_millis(5);
        let wait = async {
            let mut looks = tokio::time::interval(BETWEEN_LOOKS);
            looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            looks.tick().await;
            while !holds().await {
                looks.tick().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(30), wait).await;
        assert!(waited.is_ok(), "did not come about: {what}; records: {:#?}", self.records().await);
    }

    /// Lets time pass, step by step, until something holds, but not for ever: a task of the server that is busy when
    /// time passes only begins to wait then. A machine under load has ever more time between two steps: of what takes it
    /// longer than that the server believes that it hangs.
    pub async fn in_time(&self, step: Duration, what: &str, holds: impl AsyncFn() -> bool) {
        const FIRST: Duration = Duration::from_millis(200);
        const LONGEST: Duration = Duration::from_secs(2);
        for steps in 1..=50 {
            self.advance(step).await;
            let wait = async {
                while !holds().await {
                    tokio::task::yield_now().await;
                }
            };
            if tokio::time::timeout((FIRST * steps / 4).clamp(FIRST, LONGEST), wait).await.is_ok() {
                return;
            }
        }
        panic!("did not come about in time: {what}; records: {:#?}", self.records().await);
    }

    /// Moves both clocks.
    pub async fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
        self.sim.advance(duration.as_secs()).await;
    }

    /// Lets the clock run as the machine's does until `work` is done: for servers that wait for one another or for WeCom.
    pub async fn while_time_passes<T>(&self, work: impl Future<Output = T>) -> T {
        const TICK: Duration = Duration::from_millis(20);
        let time = async {
            let mut ticks = tokio::time::interval(TICK);
            loop {
                ticks.tick().await;
                self.clock.advance(TICK);
            }
        };
        tokio::select! {
            done = work => done,
            () = time => unreachable!("time does not end"),
        }
    }

    /// Stops the server and starts it again over the same files, at a new address that WeCom is told.
    pub async fn restart(self) -> Self {
        let Self { sim, suite, folder, server, clock, http, admin } = self;
        server.stop().await;
        let server = folder.serve(&clock).await.unwrap();
        let world = Self { sim, suite, folder, server, clock, http, admin };
        world.push_to(&world.server).await;
        world
    }

    /// Runs `wecom-login` over the same files and answers what it printed.
    pub async fn command(&self, arguments: &[&str]) -> String {
        self.folder.command(arguments).await
    }

    /// Runs `wecom-login` over the same files and answers what it said beside its result.
    pub async fn asides_of(&self, arguments: &[&str]) -> String {
        let output = self.folder.output(arguments).await;
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stderr).unwrap()
    }

    /// Runs `wecom-login` over the same files, which fails, and answers what it complained of.
    pub async fn failing_command(&self, arguments: &[&str]) -> String {
        let output = self.folder.output(arguments).await;
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }
}

/// The address of the callbacks of all suites at a server.
pub fn notify_url(server: &str) -> String {
    format!("{server}/api/acme/portal/{SERVICE}/notify")
}

/// The business configuration for a template.
pub fn config(suite: &Suite, provider_corp_id: &str) -> Value {
    json!({
        "authConfig": {
            "suiteId": suite.id,
            "suiteSecret": suite.secret,
            "encodingAESKey": suite.encoding_aes_key,
            "token": suite.token,
            "providerCorpId": provider_corp_id,
        },
        "isActive": true,
    })
}

async fn token(folder: &AppFolder) -> String {
    folder.command(&["token", "create", "--name", "tests", "--never"]).await.trim().to_owned()
}

/// The binary beside this program or test; `cargo test --workspace` and `cargo nextest run --workspace` build it.
pub(crate) fn binary() -> std::path::PathBuf {
    let own = std::env::current_exe().unwrap();
    let mut beside = own.ancestors().skip(1).take(2).map(|folder| folder.join("wecom-login"));
    let binary = beside.find(|binary| binary.is_file());
    binary.unwrap_or_else(|| panic!("no wecom-login beside {}: cargo build --bin wecom-login", own.display()))
}
