//! The clients that a session was given to, and whether they were told of its end (OpenID Connect Back-Channel Logout).
//!
//! A row is written when a client gets its tokens. From the moment that the session's own row says that it ended, the row is
//! due: no way of ending a session can forget a client, for there is nothing to do about it.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::{
    Access, StorageError,
    engine::reach::insert_if_absent,
    entity::{
        client_session::{ActiveModel, Column, Entity, Model},
        session,
    },
};

/// A client is not told yet, or not heard from.
const WAITING: &str = "waiting";

/// A client that a session was given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSession {
    /// The session; the row goes with it.
    pub session_id: String,
    /// The client.
    pub client_id: String,
    /// The app.
    pub app: String,
    /// The user as the client knows it.
    pub sub: String,
    /// The session as the client knows it.
    pub sid: String,
    /// How often it was told of the end in vain.
    pub attempts: u32,
    /// Why the last attempt was in vain.
    pub last_error: Option<String>,
}

/// A client of an ended session, and how far it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToldClient {
    /// The client and its session.
    pub entry: ClientSession,
    /// `waiting`, `taken` or `given up`.
    pub state: String,
    /// When the session ended.
    pub ended_at: Timestamp,
    /// When it is told next, while it is waiting.
    pub next_attempt_at: Timestamp,
}

/// Whether a client wants to hear of the end of its sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsksToBeTold {
    /// It does.
    Yes,
    /// It has no address for that.
    No,
}

impl AsksToBeTold {
    const fn state(self) -> &'static str {
        match self {
            Self::Yes => WAITING,
            Self::No => Told::Needless.as_str(),
        }
    }
}

/// The outcome of telling a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The client has taken it.
    Taken,
    /// There is nobody to tell: the client is gone or has no address.
    Needless,
    /// It was tried for as long as it is worth.
    GivenUp,
}

impl Told {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Needless => "needless",
            Self::GivenUp => "given up",
        }
    }
}

/// The clients of sessions.
pub struct ClientSessions<'a, A>(pub(crate) &'a A);

