//! Audit events: who did what to which corp, instance or token. Nothing here changes one or takes one back.

use clock::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use serde_json::Value;

use crate::{
    Access, StorageError,
    engine::column::Column as Place,
    engine::reach::remove_where,
    entity::audit_event::{ActiveModel, Column, Entity},
};

/// Longest actor, action and target, in characters.
const LONGEST: usize = 191;
/// Rows that are removed in one statement: others write in between.
const REMOVED_AT_ONCE: u64 = 500;

const DETAIL: Place = Place { table: "audit_event", name: "detail" };

/// An action that is to be noted.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAuditEvent {
    /// When.
    pub at: Timestamp,
    /// The actor; kept up to 191 characters, as the two that follow.
    pub actor: String,
    /// The action.
    pub action: String,
    /// To what.
    pub target: String,
    /// Anything else; never a secret.
    pub detail: Value,
}

/// An action that was noted.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AuditEvent {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// The actor.
    pub actor: String,
    /// The action.
    pub action: String,
    /// To what.
    pub target: String,
    /// Anything else.
    pub detail: Value,
}

/// The audit trail.
pub struct AuditEvents<'a, A>(pub(crate) &'a A);

impl<A: Access> AuditEvents<'_, A> {
    /// Notes an action; answers its number.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn add(&self, event: NewAuditEvent) -> Result<i64, StorageError> {
        let row = ActiveModel {
            id: NotSet,
            occurred_at: Set(event.at.as_millis()),
            actor: Set(cut(&event.actor)),
            action: Set(cut(&event.action)),
            target: Set(cut(&event.target)),
            detail: Set(DETAIL.write_json(&event.detail)?),
        };
        Ok(Entity::insert(row).exec(self.0.writer()).await?.last_insert_id)
    }

    /// The newest `limit` entries, or of those before number `before`, the newest first.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list(&self, limit: u64, before: Option<i64>) -> Result<Vec<AuditEvent>, StorageError> {
        let rows = Entity::find()
            .apply_if(before, |query, id| query.filter(Column::Id.lt(id)))
            .order_by_desc(Column::Id)
            .limit(limit)
            .all(self.0.reader())
            .await?;
        let mut events = Vec::new();
        for row in rows {
            events.push(AuditEvent {
                detail: DETAIL.read_json(&row.detail)?,
                id: row.id,
                at: Timestamp::from_millis(row.occurred_at),
                actor: row.actor,
                action: row.action,
                target: row.target,
            });
        }
        Ok(events)
    }

    /// Removes the entries before `moment`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it; what was removed until then stays so.
    pub async fn remove_before(&self, moment: Timestamp) -> Result<u64, StorageError> {
        let mut removed = 0;
        loop {
            let old = Entity::find().select_only().column(Column::Id).filter(Column::OccurredAt.lt(moment.as_millis()));
            let old: Vec<i64> = old.limit(REMOVED_AT_ONCE).into_tuple().all(self.0.reader()).await?;
            if old.is_empty() {
                return Ok(removed);
            }
            removed += remove_where::<A, Entity>(self.0, Column::Id.is_in(old)).await?;
        }
    }
}

/// As much of a text as its column takes.
fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
