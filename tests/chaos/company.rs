//! `Company`: a company as the run knows it, and how something happens to it in the simulator. Every event goes into the
//! simulator's mail bag, to be delivered when and how the run likes.

use reqwest::Method;
use serde_json::{Value, json};

use super::plan::{Action, Plan};
use wecom_simulator::client::{Corp, Suite};

use crate::sim::Sim;

/// Members that a company keeps, whoever leaves.
const STAYING: usize = 2;

/// A company and how its app stands.
pub(crate) struct Company {
    pub(crate) corp: Corp,
    pub(crate) is_authorised: bool,
    pub(crate) is_enabled: bool,
}

impl Company {
    pub(crate) fn new(corp: Corp) -> Self {
        Self { corp, is_authorised: false, is_enabled: false }
    }

    /// Something happens.
    pub(crate) async fn act(&mut self, sim: &Sim, suite: &Suite, plan: &mut Plan) {
        let mut action = plan.action(self.is_authorised, self.is_enabled);
        if action == Action::MemberLeaves && self.corp.members.len() <= STAYING {
            action = Action::UpdateMember;
        }
        match action {
            Action::Authorise => self.authorise(sim, suite).await,
            Action::Cancel => {
                self.app(sim, suite, "cancel", json!({})).await;
                self.is_authorised = false;
            }
            Action::ResetSecret => self.app(sim, suite, "reset-secret", json!({})).await,
            Action::Disable => {
                self.app(sim, suite, "disable", json!({})).await;
                self.is_enabled = false;
            }
            Action::Enable => {
                self.app(sim, suite, "enable", json!({})).await;
                self.is_enabled = true;
            }
            Action::ChangeRange => {
                let mut seen = self.corp.members.clone();
                let range =
                    if plan.percent(30) { json!({}) } else { json!({ "userids": without_one(&mut seen, plan) }) };
                self.app(sim, suite, "visible-range", range).await;
            }
            Action::UpdateMember => {
                let body = json!({ "department": [1 + plan.below(5)], "later": true });
                sim.call(Method::PATCH, &self.member_path(plan.below(self.corp.members.len())), body).await;
            }
            Action::MemberLeaves => {
                let leaver = plan.below(self.corp.members.len());
                sim.call(Method::DELETE, &self.member_path(leaver), json!({ "later": true })).await;
                self.corp.members.remove(leaver);
            }
        }
    }

    async fn authorise(&mut self, sim: &Sim, suite: &Suite) {
        let body = json!({ "corpId": self.corp.id, "later": true });
        sim.post(&format!("templates/{}/authorize", suite.id), body).await;
        if !self.is_authorised {
            // A new installation: it runs, and its own callback is the template's.
            sim.app(suite, &self.corp, "callback", json!({})).await;
            (self.is_authorised, self.is_enabled) = (true, true);
        }
    }

    async fn app(&self, sim: &Sim, suite: &Suite, action: &str, mut body: Value) {
        body["later"] = json!(true);
        sim.app(suite, &self.corp, action, body).await;
    }

    fn member_path(&self, member: usize) -> String {
        format!("corps/{}/members/{}", self.corp.id, self.corp.members[member])
    }
}

fn without_one(members: &mut Vec<String>, plan: &mut Plan) -> Vec<String> {
    members.remove(plan.below(members.len()));
    std::mem::take(members)
}
