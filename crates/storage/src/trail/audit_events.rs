//! Audit events: who did what to which corp, instance or token. Nothing here changes one or takes one back.

use std::ops::Range;

use clock::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
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

/// Which entries to list: those that fit everything that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only those of this actor.
    pub actor: Option<String>,
    /// Only this action.
    pub action: Option<String>,
    /// Only those whose target has this in it.
    pub target: Option<String>,
    /// Only those to this very target.
    pub of_target: Option<String>,
    /// Only those at this moment or later.
    pub since: Option<Timestamp>,
    /// Only those before this moment.
    pub until: Option<Timestamp>,
    /// Only those with a smaller number: the page after a list's last one.
    pub before: Option<i64>,
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

    /// The newest `limit` entries that fit, the newest first.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list(&self, filter: &AuditFilter, limit: u64) -> Result<Vec<AuditEvent>, StorageError> {
        let rows = Entity::find()
            .apply_if(filter.before, |query, id| query.filter(Column::Id.lt(id)))
            .apply_if(filter.actor.as_deref(), |query, actor| query.filter(Column::Actor.eq(actor)))
            .apply_if(filter.action.as_deref(), |query, action| query.filter(Column::Action.eq(action)))
            .apply_if(filter.target.as_deref(), |query, target| query.filter(Column::Target.contains(target)))
            .apply_if(filter.of_target.as_deref(), |query, target| query.filter(Column::Target.eq(target)))
            .apply_if(filter.since, |query, since| query.filter(Column::OccurredAt.gte(since.as_millis())))
            .apply_if(filter.until, |query, until| query.filter(Column::OccurredAt.lt(until.as_millis())))
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

    /// How often something was done in a time.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn count(&self, action: &str, within: Range<Timestamp>) -> Result<u64, StorageError> {
        let in_time = Entity::find()
            .filter(Column::OccurredAt.gte(within.start.as_millis()))
            .filter(Column::OccurredAt.lt(within.end.as_millis()))
            .filter(Column::Action.eq(action));
        Ok(in_time.count(self.0.reader()).await?)
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
