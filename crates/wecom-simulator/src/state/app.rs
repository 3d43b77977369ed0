//! Apps: one for each template that a corp has authorised.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{corp::Member, template::Callback};

/// Which app: template, or agentid where there is none, and encrypted corp id.
pub(crate) type AppKey = (String, String);

/// The state of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AppStatus {
    /// Created by the scan, not yet published (97201).
    Developing,
    Online,
    /// Switched off by the corp's admin.
    Disabled,
    /// Unused for long: 48006.
    Suspended,
    /// The corp has withdrawn the authorisation.
    Cancelled,
}

/// The owner of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AppKind {
    /// Developed by the provider, from its template (代开发).
    Customized,
    /// The corp's own (自建): no provider, no encrypted ids.
    SelfBuilt,
}

/// Whether members hold a base licence (97176).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Licence {
    Licensed,
    Unlicensed,
}

/// The members who may use the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Visible {
    Everyone,
    Members(BTreeSet<String>),
    /// Departments and tags beside the members; anybody may belong to one.
    Mixed {
        members: BTreeSet<String>,
        departments: Vec<u32>,
        tags: Vec<u32>,
    },
}

impl Visible {
    /// Whether the member is in the visible range.
    pub(crate) fn includes(&self, userid: &str) -> bool {
        match self {
            Self::Everyone | Self::Mixed { .. } => true,
            Self::Members(members) => members.contains(userid),
        }
    }
}

/// An app in a corp.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct App {
    pub(crate) kind: AppKind,
    /// The template; of a self-built app the agentid, which no template has for an id.
    pub(crate) suite_id: String,
    pub(crate) corp_id: String,
    pub(crate) agent_id: u32,
    pub(crate) name: String,
    pub(crate) status: AppStatus,
    /// Of a self-built app its secret.
    pub(crate) permanent_code: String,
    pub(crate) former_permanent_codes: Vec<String>,
    /// How often an auth code of this app was exchanged.
    pub(crate) exchanges: u32,
    pub(crate) trusted_domains: Vec<String>,
    pub(crate) visible: Visible,
    pub(crate) permissions: BTreeSet<String>,
    pub(crate) callback: Callback,
    pub(crate) licence: Licence,
}

impl App {
    /// The key it is found by.
    pub(crate) fn key(&self) -> AppKey {
        (self.suite_id.clone(), self.corp_id.clone())
    }

    /// The member's id as the app has it: encrypted for the provider, plain for the corp itself (97104).
    pub(crate) fn userid_of<'a>(&self, member: &'a Member) -> &'a str {
        match self.kind {
            AppKind::Customized => &member.userid,
            AppKind::SelfBuilt => &member.plain_userid,
        }
    }

    /// Whether the administrator granted the permission.
    pub(crate) fn grants(&self, permission: &str) -> bool {
        self.permissions.contains(permission)
    }

    /// Whether `authority` (`host[:port]`) is exactly one of the trusted domains (96441).
    pub(crate) fn trusts(&self, authority: &str) -> bool {
        self.trusted_domains.iter().any(|domain| domain.eq_ignore_ascii_case(authority))
    }
}
