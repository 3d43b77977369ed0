//! Sessions: what a login opens and a log-out or a revocation ends.

mod counts;

use std::time::Duration;

use clock::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use secrecy::SecretString;

use crate::{
    Access, LoginOrigin, MemberKey, StorageError,
    engine::column::{millis, moment},
    engine::reach::remove_where,
    engine::{sealing::Cell, set_back::noted_before},
    entity::session::{ActiveModel, Column, Entity, Model},
};

/// For how long clients may have to be told of the end of a session: the three days of trying, and one to spare.
const CLIENTS_ARE_TOLD_WITHIN: Duration = Duration::from_hours(4 * 24);

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// Its user.
    pub user_id: String,
    /// Where it comes from.
    pub origin: LoginOrigin,
    /// Where the user is, in the caller's words.
    pub platform: String,
    /// The hash of the cookie that signs a browser in to it; unique.
    pub browser_hash: Option<String>,
    /// When its user was recognised.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
    /// Why it was ended.
    pub revoke_reason: Option<String>,
    /// The first session of this member at this browser, which this one continues; `None` of a first one. All of them end
    /// together.
    pub continues: Option<String>,
}

impl Session {
    /// The id of the first session of this member at this browser.
    pub fn first(&self) -> &str {
        self.continues.as_deref().unwrap_or(&self.id)
    }
}

/// Which sessions to end: those that fit everything that is given. Nothing given fits no session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// Only the session of this id.
    pub id: Option<String>,
    /// Only sessions of this realm.
    pub realm: Option<String>,
    /// Only sessions in this company.
    pub corp_id: Option<String>,
    /// Only sessions of this subject.
    pub subject: Option<String>,
    /// Only sessions of this user.
    pub user_id: Option<String>,
    /// Only sessions that this login type opened.
    pub login_type: Option<String>,
    /// Only sessions of this app.
    pub app: Option<String>,
    /// Only sessions that this instance opened.
    pub instance: Option<String>,
    /// Of those that fit the rest, the ones opened up to this moment.
    pub created_until: Option<Timestamp>,
}

impl SessionFilter {
    fn condition(&self, now: Timestamp) -> Option<Condition> {
        let given = [
            (Column::Id, &self.id),
            (Column::Realm, &self.realm),
            (Column::CorpId, &self.corp_id),
            (Column::Subject, &self.subject),
            (Column::UserId, &self.user_id),
            (Column::LoginType, &self.login_type),
            (Column::App, &self.app),
            (Column::Instance, &self.instance),
        ];
        let given = given.into_iter().filter_map(|(column, value)| Some(column.eq(value.as_deref()?)));
        let condition = given.fold(Condition::all(), Condition::add);
        let in_time = self.created_until.map(|until| {
            let before = Condition::any().add(Column::CreatedAt.lte(until.as_millis()));
            before.add(Column::CreatedAt.gt(noted_before(now)))
        });
        (!condition.is_empty()).then(|| in_time.into_iter().fold(condition, Condition::add))
    }
}

/// Sessions.
pub struct Sessions<'a, A>(pub(crate) &'a A);

