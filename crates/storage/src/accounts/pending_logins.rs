//! Login attempts: what a login page sent away with `state`, to be found again when that browser comes back.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Access, StorageError,
    engine::{reach::remove_where, sealing::Cell},
    entity::login_attempt::{ActiveModel, Column, Entity},
};

/// A login that was begun on a page.
#[derive(Clone, Debug)]
pub struct PendingLogin {
    /// The hash of `state`.
    pub state_hash: String,
    /// The hash of the cookie that the browser was given, at the host that it comes back to.
    pub cookie_hash: String,
    /// The hash of the browser's cookie at the server's own host, where a login ends that goes by another host.
    pub home_cookie_hash: Option<String>,
    /// The app of the instance.
    pub app: String,
    /// Full name of the instance.
    pub instance: String,
    /// The company.
    pub corp_id: String,
    /// How the member logs in, in the caller's words: `qr` or `workbench`.
    pub way: String,
    /// The name of the request for a login by OpenID Connect that goes on afterwards.
    pub authorization: Option<String>,
    /// Where the identity provider sends the browser back to; `None` of one that was begun before this was kept.
    pub redirect_uri: Option<String>,
    /// The login type's own text for the return.
    pub kept: Option<SecretString>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// From when on it is of no use.
    pub expires_at: Timestamp,
}

/// Logins that pages sent away and expect back.
pub struct PendingLogins<'a, A>(pub(crate) &'a A);

impl<A: Access> PendingLogins<'_, A> {
    /// Adds an attempt.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when its `state` is there, or when the database does not do it.
    pub async fn add(&self, attempt: &PendingLogin) -> Result<(), StorageError> {
        let (sealer, cell) = (&self.0.kit().sealer, cell(&attempt.state_hash));
        let kept = attempt.kept.as_ref().map(|kept| sealer.seal(cell, kept.expose_secret())).transpose()?;
        let row = ActiveModel {
            state_hash: Set(attempt.state_hash.clone()),
            cookie_hash: Set(attempt.cookie_hash.clone()),
            home_cookie_hash: Set(attempt.home_cookie_hash.clone()),
            app: Set(attempt.app.clone()),
            instance: Set(attempt.instance.clone()),
            corp_id: Set(attempt.corp_id.clone()),
            way: Set(attempt.way.clone()),
            authorization: Set(attempt.authorization.clone()),
            redirect_uri: Set(attempt.redirect_uri.clone()),
            kept: Set(kept),
            created_at: Set(attempt.created_at.as_millis()),
            expires_at: Set(attempt.expires_at.as_millis()),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// Takes an attempt out, once: of several callers one gets it. `None` for one that is unknown, used, expired or
    /// another browser's; that one stays.
    ///
    /// # Errors
    /// When the database does not do it, or what was kept does not open.
    pub async fn consume(
        &self,
        state_hash: &str,
        cookie_hash: &str,
        now: Timestamp,
    ) -> Result<Option<PendingLogin>, StorageError> {
        let unexpired = Entity::find_by_id(state_hash).filter(Column::ExpiresAt.gt(now.as_millis()));
        let own = unexpired.filter(Column::CookieHash.eq(cookie_hash));
        let Some(row) = own.one(self.0.writer()).await? else { return Ok(None) };
        let removed = Entity::delete_by_id(state_hash).exec(self.0.writer()).await?;
        if removed.rows_affected != 1 {
            return Ok(None);
        }
        let sealer = &self.0.kit().sealer;
        let kept = row.kept.as_deref().map(|text| sealer.open(cell(&row.state_hash), text)).transpose()?;
        Ok(Some(PendingLogin {
            state_hash: row.state_hash,
            cookie_hash: row.cookie_hash,
            home_cookie_hash: row.home_cookie_hash,
            app: row.app,
            instance: row.instance,
            corp_id: row.corp_id,
            way: row.way,
            authorization: row.authorization,
            redirect_uri: row.redirect_uri,
            kept,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        }))
    }

    /// Ties an attempt to the cookie of another host, once; answers whether it was tied to the hash before.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn rebind(&self, state_hash: &str, before: &str, cookie_hash: &str) -> Result<bool, StorageError> {
        let change = ActiveModel { cookie_hash: Set(cookie_hash.to_owned()), ..Default::default() };
        let own = Entity::update_many().set(change).filter(Column::StateHash.eq(state_hash));
        Ok(own.filter(Column::CookieHash.eq(before)).exec(self.0.writer()).await?.rows_affected == 1)
    }

    /// Ties an attempt that came back at another host to its browser's cookie at the server's own, once; answers the hash of
    /// that cookie. `None` for one that is unknown, expired, another browser's, or at its own host already.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn send_home(
        &self,
        state_hash: &str,
        cookie_hash: &str,
        now: Timestamp,
    ) -> Result<Option<String>, StorageError> {
        let unexpired = Entity::find_by_id(state_hash).filter(Column::ExpiresAt.gt(now.as_millis()));
        let own = unexpired.filter(Column::CookieHash.eq(cookie_hash));
        let home = own.one(self.0.writer()).await?.and_then(|row| row.home_cookie_hash);
        let Some(home) = home else { return Ok(None) };
        Ok(self.rebind(state_hash, cookie_hash, &home).await?.then_some(home))
    }

    /// Removes what has expired by `now`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::ExpiresAt.lte(now.as_millis())).await
    }
}

pub(crate) fn cell(row: &str) -> Cell<'_> {
    Cell { table: "login_attempt", column: "kept", row }
}
