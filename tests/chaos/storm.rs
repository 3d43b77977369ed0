//! `Storm`: the world of a run, and what happens in it: events, deliveries, logins and kills at once.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use storage::{Access, CallbackStateName, Database};
use wecom_simulator::client::Suite;

use super::{
    company::Company,
    moments::LOGGED,
    plan::{Extent, Moment, Plan},
    processes::Processes,
};
use crate::{
    config,
    server::AppFolder,
    sim::Sim,
    world::{AUTH_SVC, SERVICE, notify_url},
};

const PAUSE: Duration = Duration::from_millis(20);
/// How long records may take to be done once nothing happens any more: a lease has to run out, and tries wait.
const SETTLING: Duration = Duration::from_secs(150);
/// How long a login may take: it may wait until the lease of a killed server runs out that was fetching a token.
const LOGIN: Duration = Duration::from_secs(40);
/// Logins tried in each volley.
const LOGINS: usize = 4;
/// After so many letters everything is done before more happens, so that members of most companies can log in.
const CALM: usize = 300;

/// Somebody who logged in.
pub(crate) struct Session {
    pub(crate) company: usize,
    pub(crate) userid: String,
    token: String,
}

/// The world of a run.
pub(crate) struct Storm {
    pub(crate) sim: Sim,
    pub(crate) suite: Suite,
    pub(crate) companies: Vec<Company>,
    pub(crate) processes: Processes,
    pub(crate) database: Database,
    pub(crate) sessions: Vec<Session>,
    pub(crate) folder: AppFolder,
    plan: Plan,
    extent: Extent,
    http: reqwest::Client,
}

impl Storm {
    /// Starts WeCom and the servers, and makes the companies.
    pub(crate) async fn brew(extent: Extent, processes: usize, database_url: Option<&str>) -> Result<Self> {
        let sim = Sim::start_seeded(Some(extent.seed)).await;
        let suite = sim.template().await;
        let mut folder = AppFolder::new(&sim.url).await;
        folder.instance("auths.QywxProxyTemp", &config(&suite, &sim.provider_corp_id().await));
        folder.set("server.public_url", "\"http://login.test\"").set("log.level", &format!("\"info,{LOGGED}\""));
        if let Some(url) = database_url {
            folder.set("database.url", &format!("{url:?}"));
        }
        let servers = Processes::start(&folder, processes).await?;
        let database = folder.open_database().await;
        let mut companies = Vec::new();
        for number in 0..extent.corps {
            let corp = sim.corp(&format!("企业{number}"), &["甲", "乙", "丙", "丁", "戊"]).await;
            companies.push(Company::new(corp));
        }
        sim.save_callback_url(&suite, &notify_url(&servers.origins()[0])).await;
        let http = reqwest::Client::builder().timeout(LOGIN).build()?;
        let (plan, sessions) = (Plan::new(extent.seed), Vec::new());
        let storm = Self { sim, suite, companies, processes: servers, database, sessions, folder, plan, extent, http };
        storm.ticket().await;
        storm.deliver(json!({})).await;
        Ok(storm)
    }

    /// Lets everything happen at once.
    pub(crate) async fn rage(&mut self) -> Result<()> {
        let (mut letters, mut calms) = (0, 0);
        while letters < self.extent.events {
            for number in self.plan.affected(self.companies.len()) {
                self.companies[number].act(&self.sim, &self.suite, &mut self.plan).await;
            }
            if self.plan.percent(30) {
                self.ticket().await;
            }
            let mail = self.sim.get("mail").await;
            letters = number(&mail["letters"]);
            self.volley(number(&mail["waiting"]), letters).await?;
            self.sim.advance(1).await;
            if letters / CALM > calms {
                calms = letters / CALM;
                self.calm().await?;
            }
        }
        Ok(())
    }

    /// Lets everything be done, then members log in at every server.
    async fn calm(&mut self) -> Result<()> {
        self.settle().await?;
        for number in self.plan.affected(self.companies.len()) {
            let company = &self.companies[number];
            let (member, server) =
                (self.plan.below(company.corp.members.len()), self.plan.below(self.processes.count()));
            if company.is_authorised && company.is_enabled {
                let origin = &self.processes.origins()[server];
                let userid = company.corp.members[member].clone();
                let answer = log_in(&self.sim, &self.suite, &self.http, origin, company, &userid).await;
                self.sessions.extend(session(number, userid, answer.as_ref()));
            }
        }
        Ok(())
    }

    /// Delivers what waits while members log in and servers are killed.
    async fn volley(&mut self, waiting: usize, letters: usize) -> Result<()> {
        let due = (self.extent.kills * letters.min(self.extent.events)) / self.extent.events.max(1);
        let mut kills = Vec::new();
        for _ in self.processes.kills.len()..due {
            kills.push((self.plan.below(self.processes.count()), self.plan.moment(waiting)));
        }
        let logins = self.people();
        let urls: Vec<String> = self.processes.origins();
        let round = json!({
            "urls": urls.iter().map(|origin| notify_url(origin)).collect::<Vec<_>>(),
            "seed": self.plan.seed(), "shuffle": true, "duplicatePercent": 10, "holdPercent": 20, "atOnce": 8,
        });
        let delivered = AtomicBool::new(false);
        let (sim, suite, http, companies) = (&self.sim, &self.suite, &self.http, &self.companies);
        let deliver = async {
            sim.post("mail/deliver", round).await;
            delivered.store(true, Ordering::SeqCst);
        };
        let log_in = async {
            let mut sessions = Vec::new();
            for (turn, (company, userid)) in logins.into_iter().enumerate() {
                let origin = &urls[turn % urls.len()];
                let answer = log_in(sim, suite, http, origin, &companies[company], &userid).await;
                sessions.extend(session(company, userid, answer.as_ref()));
            }
            sessions
        };
        let (processes, folder) = (&mut self.processes, &self.folder);
        let kill = async {
            for (server, moment) in kills {
                await_moment(sim, moment, &delivered).await;
                processes.kill(server, folder).await?;
            }
            anyhow::Ok(())
        };
        let ((), sessions, killed) = tokio::join!(deliver, log_in, kill);
        self.sessions.extend(sessions);
        killed
    }

