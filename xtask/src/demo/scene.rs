//! `Scene`: two suites and the companies that have authorised them, made through WeCom's and the server's front doors.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use url::Url;

use super::{
    app::{APP, Suite},
    programs::Programs,
    report::Report,
    rpc::{AUTH_SERVICE, Answer, Rpc, SHARED_SERVICE},
    stack::Stack,
    wecom::{Wecom, text},
};
use crate::{interrupt::wait_for, process::Service};

/// The server answers callbacks first and works later: this long at most.
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// A running demo.
pub(crate) struct Scene<'a> {
    pub(crate) stack: Stack<'a>,
    pub(crate) wecom: Wecom,
    pub(crate) rpc: Rpc,
    /// The administrator's token.
    pub(crate) admin: String,
    /// Two of the first suite, one of the second.
    pub(crate) corps: Vec<Corp>,
}

/// A company, the suite it has authorised and its organisation code.
#[derive(Clone)]
pub(crate) struct Corp {
    pub(crate) name: &'static str,
    pub(crate) id: String,
    pub(crate) org_code: &'static str,
    pub(crate) agent_id: String,
    pub(crate) suite: Suite,
    pub(crate) members: Vec<Member>,
}

/// A member of a company.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// Name, organisation code, members, and which suite.
const CAST: [(&str, &str, [&str; 3], usize); 3] = [
    ("极光科技 Aurora", "aurora", ["林晓 Lin", "陈默 Chen", "周宁 Zhou"], 0),
    ("北风贸易 Borealis", "borealis", ["何川 He", "苏禾 Su", "罗岚 Luo"], 0),
    ("卷云设计 Cirrus", "cirrus", ["白露 Bai", "唐果 Tang", "魏来 Wei"], 1),
];

impl<'a> Scene<'a> {
    /// Starts everything and lets the companies authorise.
    ///
    /// # Errors
    /// At the first step that fails; it is printed.
    pub(crate) fn prepare(programs: &'a Programs, log_level: &str, report: &mut Report) -> Result<Self> {
        let stack = report.step("start", || {
            let stack = Stack::start(programs, log_level)?;
            let detail = format!("server {}, simulator {}", stack.public_url(), stack.simulator_origin());
            Ok((stack, detail))
        })?;
        let wecom = Wecom::new(stack.simulator_origin());
        let rpc = Rpc::new(stack.public_url(), APP);
        let mut scene = Self { stack, wecom, rpc, admin: String::new(), corps: Vec::new() };
        match scene.furnish(report) {
            Ok(()) => Ok(scene),
            Err(error) => {
                scene.keep_files();
                Err(error)
            }
        }
    }

    fn furnish(&mut self, report: &mut Report) -> Result<()> {
        self.admin = report.step("token create", || {
            let printed = self.stack.command(&["token", "create", "--name", "demo", "--json"])?;
            let token = text(printed.first().context("nothing is printed")?, "token")?;
            self.rpc.keep(&token);
            ensure!(token.starts_with("wlp_"), "a personal access token begins with wlp_");
            Ok((token, "wlp_…".to_owned()))
        })?;
        self.connect_suites(report)?;
        for (name, org_code, members, suite) in CAST {
            let suite = self.stack.suites()[suite].clone();
            let corp = self.welcome(report, name, org_code, &members, suite)?;
            self.corps.push(corp);
        }
        Ok(())
    }

    /// Leaves configuration, database and logs where they are, for whoever looks for the reason of a failure.
    pub(crate) fn keep_files(&mut self) {
        self.stack.keep_files();
        println!("\nFiles and logs are kept in {}", self.stack.folder().display());
    }

    fn connect_suites(&self, report: &mut Report) -> Result<()> {
        for suite in self.stack.suites() {
            let template = format!("templates/{}", suite.id);
            report.step("URL verification", || {
                let outcome = self.wecom.post(&format!("{template}/verify-url"), json!({}))?;
                Ok(((), format!("{}: {}", suite.id, accepted(&outcome)?)))
            })?;
            report.step("suite_ticket", || {
                let outcome = self.wecom.post(&format!("{template}/push-ticket"), json!({}))?;
                Ok(((), format!("{}: {}", suite.id, accepted(&outcome)?)))
            })?;
        }
        Ok(())
    }

    /// Makes a company, lets it authorise the suite and gives it its organisation code.
    ///
    /// # Errors
    /// At the first step that fails; it is printed.
    pub(crate) fn welcome(
        &self,
        report: &mut Report,
        name: &'static str,
        org_code: &'static str,
        members: &[&str],
        suite: Suite,
    ) -> Result<Corp> {
        let mut corp = self.found(name, org_code, members, suite)?;
        corp.agent_id = report.step("create_auth", || {
            let (agent, outcome) = self.authorise(&corp.suite, &corp.id)?;
            Ok((agent, format!("{name}: {outcome}")))
        })?;
        report.step("setCode", || {
            let after = self.set_code_once_authorised(&corp)?;
            Ok(((), format!("{name} is `{org_code}`; {after}")))
        })?;
        report.step("getLoginConfigByCode", || {
            let data = self.rpc.call(AUTH_SERVICE, "getLoginConfigByCode", json!({ "code": org_code }))?.data()?;
            ensure!(text(&data, "corpId")? == corp.id, "another corp: {data}");
            ensure!(plain(data.get("agentId")) == corp.agent_id, "not agent {}: {data}", corp.agent_id);
            Ok(((), format!("agentId {} is stored", corp.agent_id)))
        })?;
        report.step("app online, with a callback URL of its own", || {
            for action in ["publish", "callback"] {
                self.wecom.app(&corp.suite.id, &corp.id, action, json!({}))?;
            }
            let outcome = self.wecom.app(&corp.suite.id, &corp.id, "verify-callback", json!({}))?;
            Ok(((), accepted(&outcome)?))
        })?;
        Ok(corp)
    }

