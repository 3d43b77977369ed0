//! `Site`: a real server process and a WeCom that knows it.

use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use storage::{Access, CallbackStateName};
use tests::{AppFolder, Corp, Process, SERVICE, Sim, Suite, config, notify_url};

/// Keeps a failure from becoming a hang.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Site {
    pub(crate) sim: Sim,
    pub(crate) suite: Suite,
    pub(crate) folder: AppFolder,
    pub(crate) process: Process,
    pub(crate) http: Client,
}

impl Site {
    /// A server that is known to WeCom and has its ticket, after `change` had its way with the folder.
    pub(crate) async fn start_with(change: impl FnOnce(&mut AppFolder)) -> Self {
        let sim = Sim::start().await;
        let suite = sim.template().await;
        let mut folder = AppFolder::new(&sim.url).await;
        folder.instance("auths.QywxProxyTemp", &config(&suite, &sim.provider_corp_id().await));
        change(&mut folder);
        let process = Process::start(&folder, "127.0.0.1:0", "server.log").await.unwrap();
        sim.connect(&suite, &notify_url(&process.url())).await;
        Self { sim, suite, folder, process, http: Client::new() }
    }

    /// A company that authorised, with this many members.
    pub(crate) async fn corp(&self, members: usize) -> Corp {
        let corp = self.sim.corp("测试企业", &vec!["甲"; members]).await;
        self.sim.post(&format!("templates/{}/authorize", self.suite.id), json!({ "corpId": corp.id })).await;
        self.settled().await;
        corp
    }

    /// Has WeCom tell of a change; the outcome of the push.
    pub(crate) async fn push_change(&self, corp: &Corp) -> Value {
        let body = json!({ "infoType": "change_auth", "fields": { "AuthCorpId": corp.id } });
        self.sim.post(&format!("templates/{}/push", self.suite.id), body).await["push"].clone()
    }

    /// A member logs in; the envelope, or how the connection failed.
    pub(crate) async fn log_in(&self, corp: &Corp, member: usize) -> reqwest::Result<Value> {
        let code = self.sim.oauth_code(&self.suite, corp, &corp.members[member]).await;
        let url = format!("{}/api/acme/portal/{SERVICE}/loginByWorkbench", self.process.url());
        let answer = self.http.post(url).json(&json!({ "corpId": corp.id, "code": code })).send().await?;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await
    }

    /// The answer of `/readyz`.
    pub(crate) async fn readiness(&self) -> (StatusCode, Value) {
        let answer = self.http.get(format!("{}/readyz", self.process.url())).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    /// How many records are in which state.
    pub(crate) async fn counts(&self) -> Vec<(CallbackStateName, u64)> {
        self.folder.open_database().await.callback_records().counts().await.unwrap()
    }

    /// Waits until every record has succeeded.
    pub(crate) async fn settled(&self) {
        let database = self.folder.open_database().await;
        let done = async {
            loop {
                let counts = database.callback_records().counts().await.unwrap();
                if counts.iter().all(|(state, _)| *state == CallbackStateName::Succeeded) {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, done).await;
        assert!(waited.is_ok(), "{:?}\n{}", self.counts().await, self.process.log());
    }

    /// Waits until the simulator has nothing planted any more: all calls that were to go wrong are under way.
    pub(crate) async fn faults_taken(&self) {
        let taken = async { while self.sim.get("state").await["faults"]["api"] != json!([]) {} };
        tokio::time::timeout(PATIENCE, taken).await.unwrap();
    }
}
