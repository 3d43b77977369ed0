//! The ids that companies themselves have for their members, where a provider sees encrypted ones (97104); each app has those
//! that its own administrators gave.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};

use crate::{
    Access, StorageError,
    entity::plain_userid::{ActiveModel, Column, Entity},
};

/// Rows of one statement: few enough for the parameters of any engine.
const ROWS_AT_ONCE: usize = 200;

/// The app of ids that were given before apps had their own: they count in each.
const OF_ALL: &str = "";

/// The ids that companies themselves have for their members.
pub struct PlainUserids<'a, A>(pub(crate) &'a A);

/// A company as an app knows it.
#[derive(Clone, Copy, Debug)]
pub struct CorpOfApp<'a> {
    /// The app.
    pub app: &'a str,
    /// The company.
    pub corp_id: &'a str,
}

impl CorpOfApp<'_> {
    fn rows(self) -> Select<Entity> {
        let of_app = Entity::find().filter(Column::App.is_in([self.app, OF_ALL]));
        of_app.filter(Column::CorpId.eq(self.corp_id))
    }
}

impl<A: Access> PlainUserids<'_, A> {
    /// The company's own id of a member, where it is known.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, corp: CorpOfApp<'_>, userid: &str) -> Result<Option<String>, StorageError> {
        let known = corp.rows().filter(Column::Userid.eq(userid)).order_by_desc(Column::App);
        Ok(known.one(self.0.reader()).await?.map(|row| row.plain))
    }

    /// The known ids of a company, by the members' ids at WeCom; those behind `after`, `limit` at most.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list(
        &self,
        corp: CorpOfApp<'_>,
        after: &str,
        limit: u64,
    ) -> Result<BTreeMap<String, String>, StorageError> {
        let behind = corp.rows().filter(Column::Userid.gt(after));
        let rows = behind.order_by_asc(Column::Userid).limit(limit).all(self.0.writer()).await?;
        Ok(rows.into_iter().map(|row| (row.userid, row.plain)).collect())
    }

    /// All known ids of a company.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn all(&self, corp: CorpOfApp<'_>) -> Result<BTreeMap<String, String>, StorageError> {
        self.list(corp, "", u64::from(u32::MAX)).await
    }

    /// Takes over the ids of some members of a company, in the place of those before; `None` forgets one. All others stay.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when two members would have one id, or when the database does not do it.
    pub async fn put(&self, corp: CorpOfApp<'_>, ids: &BTreeMap<String, Option<String>>) -> Result<(), StorageError> {
        self.take_over(corp).await?;
        let names: Vec<&str> = ids.keys().map(String::as_str).collect();
        for some in names.chunks(ROWS_AT_ONCE) {
            let of_corp =
                Entity::delete_many().filter(Column::App.eq(corp.app)).filter(Column::CorpId.eq(corp.corp_id));
            of_corp.filter(Column::Userid.is_in(some.to_vec())).exec(self.0.writer()).await?;
        }
        let now = self.0.now().as_millis();
        let rows: Vec<_> = ids.iter().filter_map(|(userid, plain)| Some((userid, plain.as_ref()?))).collect();
        for some in rows.chunks(ROWS_AT_ONCE) {
            let rows = some.iter().map(|(userid, plain)| ActiveModel {
                app: Set(corp.app.to_owned()),
                corp_id: Set(corp.corp_id.to_owned()),
                userid: Set((*userid).clone()),
                plain: Set((*plain).clone()),
                updated_at: Set(now),
            });
            Entity::insert_many(rows).exec_without_returning(self.0.writer()).await?;
        }
        Ok(())
    }

    /// Gives an app the ids of a company that are of no app yet.
    async fn take_over(&self, corp: CorpOfApp<'_>) -> Result<(), StorageError> {
        let of_all = Entity::update_many().col_expr(Column::App, Expr::value(corp.app)).filter(Column::App.eq(OF_ALL));
        of_all.filter(Column::CorpId.eq(corp.corp_id)).exec(self.0.writer()).await?;
        Ok(())
    }
}