    /// Makes a company in WeCom.
    ///
    /// # Errors
    /// When the simulator refuses.
    pub(crate) fn found(
        &self,
        name: &'static str,
        org_code: &'static str,
        members: &[&str],
        suite: Suite,
    ) -> Result<Corp> {
        let people: Vec<_> = members.iter().map(|name| json!({ "name": name })).collect();
        let corp = self.wecom.post("corps", json!({ "name": name, "members": people }))?;
        let listed = corp.get("members").and_then(Value::as_array).context("a corp without members")?;
        let members = listed.iter().map(|member| {
            let id = text(member, "userid")?;
            Ok(Member { id, name: text(member, "name")? })
        });
        let members = members.collect::<Result<Vec<_>>>()?;
        Ok(Corp { name, id: text(&corp, "corpId")?, org_code, agent_id: String::new(), suite, members })
    }

    /// Lets a company authorise a suite; answers its agent id and what became of the push.
    ///
    /// # Errors
    /// When the simulator refuses or the server does not answer `success`.
    pub(crate) fn authorise(&self, suite: &Suite, corp_id: &str) -> Result<(String, String)> {
        let request = json!({ "corpId": corp_id, "trustedDomains": [self.stack.public_host()] });
        let answer = self.wecom.post(&format!("templates/{}/authorize", suite.id), request)?;
        let outcome = accepted(&answer)?;
        Ok((plain(answer.get("agentId")), outcome))
    }

    /// Sets the organisation code, as soon as the server has worked off the authorisation.
    ///
    /// # Errors
    /// When that takes too long.
    pub(crate) fn set_code_once_authorised(&self, corp: &Corp) -> Result<String> {
        let mut refusal = "authorised at once".to_owned();
        let arguments = json!({ "corpId": corp.id, "code": corp.org_code });
        let set = wait_for("the server knows the corp", SOON, || {
            match self.rpc.call_as(&self.admin, AUTH_SERVICE, "setCode", arguments.clone())? {
                Answer::Data(_) => Ok(Some(())),
                Answer::Refused(code, message) => {
                    refusal = format!("before: {code}: {message}");
                    Ok(None)
                }
            }
        });
        set.with_context(|| refusal.clone())?;
        Ok(refusal)
    }

    /// Logs a member in through the workbench; answers what `loginByWorkbench` answers.
    ///
    /// # Errors
    /// When no code can be had.
    pub(crate) fn try_login(&self, corp: &Corp, member: &Member) -> Result<Answer> {
        let code = self.wecom.oauth_code(&corp.suite.id, &corp.id, &member.id)?;
        self.rpc.call(AUTH_SERVICE, "loginByWorkbench", json!({ "corpId": corp.id, "code": code }))
    }

    /// Logs a member in through the workbench; answers the access token.
    ///
    /// # Errors
    /// When the login is refused.
    pub(crate) fn login(&self, corp: &Corp, member: &Member) -> Result<Value> {
        self.try_login(corp, member)?.data().with_context(|| format!("{} of {}", member.name, corp.name))
    }

    /// The answer of `getCurrUser` to an access token.
    ///
    /// # Errors
    /// When the answer is no envelope.
    pub(crate) fn current_user(&self, token: &str) -> Result<Answer> {
        self.rpc.call_as(token, SHARED_SERVICE, "getCurrUser", json!({}))
    }

    /// Waits until an access token is refused.
    ///
    /// # Errors
    /// When it is still good after 10 s.
    pub(crate) fn until_dead(&self, token: &str) -> Result<String> {
        wait_for("the session ends", SOON, || Ok(self.current_user(token)?.refusal().ok()))
    }

    /// A page of the app.
    ///
    /// # Errors
    /// The issuer of the app's access tokens.
    pub(crate) fn issuer(&self) -> String {
        format!("{}/{}", self.stack.public_url(), APP.replace('.', "/"))
    }

    /// Never with a path that is one.
    pub(crate) fn page(&self, path: &str) -> Result<Url> {
        Ok(Url::parse(&format!("{}/{}/{path}", self.stack.public_url(), APP.replace('.', "/")))?)
    }

    /// Both processes.
    pub(crate) fn services(&mut self) -> [&mut Service; 2] {
        self.stack.services()
    }

    /// Prints where to click.
    ///
    /// # Errors
    /// Never with the demo's own paths.
    pub(crate) fn introduce(&self) -> Result<()> {
        println!("\nSign in: open one, press the button, pick a member on the QR page");
        for corp in &self.corps {
            println!("  {}?code={:<10} {} ({})", self.page("login")?, corp.org_code, corp.name, corp.id);
        }
        let corp = &self.corps[0];
        println!("\nInside WeCom      {}?corpId={} (user agent with `wxwork`)", self.page("login")?, corp.id);
        println!("The local WeCom   {}/_sim/", self.wecom.origin());
        println!("The API           {}/docs", self.stack.public_url());
        println!("Administrator     Authorization: Bearer {}", self.admin);
        println!("Files and logs    {}", self.stack.folder().display());
        println!("\nCtrl-C stops both and removes the files.");
        Ok(())
    }
}

/// An id that is a number or a text.
pub(crate) fn plain(value: Option<&Value>) -> String {
    value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).unwrap_or_default()
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
        let good = outcome.get("ok").and_then(Value::as_bool) == Some(true);
        ensure!(good, "answered with {} {} {}", outcome["status"], outcome["body"], outcome["error"]);
    }
    let slowest = outcomes.iter().filter_map(|outcome| outcome.get("durationMs")?.as_u64()).max().unwrap_or(0);
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
