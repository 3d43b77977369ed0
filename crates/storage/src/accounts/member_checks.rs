//! Member checks: of all processes one at a time asks about a member, and all know what came of it.

use std::time::Duration;

use clock::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};

use crate::{
    Access, MemberCheck, MemberKey, StorageError,
    engine::reach::{insert_if_absent, remove_where},
    engine::set_back::noted_before,
    entity::member_check::{ActiveModel, Column, Entity},
};

/// `leased_until` while nobody asks.
const FREE: i64 = 0;

/// When identity providers were asked about members.
pub struct MemberChecks<'a, A>(pub(crate) &'a A);

impl<A: Access> MemberChecks<'_, A> {
    /// The check of a member.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, member: &MemberKey) -> Result<Option<MemberCheck>, StorageError> {
        Ok(Entity::find_by_id(id(member)).one(self.0.writer()).await?.map(MemberCheck::from))
    }

    /// Notes that the provider said at `at`, at a login, that somebody is a member.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn confirm(&self, member: &MemberKey, at: Timestamp) -> Result<(), StorageError> {
        let check = MemberCheck {
            member: member.clone(),
            confirmed_at: at,
            asked_at: at,
            leased_until: Timestamp::from_millis(FREE),
        };
        // Looked for before it is added: on MySQL a conflict leaves a lock that two may hold.
        if self.replace(&check, Column::AskedAt.lte(at.as_millis())).await? || self.lookup(member).await?.is_some() {
            return Ok(());
        }
        // A login of the same moment may have added it meanwhile, with the same in it.
        insert_if_absent(self.0.writer(), row(&check)).await.map(drop)
    }

    /// Gives the turn to ask about a member until `until`, if nothing happened since `seen` was looked up; answers
    /// whether it did. `seen` may be of a member that is not noted yet.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn claim(&self, seen: &MemberCheck, now: Timestamp, until: Timestamp) -> Result<bool, StorageError> {
        let claimed = MemberCheck { asked_at: now, leased_until: until, ..seen.clone() };
        let unchanged = Column::AskedAt
            .eq(seen.asked_at.as_millis())
            .and(Column::ConfirmedAt.eq(seen.confirmed_at.as_millis()))
            .and(Column::LeasedUntil.eq(seen.leased_until.as_millis()));
        if self.replace(&claimed, unchanged).await? {
            return Ok(true);
        }
        let is_noted = self.lookup(&seen.member).await?.is_some();
        Ok(!is_noted && insert_if_absent(self.0.writer(), row(&claimed)).await?.is_some())
    }

    /// Ends the turn that began at `claimed_at`, with whether the provider confirmed the member; does nothing when a login
    /// confirmed them since.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn finish(
        &self,
        member: &MemberKey,
        claimed_at: Timestamp,
        confirmed: Option<Timestamp>,
    ) -> Result<(), StorageError> {
        let mut change = ActiveModel { leased_until: Set(FREE), ..Default::default() };
        if let Some(at) = confirmed {
            change.confirmed_at = Set(at.as_millis());
        }
        Entity::update_many()
            .set(change)
            .filter(of_member(member))
            .filter(Column::AskedAt.eq(claimed_at.as_millis()))
            .exec(self.0.writer())
            .await?;
        Ok(())
    }

    /// Forgets a member who was last asked about at `asked_at`.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove(&self, member: &MemberKey, asked_at: Timestamp) -> Result<(), StorageError> {
        let asked_then = of_member(member).add(Column::AskedAt.eq(asked_at.as_millis()));
        Entity::delete_many().filter(asked_then).exec(self.0.writer()).await?;
        Ok(())
    }

    /// The member who was asked about longest ago, if that is `period` or, after a question in vain, `pause` before `now`.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn longest_unasked(
        &self,
        now: Timestamp,
        period: Duration,
        pause: Duration,
    ) -> Result<Option<MemberCheck>, StorageError> {
        let ahead = noted_before(now);
        let in_vain = Condition::all()
            .add(Column::ConfirmedAt.lte((now - period).as_millis()))
            .add(Column::AskedAt.lte((now - pause).as_millis()));
        let due = Condition::any()
            .add(Column::AskedAt.lte((now - period).as_millis()))
            .add(Column::AskedAt.gt(ahead))
            .add(in_vain);
        let free = Column::LeasedUntil.lte(now.as_millis()).or(Column::AskedAt.gt(ahead));
        let first = Entity::find().filter(due).filter(free).order_by_asc(Column::AskedAt);
        Ok(first.one(self.0.writer()).await?.map(MemberCheck::from))
    }

    /// How many members are noted.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn count(&self) -> Result<u64, StorageError> {
        Ok(Entity::find().count(self.0.reader()).await?)
    }

    /// Gives a member's note to the id that the company gave them.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn rename(
        &self,
        login_type: &str,
        corp_id: &str,
        subject: &str,
        new_subject: &str,
    ) -> Result<(), StorageError> {
        let of = |subject: &str| {
            let of_corp = Condition::all().add(Column::LoginType.eq(login_type)).add(Column::CorpId.eq(corp_id));
            of_corp.add(Column::Subject.eq(subject))
        };
        // The member who had the new id before is gone.
        Entity::delete_many().filter(of(new_subject)).exec(self.0.writer()).await?;
        Entity::update_many()
            .col_expr(Column::Subject, Expr::value(new_subject))
            .filter(of(subject))
            .exec(self.0.writer())
            .await?;
        Ok(())
    }

    /// Ends every turn; for the start of the one process that uses this database.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn end_all(&self) -> Result<(), StorageError> {
        let free = ActiveModel { leased_until: Set(FREE), ..Default::default() };
        Entity::update_many().set(free).filter(Column::LeasedUntil.gt(FREE)).exec(self.0.writer()).await?;
        Ok(())
    }

    /// Removes the members who were last asked about before `moment`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_before(&self, moment: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::AskedAt.lt(moment.as_millis())).await
    }

    /// Writes a check over the one that is there, if that fits; answers whether it did.
    async fn replace(&self, check: &MemberCheck, fits: SimpleExpr) -> Result<bool, StorageError> {
        let change = ActiveModel {
            confirmed_at: Set(check.confirmed_at.as_millis()),
            asked_at: Set(check.asked_at.as_millis()),
            leased_until: Set(check.leased_until.as_millis()),
            ..Default::default()
        };
        let changed = Entity::update_many()
            .set(change)
            .filter(of_member(&check.member))
            .filter(fits)
            .exec(self.0.writer())
            .await?;
        Ok(changed.rows_affected == 1)
    }
}

fn id(member: &MemberKey) -> (String, String, String, String) {
    let MemberKey { login_type, realm, corp_id, subject } = member.clone();
    (login_type, realm, corp_id, subject)
}

fn of_member(member: &MemberKey) -> Condition {
    Condition::all()
        .add(Column::LoginType.eq(member.login_type.as_str()))
        .add(Column::Realm.eq(member.realm.as_str()))
        .add(Column::CorpId.eq(member.corp_id.as_str()))
        .add(Column::Subject.eq(member.subject.as_str()))
}

fn row(check: &MemberCheck) -> ActiveModel {
    let (login_type, realm, corp_id, subject) = id(&check.member);
    ActiveModel {
        login_type: Set(login_type),
        realm: Set(realm),
        corp_id: Set(corp_id),
        subject: Set(subject),
        confirmed_at: Set(check.confirmed_at.as_millis()),
        asked_at: Set(check.asked_at.as_millis()),
        leased_until: Set(check.leased_until.as_millis()),
    }
}
