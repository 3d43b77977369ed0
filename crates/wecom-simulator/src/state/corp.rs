//! Corps and their members.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::app::App;

/// A member's status as user/get numbers it (96255).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub(crate) enum MemberStatus {
    Active,
    Disabled,
    Inactive,
    Left,
}

impl From<MemberStatus> for u8 {
    fn from(status: MemberStatus) -> Self {
        match status {
            MemberStatus::Active => 1,
            MemberStatus::Disabled => 2,
            MemberStatus::Inactive => 4,
            MemberStatus::Left => 5,
        }
    }
}

impl TryFrom<u8> for MemberStatus {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        match number {
            1 => Ok(Self::Active),
            2 => Ok(Self::Disabled),
            4 => Ok(Self::Inactive),
            5 => Ok(Self::Left),
            _ => Err(format!("status {number} must be 1 (active), 2 (disabled), 4 (inactive) or 5 (left)")),
        }
    }
}

/// A member of a corp, under the id the provider sees, which is the one that the simulator goes by.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member {
    pub(crate) userid: String,
    /// The id the corp itself sees.
    pub(crate) plain_userid: String,
    pub(crate) name: String,
    pub(crate) department: Vec<u32>,
    pub(crate) status: MemberStatus,
}

/// A corp: plain id for itself, encrypted id for the provider (97104).
#[expect(clippy::struct_field_names, reason = "WeCom's word for the id, in every API")]
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Corp {
    /// The encrypted id: the only one the provider's APIs take.
    pub(crate) corp_id: String,
    pub(crate) plain_corp_id: String,
    pub(crate) name: String,
    pub(crate) members: Vec<Member>,
    #[serde(skip)]
    pub(crate) next_agent_id: u32,
}

impl Corp {
    /// The member of exactly this id: ids are case-sensitive (97104).
    pub(crate) fn member(&self, userid: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.userid == userid)
    }

    /// The member whom the app knows by this id.
    pub(crate) fn member_of(&self, app: &App, id: &str) -> Option<&Member> {
        self.members.iter().find(|member| app.userid_of(member) == id)
    }

    /// A plain userid that nobody has.
    pub(crate) fn free_plain_userid(&self) -> String {
        let taken = |id: &String| self.members.iter().any(|member| member.plain_userid == *id);
        let mut ids = (self.members.len() + 1..).map(|number| format!("member{number:03}"));
        ids.find(|id| !taken(id)).unwrap_or_default()
    }

    /// A member, to be changed.
    pub(crate) fn member_mut(&mut self, userid: &str) -> Option<&mut Member> {
        self.members.iter_mut().find(|member| member.userid == userid)
    }

    /// Department ids with their parents: the root, and under it whatever members name.
    pub(crate) fn departments(&self) -> BTreeMap<u32, u32> {
        let named = self.members.iter().flat_map(|member| member.department.iter().copied());
        let mut departments: BTreeMap<u32, u32> = named.map(|id| (id, 1)).collect();
        departments.insert(1, 0);
        departments
    }

    /// The next free agentid of this corp.
    pub(crate) fn take_agent_id(&mut self) -> u32 {
        let id = self.next_agent_id;
        self.next_agent_id += 1;
        id
    }
}