    /// Members of companies that have authorised.
    fn people(&mut self) -> Vec<(usize, String)> {
        let mut people = Vec::new();
        for _ in 0..LOGINS {
            let number = self.plan.below(self.companies.len());
            let company = &self.companies[number];
            if company.is_authorised {
                people.push((number, company.corp.members[self.plan.below(company.corp.members.len())].clone()));
            }
        }
        people
    }

    /// Delivers until everything is acknowledged, as far as it comes, and waits until no record is open.
    pub(crate) async fn settle(&mut self) -> Result<()> {
        self.ticket().await;
        let mut before = usize::MAX;
        loop {
            let urls: Vec<String> = self.processes.origins().iter().map(|origin| notify_url(origin)).collect();
            let waiting = number(&self.deliver(json!({ "urls": urls, "atOnce": 4 })).await["waiting"]);
            self.records_done().await?;
            // A callback that is refused because its company is not known may be taken once the records before it are
            // done.
            if waiting == 0 || waiting >= before {
                return Ok(());
            }
            before = waiting;
        }
    }

    async fn records_done(&self) -> Result<()> {
        let open = [CallbackStateName::Pending, CallbackStateName::Running, CallbackStateName::Failed];
        let done = async {
            loop {
                let counts = self.database.callback_records().counts().await?;
                if counts.iter().all(|(state, count)| *count == 0 || !open.contains(state)) {
                    return anyhow::Ok(());
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        // The verdict counts the records that are open even then.
        tokio::time::timeout(SETTLING, done).await.unwrap_or(Ok(()))
    }

    /// Has the provider press 重新获取 secret for these companies.
    pub(crate) async fn reset_secrets(&mut self, corps: &[String]) -> Result<()> {
        for corp in corps {
            let company = self.companies.iter().find(|company| company.corp.id == *corp);
            let company = company.context("a company that nobody made")?;
            self.sim.app(&self.suite, &company.corp, "reset-secret", json!({ "later": true })).await;
        }
        self.settle().await
    }

    /// Everybody of whom the app may know logs in, at every server at once; answers for each company what each said.
    pub(crate) async fn log_everybody_in(&self) -> Vec<Vec<Option<Value>>> {
        let mut answers = Vec::new();
        for company in &self.companies {
            let origins = self.processes.origins();
            let member = &company.corp.members[0];
            let logins = origins.iter().map(|it| log_in(&self.sim, &self.suite, &self.http, it, company, member));
            answers.push(futures::future::join_all(logins).await);
        }
        answers
    }

    /// Whether a session is still good.
    pub(crate) async fn is_alive(&self, session: &Session) -> Result<bool> {
        let url = format!("{}/api/acme/portal/{AUTH_SVC}/getCurrUser", self.processes.origins()[0]);
        let answer: Value =
            self.http.post(url).bearer_auth(&session.token).json(&json!({})).send().await?.json().await?;
        Ok(answer["errcode"] == 0)
    }

    async fn ticket(&self) {
        self.sim.post(&format!("templates/{}/push-ticket", self.suite.id), json!({ "later": true })).await;
    }

    async fn deliver(&self, round: Value) -> Value {
        self.sim.post("mail/deliver", round).await
    }
}

async fn log_in(
    sim: &Sim,
    suite: &Suite,
    http: &reqwest::Client,
    origin: &str,
    company: &Company,
    userid: &str,
) -> Option<Value> {
    let code = if company.is_authorised {
        sim.oauth_code(suite, &company.corp, userid).await
    } else {
        "a-code-of-nobody".to_owned()
    };
    let url = format!("{origin}/api/acme/portal/{SERVICE}/loginByWorkbench");
    let args = json!({ "corpId": company.corp.id, "code": code });
    // Nobody may answer: the server was killed.
    http.post(url).json(&args).send().await.ok()?.json().await.ok()
}

/// The session that a login opened, if it did.
fn session(company: usize, userid: String, answer: Option<&Value>) -> Option<Session> {
    let token = answer?["data"]["token"].as_str()?.to_owned();
    Some(Session { company, userid, token })
}

/// Waits for a moment, or for the end of the deliveries if that comes first.
async fn await_moment(sim: &Sim, moment: Moment, delivered: &AtomicBool) {
    let count = async || match moment {
        Moment::Deliveries(_) => sim.get("mail").await["deliveries"].as_u64().unwrap_or(0),
        Moment::Exchanges(_) => sim.get("calls").await["v2/get_permanent_code"]["ok"].as_u64().unwrap_or(0),
    };
    let (Moment::Deliveries(more) | Moment::Exchanges(more)) = moment;
    let until = count().await + more;
    while count().await <= until && !delivered.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
}

fn number(value: &Value) -> usize {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0)
}
