//! `grant`: a company authorised, or got a new permanent code.

use std::time::Duration;

use clock::Timestamp;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ConnectionTrait, EntityTrait, QuerySelect,
};

use super::{CorpAuths, TRIES, of_corp};
use crate::{
    Access, StorageError,
    engine::reach::{begin, insert_if_absent},
    entity::{
        corp_auth::{ActiveModel, Model},
        pending_grant, spent_auth_code,
    },
    retry_on_deadlock,
    wecom::corp_auth::{AUTHORISED, cell, row_identity},
    wecom::{CorpAuth, CorpGrant, GrantOutcome},
};

/// How long whoever brought a permanent code has to ask WeCom about the company; then it is due.
const FIRST_TURN: Duration = Duration::from_mins(10);

impl<A: Access> CorpAuths<'_, A> {
    /// Stores a permanent code and makes the authorisation good again, unless the company cancelled
    /// later, or a later authorisation is there. Keeps the organisation code; of several at once the latest stays.
    ///
    /// # Errors
    /// When the database does not do it: the permanent code is lost then, if the caller does not try again with it.
    pub async fn grant(&self, grant: CorpGrant) -> Result<GrantOutcome, StorageError> {
        let identity = row_identity(grant.suite_id.as_str(), grant.corp_id.as_str());
        let code = self.0.kit().sealer.seal(cell(&identity), grant.permanent_code.expose_secret())?;
        let first = first_row(&grant, code, self.0.now());
        for _ in 0..TRIES {
            if let Some(outcome) = retry_on_deadlock!(A::TRIES, self.try_grant(&grant, &first))? {
                return Ok(outcome);
            }
        }
        Err(StorageError::Conflict)
    }

    /// `None`, and nothing is changed, when somebody else added the row meanwhile. The row is looked for before it is
    /// added: on MySQL a conflict leaves a lock that two may hold, and neither could go on to change the row.
    async fn try_grant(&self, grant: &CorpGrant, first: &ActiveModel) -> Result<Option<GrantOutcome>, StorageError> {
        let sealer = &self.0.kit().sealer;
        let of_corp = || of_corp(&grant.suite_id, &grant.corp_id);
        let transaction = begin(self.0).await?;
        match of_corp().lock_exclusive().one(&transaction).await? {
            Some(found) if is_newer(&found, grant.event_time) => {
                settle(&transaction, grant).await?;
                transaction.commit().await?;
                return Ok(Some(GrantOutcome::Superseded(CorpAuth::open(sealer, found)?)));
            }
            Some(found) => drop(replacement(first.clone(), &found).update(&transaction).await?),
            None if insert_if_absent(&transaction, first.clone()).await?.is_none() => return Ok(None),
            None => {}
        }
        settle(&transaction, grant).await?;
        let stored = of_corp().one(&transaction).await?;
        let stored = CorpAuth::open(sealer, stored.ok_or(StorageError::Conflict)?)?;
        transaction.commit().await?;
        Ok(Some(GrantOutcome::Stored(stored)))
    }
}

/// Notes that the auth code was exchanged, and that the grant is no longer pending.
async fn settle(connection: &impl ConnectionTrait, grant: &CorpGrant) -> Result<(), StorageError> {
    insert_if_absent(connection, spent(grant)).await?;
    pending_grant::Entity::delete_by_id(grant.grant_key.as_str()).exec(connection).await?;
    Ok(())
}

/// Whether the row knows of something that happened after `event_time`. WeCom's times are whole seconds: of two events
/// in one second the one that is told later counts.
fn is_newer(row: &Model, event_time: Timestamp) -> bool {
    let event_time = event_time.as_millis();
    row.auth_time > event_time || row.cancelled_time.is_some_and(|cancelled| cancelled > event_time)
}

fn spent(grant: &CorpGrant) -> spent_auth_code::ActiveModel {
    spent_auth_code::ActiveModel {
        suite_id: Set(grant.suite_id.as_str().to_owned()),
        grant_key: Set(grant.grant_key.clone()),
        corp_id: Set(grant.corp_id.as_str().to_owned()),
    }
}

fn first_row(grant: &CorpGrant, permanent_code: String, now: Timestamp) -> ActiveModel {
    ActiveModel {
        suite_id: Set(grant.suite_id.as_str().to_owned()),
        corp_id: Set(grant.corp_id.as_str().to_owned()),
        corp_name: Set(grant.corp_name.clone()),
        agent_id: Set(None),
        status: Set(AUTHORISED.to_owned()),
        errcode: Set(None),
        permanent_code: Set(Some(permanent_code)),
        code_version: Set(1),
        auth_time: Set(grant.event_time.as_millis()),
        changed_time: Set(0),
        cancelled_time: Set(None),
        visible_range: Set(None),
        state: Set(grant.state.clone()),
        org_code: Set(None),
        created_at: Set(now.as_millis()),
        updated_at: Set(now.as_millis()),
        reconcile_at: Set((now + FIRST_TURN).as_millis()),
        app_event_at: NotSet,
    }
}

/// A first row laid over a row that is there: columns that the grant does not know stay.
fn replacement(first: ActiveModel, found: &Model) -> ActiveModel {
    ActiveModel {
        code_version: Set(found.code_version + 1),
        corp_name: if let Set(Some(name)) = first.corp_name { Set(Some(name)) } else { NotSet },
        state: if let Set(Some(state)) = first.state { Set(Some(state)) } else { NotSet },
        agent_id: NotSet,
        changed_time: NotSet,
        visible_range: NotSet,
        org_code: NotSet,
        created_at: NotSet,
        ..first
    }
}
