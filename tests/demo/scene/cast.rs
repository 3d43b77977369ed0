//! The companies and their members.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::{SERVICE, Suite};

use super::{Scene, until};
use crate::{
    app::INSTANCES,
    fields::{plain, text},
    report::Report,
};

/// A company, the suite it has authorised and its organisation code.
#[derive(Clone)]
pub(crate) struct Corp {
    pub(crate) name: &'static str,
    pub(crate) id: String,
    pub(crate) org_code: &'static str,
    pub(crate) agent_id: String,
    pub(crate) suite: Suite,
    /// The path of the suite's instance below the app.
    pub(crate) instance: &'static str,
    pub(crate) members: Vec<Member>,
    /// The company as the simulator has it.
    pub(crate) wecom: tests::Corp,
}

/// A member of a company.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) name: &'static str,
}

/// Name, organisation code, members, and which suite.
const CAST: [(&str, &str, [&str; 3], usize); 3] = [
    ("极光科技 Aurora", "aurora", ["林晓 Lin", "陈默 Chen", "周宁 Zhou"], 0),
    ("北风贸易 Borealis", "borealis", ["何川 He", "苏禾 Su", "罗岚 Luo"], 0),
    ("卷云设计 Cirrus", "cirrus", ["白露 Bai", "唐果 Tang", "魏来 Wei"], 1),
];

impl Scene {
    /// Makes the companies, each with its authorisation and its organisation code.
    pub(super) async fn welcome_all(&mut self, report: &mut Report) -> Result<()> {
        for (name, org_code, members, suite) in CAST {
            let mut corp = self.found(name, org_code, &members, suite).await;
            self.welcome(report, &mut corp).await?;
            self.corps.push(corp);
        }
        Ok(())
    }

    /// Makes the first of the companies alone, for a tool.
    ///
    /// # Errors
    /// When the server does not take its authorisation.
    pub(crate) async fn welcome_first(&mut self) -> Result<()> {
        let (name, org_code, members, suite) = CAST[0];
        self.sim.verify_url(&self.suites[suite]).await;
        self.sim.push_ticket(&self.suites[suite]).await;
        let corp = self.found(name, org_code, &members, suite).await;
        self.authorise(&corp).await?;
        self.set_code_once_authorised(&corp).await;
        self.corps.push(corp);
        Ok(())
    }

    async fn welcome(&self, report: &mut Report, corp: &mut Corp) -> Result<()> {
        let (name, org_code) = (corp.name, corp.org_code);
        let create_auth = async || {
            let (agent, outcome) = self.authorise(corp).await?;
            Ok((agent, format!("{name}: {outcome}")))
        };
        corp.agent_id = report.step("create_auth", create_auth).await?;
        let set_code = async || {
            let after = self.set_code_once_authorised(corp).await;
            Ok(((), format!("{name} is `{org_code}`; {after}")))
        };
        report.step("setCode", set_code).await?;
        let login_config = async || {
            let arguments = json!({ "code": org_code });
            let data = self.call(self.nobody(), SERVICE, "getLoginConfigByCode", arguments).await.ok();
            ensure!(text(&data, "corpId")? == corp.id, "another corp: {data}");
            ensure!(plain(data.get("agentId")) == corp.agent_id, "not agent {}: {data}", corp.agent_id);
            Ok(((), format!("agentId {} is stored", corp.agent_id)))
        };
        report.step("getLoginConfigByCode", login_config).await?;
        let online = async || {
            for action in ["publish", "callback"] {
                self.sim.app(&corp.suite, &corp.wecom, action, json!({})).await;
            }
            let outcome = self.sim.app(&corp.suite, &corp.wecom, "verify-callback", json!({})).await;
            Ok(((), accepted(&outcome)?))
        };
        report.step("app online, with a callback URL of its own", online).await
    }

    /// Makes a company in WeCom.
    pub(crate) async fn found(
        &self,
        name: &'static str,
        org_code: &'static str,
        members: &[&'static str],
        suite: usize,
    ) -> Corp {
        let wecom = self.sim.corp(name, members).await;
        let members = wecom.members.iter().cloned().zip(members).map(|(id, name)| Member { id, name }).collect();
        Corp {
            name,
            id: wecom.id.clone(),
            org_code,
            agent_id: String::new(),
            suite: self.suites[suite].clone(),
            instance: INSTANCES[suite],
            members,
            wecom,
        }
    }

    /// Lets a company authorise its suite; answers its agent id and the outcome of the push.
    ///
    /// # Errors
    /// When the server does not answer `success`.
    pub(crate) async fn authorise(&self, corp: &Corp) -> Result<(String, String)> {
        let answer = self.sim.authorise(&corp.suite, &corp.wecom, self.host()).await;
        let outcome = accepted(&answer)?;
        Ok((plain(answer.get("agentId")), outcome))
    }

    /// Sets the organisation code, as soon as the server has worked off the authorisation.
    pub(crate) async fn set_code_once_authorised(&self, corp: &Corp) -> String {
        let mut refusal = "authorised at once".to_owned();
        until("the server knows the corp", async || {
            let arguments = json!({ "corpId": corp.id, "code": corp.org_code });
            let answer = self.call(self.administrator(), SERVICE, "setCode", arguments).await;
            if answer.is_ok() {
                return Some(());
            }
            refusal = format!("before: {}", answer.refusal());
            None
        })
        .await;
        refusal
    }
}

/// The outcome of the pushes in an answer of the simulator.
///
/// # Errors
/// When one was not answered as WeCom wants it, or there was none.
pub(crate) fn accepted(answer: &Value) -> Result<String> {
    let mut outcomes = Vec::new();
    collect_outcomes(answer, &mut outcomes);
    ensure!(!outcomes.is_empty(), "nothing was pushed: {answer}");
    for outcome in &outcomes {
        ensure!(outcome["ok"] == true, "answered with {} {} {}", outcome["status"], outcome["body"], outcome["error"]);
    }
    let slowest = outcomes.iter().filter_map(|outcome| outcome["durationMs"].as_u64()).max().unwrap_or(0);
    Ok(format!("accepted in {slowest} ms"))
}

fn collect_outcomes<'v>(value: &'v Value, into: &mut Vec<&'v Value>) {
    match value {
        Value::Object(fields) if fields.contains_key("ok") && fields.contains_key("durationMs") => into.push(value),
        Value::Object(fields) => fields.values().for_each(|value| collect_outcomes(value, into)),
        Value::Array(items) => items.iter().for_each(|value| collect_outcomes(value, into)),
        _ => {}
    }
}