impl<A: Access> Sessions<'_, A> {
    /// Adds a session.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when its id or cookie is there, [`StorageError::NoOwner`] when its user is not, or
    /// when the database does not do it.
    pub async fn add(&self, session: &Session) -> Result<(), StorageError> {
        let LoginOrigin { app, instance, member } = session.origin.clone();
        let row = ActiveModel {
            id: Set(session.id.clone()),
            user_id: Set(session.user_id.clone()),
            app: Set(app),
            instance: Set(instance),
            login_type: Set(member.login_type),
            realm: Set(member.realm),
            corp_id: Set(member.corp_id),
            subject: Set(member.subject),
            platform: Set(session.platform.clone()),
            browser_hash: Set(session.browser_hash.clone()),
            created_at: Set(session.created_at.as_millis()),
            expires_at: Set(session.expires_at.as_millis()),
            revoked_at: Set(millis(session.revoked_at)),
            revoke_reason: Set(session.revoke_reason.clone()),
            continues: Set(session.continues.clone()),
            member_details: Set(None),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// The session of this id, also when it has ended.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, id: &str) -> Result<Option<Session>, StorageError> {
        Ok(Entity::find_by_id(id).one(self.0.reader()).await?.map(Session::from))
    }

    /// The session of this id, kept from changes until the transaction ends: what ends it meanwhile waits.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn hold(&self, id: &str) -> Result<Option<Session>, StorageError> {
        Ok(Entity::find_by_id(id).lock_exclusive().one(self.0.writer()).await?.map(Session::from))
    }

    /// The session whose cookie has this hash, also when it has ended.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup_by_browser_hash(&self, hash: &str) -> Result<Option<Session>, StorageError> {
        let row = Entity::find().filter(Column::BrowserHash.eq(hash)).one(self.0.reader()).await?;
        Ok(row.map(Session::from))
    }

    /// All sessions of a user, the newest first, ended ones too.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list_by_user(&self, user_id: &str) -> Result<Vec<Session>, StorageError> {
        let of_user = Entity::find().filter(Column::UserId.eq(user_id)).order_by_desc(Column::CreatedAt);
        Ok(of_user.all(self.0.reader()).await?.into_iter().map(Session::from).collect())
    }

    /// The newest `limit` sessions that go on and fit; with an empty filter, of all that go on.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list(&self, filter: &SessionFilter, limit: u64, now: Timestamp) -> Result<Vec<Session>, StorageError> {
        let fitting = filter.condition(now).unwrap_or_else(Condition::all);
        let going_on = fitting.add(Column::RevokedAt.is_null()).add(Column::ExpiresAt.gt(now.as_millis()));
        let newest = Entity::find().filter(going_on).order_by_desc(Column::CreatedAt).order_by_asc(Column::Id);
        Ok(newest.limit(limit).all(self.0.reader()).await?.into_iter().map(Session::from).collect())
    }

    /// Gives a session the cookie of this hash, in place of another one; answers whether there is such a session.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when another session has it, or when the database does not do it.
    pub async fn set_browser_hash(&self, id: &str, hash: &str) -> Result<bool, StorageError> {
        let change = ActiveModel { browser_hash: Set(Some(hash.to_owned())), ..Default::default() };
        let changed = Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(self.0.writer()).await?;
        Ok(changed.rows_affected == 1)
    }

    /// The subjects of a company that have a session of this login type and realm that goes on, each once.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn subjects(
        &self,
        login_type: &str,
        realm: &str,
        corp_id: &str,
        now: Timestamp,
    ) -> Result<Vec<String>, StorageError> {
        let subjects = Entity::find()
            .select_only()
            .column(Column::Subject)
            .distinct()
            .filter(Column::LoginType.eq(login_type))
            .filter(Column::Realm.eq(realm))
            .filter(Column::CorpId.eq(corp_id))
            .filter(Column::RevokedAt.is_null())
            .filter(Column::ExpiresAt.gt(now.as_millis()))
            .order_by_asc(Column::Subject);
        Ok(subjects.into_tuple().all(self.0.writer()).await?)
    }

    /// The sessions of a member that go on, the newest first.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list_by_member(&self, member: &MemberKey, now: Timestamp) -> Result<Vec<Session>, StorageError> {
        let of_member = Entity::find()
            .filter(Column::LoginType.eq(member.login_type.as_str()))
            .filter(Column::Realm.eq(member.realm.as_str()))
            .filter(Column::CorpId.eq(member.corp_id.as_str()))
            .filter(Column::Subject.eq(member.subject.as_str()))
            .filter(Column::RevokedAt.is_null())
            .filter(Column::ExpiresAt.gt(now.as_millis()))
            .order_by_desc(Column::CreatedAt);
        Ok(of_member.all(self.0.writer()).await?.into_iter().map(Session::from).collect())
    }

    /// Gives a subject's sessions its new id.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn rename_subject(
        &self,
        login_type: &str,
        corp_id: &str,
        subject: &str,
        new_subject: &str,
    ) -> Result<(), StorageError> {
        Entity::update_many()
            .col_expr(Column::Subject, Expr::value(new_subject))
            .filter(Column::LoginType.eq(login_type))
            .filter(Column::CorpId.eq(corp_id))
            .filter(Column::Subject.eq(subject))
            .exec(self.0.writer())
            .await?;
        Ok(())
    }

    /// Has a session continue an earlier one of the same member at the same browser, which has no cookie from then on.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn continue_with(&self, earlier: &Session, id: &str) -> Result<(), StorageError> {
        let first = ActiveModel { continues: Set(Some(earlier.first().to_owned())), ..Default::default() };
        Entity::update_many().set(first).filter(Column::Id.eq(id)).exec(self.0.writer()).await?;
        let no_cookie = ActiveModel { browser_hash: Set(None), ..Default::default() };
        Entity::update_many().set(no_cookie).filter(Column::Id.eq(earlier.id.as_str())).exec(self.0.writer()).await?;
        Ok(())
    }

    /// Keeps what a member consented to tell a client at the login of a session, sealed, until the session ends.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn set_member_details(&self, id: &str, details: &str) -> Result<(), StorageError> {
        let sealed = self.0.kit().sealer.seal(cell(id), details)?;
        let change = ActiveModel { member_details: Set(Some(sealed)), ..Default::default() };
        Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(self.0.writer()).await?;
        Ok(())
    }

    /// The details that a member consented to for a session that goes on.
    ///
    /// # Errors
    /// When the database is out of reach, or what was kept does not open.
    pub async fn member_details(&self, id: &str) -> Result<Option<SecretString>, StorageError> {
        let row = Entity::find_by_id(id).one(self.0.reader()).await?;
        let sealed = row.and_then(|row| row.member_details);
        sealed.map(|sealed| self.0.kit().sealer.open(cell(id), &sealed)).transpose()
    }

    /// Ends a session, with those that it continues and those that continue it; answers whether one of them had not ended
    /// before.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn revoke(&self, id: &str, reason: &str, now: Timestamp) -> Result<bool, StorageError> {
        Ok(self.revoke_all(self.with_its_others(id).await?, reason, now).await? > 0)
    }

    /// A session, those that it continues and those that continue it.
    async fn with_its_others(&self, id: &str) -> Result<Condition, StorageError> {
        let session = self.lookup(id).await?;
        let first = session.as_ref().map_or(id, Session::first);
        let others = Condition::any().add(Column::Id.eq(first)).add(Column::Continues.eq(first));
        Ok(Condition::all().add(others.add(Column::Id.eq(id))))
    }

    /// Ends the sessions that fit; answers how many had not ended before. A session that is named ends with those that it
    /// continues and those that continue it.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn revoke_where(
        &self,
        filter: &SessionFilter,
        reason: &str,
        now: Timestamp,
    ) -> Result<u64, StorageError> {
        let Some(condition) = filter.condition(now) else { return Ok(0) };
        let Some(id) = &filter.id else { return self.revoke_all(condition, reason, now).await };
        let beside_id = SessionFilter { id: None, ..filter.clone() }.condition(now).unwrap_or_else(Condition::all);
        self.revoke_all(beside_id.add(self.with_its_others(id).await?), reason, now).await
    }

    /// Removes the sessions that would have ended by themselves by `now`, with their refresh tokens; answers how many. A
    /// session that was ended stays for as long as its clients may have to be told.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        let told = Column::RevokedAt.lte((now - CLIENTS_ARE_TOLD_WITHIN).as_millis());
        let told_by_now = Condition::any().add(Column::RevokedAt.is_null()).add(told);
        let is_over = Condition::all().add(Column::ExpiresAt.lte(now.as_millis()));
        remove_where::<A, Entity>(self.0, is_over.add(told_by_now)).await
    }

    /// A session that was opened while the statement waited for the one that it goes on with is not among the rows that the
    /// statement saw: it is repeated until there is none left.
    async fn revoke_all(&self, which: Condition, reason: &str, now: Timestamp) -> Result<u64, StorageError> {
        let mut ended = 0;
        loop {
            match self.revoke_seen(which.clone(), reason, now).await? {
                0 => return Ok(ended),
                seen => ended += seen,
            }
        }
    }

    async fn revoke_seen(&self, which: Condition, reason: &str, now: Timestamp) -> Result<u64, StorageError> {
        let change = ActiveModel {
            revoked_at: Set(Some(now.as_millis())),
            revoke_reason: Set(Some(reason.to_owned())),
            member_details: Set(None),
            ..Default::default()
        };
        let going_on = which.add(Column::RevokedAt.is_null()).add(Column::ExpiresAt.gt(now.as_millis()));
        let revoked = Entity::update_many().set(change).filter(going_on).exec(self.0.writer()).await?;
        Ok(revoked.rows_affected)
    }
}

pub(crate) fn cell(row: &str) -> Cell<'_> {
    Cell { table: "session", column: "member_details", row }
}

impl From<Model> for Session {
    fn from(row: Model) -> Self {
        let member =
            MemberKey { login_type: row.login_type, realm: row.realm, corp_id: row.corp_id, subject: row.subject };
        Self {
            id: row.id,
            user_id: row.user_id,
            origin: LoginOrigin { app: row.app, instance: row.instance, member },
            platform: row.platform,
            browser_hash: row.browser_hash,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            revoked_at: moment(row.revoked_at),
            revoke_reason: row.revoke_reason,
            continues: row.continues,
        }
    }
}
