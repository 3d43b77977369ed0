//! The ids that companies themselves have for their members, where a provider sees encrypted ones (97104).

use std::collections::BTreeMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Access, StorageError,
    entity::plain_userid::{ActiveModel, Column, Entity},
};

/// Rows of one statement: few enough for the parameters of any engine.
const ROWS_AT_ONCE: usize = 200;

/// The ids that companies themselves have for their members.
pub struct PlainUserids<'a, A>(pub(crate) &'a A);

impl<A: Access> PlainUserids<'_, A> {
    /// The company's own id of a member, where it is known.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, corp_id: &str, userid: &str) -> Result<Option<String>, StorageError> {
        let key = (corp_id.to_owned(), userid.to_owned());
        Ok(Entity::find_by_id(key).one(self.0.reader()).await?.map(|row| row.plain))
    }

    /// The known ids of a company, by the members' ids at WeCom; those behind `after`, `limit` at most.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list(&self, corp_id: &str, after: &str, limit: u64) -> Result<BTreeMap<String, String>, StorageError> {
        let of_corp = Entity::find().filter(Column::CorpId.eq(corp_id)).filter(Column::Userid.gt(after));
        let rows = of_corp.order_by_asc(Column::Userid).limit(limit).all(self.0.writer()).await?;
        Ok(rows.into_iter().map(|row| (row.userid, row.plain)).collect())
    }

    /// All known ids of a company.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn all(&self, corp_id: &str) -> Result<BTreeMap<String, String>, StorageError> {
        self.list(corp_id, "", u64::from(u32::MAX)).await
    }

    /// Takes over the ids of some members of a company, in the place of those before; `None` forgets one. All others stay.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when two members would have one id, or when the database does not do it.
    pub async fn put(&self, corp_id: &str, ids: &BTreeMap<String, Option<String>>) -> Result<(), StorageError> {
        let names: Vec<&str> = ids.keys().map(String::as_str).collect();
        for some in names.chunks(ROWS_AT_ONCE) {
            let known =
                Entity::delete_many().filter(Column::CorpId.eq(corp_id)).filter(Column::Userid.is_in(some.to_vec()));
            known.exec(self.0.writer()).await?;
        }
        let now = self.0.now().as_millis();
        let rows: Vec<_> = ids.iter().filter_map(|(userid, plain)| Some((userid, plain.as_ref()?))).collect();
        for some in rows.chunks(ROWS_AT_ONCE) {
            let rows = some.iter().map(|(userid, plain)| ActiveModel {
                corp_id: Set(corp_id.to_owned()),
                userid: Set((*userid).clone()),
                plain: Set((*plain).clone()),
                updated_at: Set(now),
            });
            Entity::insert_many(rows).exec_without_returning(self.0.writer()).await?;
        }
        Ok(())
    }
}
