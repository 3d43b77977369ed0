//! `MemberCheck`: when an identity provider was last asked whether somebody still is a member, and last said so.

use std::time::Duration;

use clock::Timestamp;

use crate::{engine::set_back::noted_before, entity::member_check::Model};

/// A member as sessions know them: what an identity provider can be asked about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemberKey {
    /// Full name of the login type.
    pub login_type: String,
    /// The realm of revocations within the login type: for WeCom the suite.
    pub realm: String,
    /// The company.
    pub corp_id: String,
    /// The id within the company.
    pub subject: String,
}

/// The knowledge of a member's membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberCheck {
    /// Whose.
    pub member: MemberKey,
    /// When the provider last said that they are a member.
    pub confirmed_at: Timestamp,
    /// When the provider was last asked.
    pub asked_at: Timestamp,
    /// Until when somebody has the turn to ask; the epoch while nobody has.
    pub leased_until: Timestamp,
}

impl MemberCheck {
    /// Whether the provider is to be asked at `now`: it did not confirm the member for `period`, and was not asked for
    /// `pause`. A moment that is dated ahead was noted before the clock was set back, and counts as long ago.
    pub fn is_due(&self, now: Timestamp, period: Duration, pause: Duration) -> bool {
        self.is_stale(now, period) && is_past(self.asked_at, now, pause)
    }

    /// Whether the provider did not confirm the member for `period` before `now`.
    pub fn is_stale(&self, now: Timestamp, period: Duration) -> bool {
        is_past(self.confirmed_at, now, period)
    }

    /// Whether somebody is asking at `now` who began less than `patience` ago.
    pub fn is_under_way(&self, now: Timestamp, patience: Duration) -> bool {
        now < self.leased_until && !is_past(self.asked_at, now, patience)
    }
}

fn is_past(moment: Timestamp, now: Timestamp, duration: Duration) -> bool {
    moment + duration <= now || moment.as_millis() > noted_before(now)
}

impl From<Model> for MemberCheck {
    fn from(row: Model) -> Self {
        let Model { login_type, realm, corp_id, subject, .. } = row;
        Self {
            member: MemberKey { login_type, realm, corp_id, subject },
            confirmed_at: Timestamp::from_millis(row.confirmed_at),
            asked_at: Timestamp::from_millis(row.asked_at),
            leased_until: Timestamp::from_millis(row.leased_until),
        }
    }
}