impl<A: Access> ClientSessions<'_, A> {
    /// Notes that a session was given to a client, and whether the client is to be told of its end; where that is known
    /// already it is left, unless another entry was to tell the client.
    ///
    /// # Errors
    /// [`StorageError::NoOwner`] when the session is not there, or when the database does not do it.
    pub async fn add(&self, entry: &ClientSession, asks_to_be_told: AsksToBeTold) -> Result<(), StorageError> {
        let now = self.0.now().as_millis();
        let row = ActiveModel {
            session_id: Set(entry.session_id.clone()),
            client_id: Set(entry.client_id.clone()),
            app: Set(entry.app.clone()),
            sub: Set(entry.sub.clone()),
            created_at: Set(now),
            state: Set(asks_to_be_told.state().to_owned()),
            attempts: Set(0),
            next_attempt_at: Set(now),
            last_error: Set(None),
            sid: Set(Some(entry.sid.clone())),
        };
        if insert_if_absent(self.0.writer(), row).await?.is_none() && asks_to_be_told == AsksToBeTold::Yes {
            self.tell_after_all(entry).await?;
        }
        Ok(())
    }

    /// Has an entry tell the client after all that a later one was left to: the session was given to the client anew.
    async fn tell_after_all(&self, entry: &ClientSession) -> Result<(), StorageError> {
        let change = ActiveModel { state: Set(WAITING.to_owned()), ..Default::default() };
        Entity::update_many()
            .set(change)
            .filter(Column::SessionId.eq(&entry.session_id))
            .filter(Column::ClientId.eq(&entry.client_id))
            .filter(Column::State.eq(Told::Needless.as_str()))
            .exec(self.0.writer())
            .await?;
        Ok(())
    }

    /// A session as one client knows it.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, session_id: &str, client_id: &str) -> Result<Option<ClientSession>, StorageError> {
        let key = (session_id.to_owned(), client_id.to_owned());
        Ok(Entity::find_by_id(key).one(self.0.reader()).await?.map(ClientSession::from))
    }

    /// The clients of a session.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list_by_session(&self, session_id: &str) -> Result<Vec<ClientSession>, StorageError> {
        let of_session = Entity::find().filter(Column::SessionId.eq(session_id)).order_by_asc(Column::ClientId);
        Ok(of_session.all(self.0.reader()).await?.into_iter().map(ClientSession::from).collect())
    }

    /// Leaves it to this entry to tell the client of the end of what it knows as one session: the member logged in anew since the
    /// entries before.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn supersede(&self, entry: &ClientSession) -> Result<(), StorageError> {
        let change = ActiveModel { state: Set(Told::Needless.as_str().to_owned()), ..Default::default() };
        Entity::update_many()
            .set(change)
            .filter(Column::Sid.eq(entry.sid.as_str()))
            .filter(Column::ClientId.eq(entry.client_id.as_str()))
            .filter(Column::App.eq(entry.app.as_str()))
            .filter(Column::SessionId.ne(entry.session_id.as_str()))
            .filter(Column::State.eq(WAITING))
            .exec(self.0.writer())
            .await?;
        Ok(())
    }

    /// The entries of a session as one client of an app knows it, the newest first.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list_by_sid(&self, app: &str, client_id: &str, sid: &str) -> Result<Vec<ClientSession>, StorageError> {
        let of_client = Entity::find()
            .filter(Column::Sid.eq(sid))
            .filter(Column::ClientId.eq(client_id))
            .filter(Column::App.eq(app))
            .order_by_desc(Column::CreatedAt);
        Ok(of_client.all(self.0.reader()).await?.into_iter().map(ClientSession::from).collect())
    }

    /// The clients that are to be told now that their session ended, the longest due first, `most` of them at most.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn due(&self, now: Timestamp, most: u64) -> Result<Vec<ClientSession>, StorageError> {
        let ended = session::Entity::find()
            .select_only()
            .column(session::Column::Id)
            .filter(session::Column::RevokedAt.is_not_null())
            .into_query();
        let due = Entity::find()
            .filter(Column::State.eq(WAITING))
            .filter(Column::NextAttemptAt.lte(now.as_millis()))
            .filter(Column::SessionId.in_subquery(ended))
            .order_by_asc(Column::NextAttemptAt)
            .limit(most);
        Ok(due.all(self.0.reader()).await?.into_iter().map(ClientSession::from).collect())
    }

    /// The clients of an app, or of all, that are or were told of the end of a session, the last ended first; `waiting` alone
    /// where only these are asked for.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn told(
        &self,
        app: Option<&str>,
        state: Option<&str>,
        limit: u64,
    ) -> Result<Vec<ToldClient>, StorageError> {
        let mut told = Entity::find()
            .join(
                JoinType::InnerJoin,
                Entity::belongs_to(session::Entity).from(Column::SessionId).to(session::Column::Id).into(),
            )
            .select_also(session::Entity)
            .filter(session::Column::RevokedAt.is_not_null())
            .filter(Column::State.ne(Told::Needless.as_str()))
            .order_by_desc(session::Column::RevokedAt)
            .order_by_asc(Column::ClientId)
            .limit(limit);
        if let Some(app) = app {
            told = told.filter(Column::App.eq(app));
        }
        if let Some(state) = state {
            told = told.filter(Column::State.eq(state));
        }
        let rows = told.all(self.0.reader()).await?;
        Ok(rows.into_iter().filter_map(|(row, session)| Some(told_client(row, session?.revoked_at?))).collect())
    }

    /// Takes the turn to tell a client until a moment; answers whether no other process has it.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn claim(&self, entry: &ClientSession, until: Timestamp) -> Result<bool, StorageError> {
        let change = ActiveModel {
            attempts: Set(i64::from(entry.attempts) + 1),
            next_attempt_at: Set(until.as_millis()),
            ..Default::default()
        };
        let claimed = Entity::update_many()
            .set(change)
            .filter(Column::SessionId.eq(&entry.session_id))
            .filter(Column::ClientId.eq(&entry.client_id))
            .filter(Column::State.eq(WAITING))
            .filter(Column::Attempts.eq(i64::from(entry.attempts)));
        Ok(claimed.exec(self.0.writer()).await?.rows_affected == 1)
    }

    /// Notes why a client was told in vain, and when it is told again.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn put_off(&self, entry: &ClientSession, error: &str, until: Timestamp) -> Result<(), StorageError> {
        let change = ActiveModel {
            next_attempt_at: Set(until.as_millis()),
            last_error: Set(Some(error.to_owned())),
            ..Default::default()
        };
        self.change(entry, change).await
    }

    /// Notes that a client need not be told any more.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn settle(&self, entry: &ClientSession, told: Told) -> Result<(), StorageError> {
        self.change(entry, ActiveModel { state: Set(told.as_str().to_owned()), ..Default::default() }).await
    }

    async fn change(&self, entry: &ClientSession, change: ActiveModel) -> Result<(), StorageError> {
        Entity::update_many()
            .set(change)
            .filter(Column::SessionId.eq(&entry.session_id))
            .filter(Column::ClientId.eq(&entry.client_id))
            .exec(self.0.writer())
            .await?;
        Ok(())
    }
}

fn told_client(row: Model, ended_at: i64) -> ToldClient {
    ToldClient {
        state: row.state.clone(),
        next_attempt_at: Timestamp::from_millis(row.next_attempt_at),
        ended_at: Timestamp::from_millis(ended_at),
        entry: row.into(),
    }
}

impl From<Model> for ClientSession {
    fn from(row: Model) -> Self {
        Self {
            sid: row.sid.unwrap_or_else(|| row.session_id.clone()),
            session_id: row.session_id,
            client_id: row.client_id,
            app: row.app,
            sub: row.sub,
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            last_error: row.last_error,
        }
    }
}
