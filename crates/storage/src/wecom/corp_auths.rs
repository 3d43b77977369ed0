//! Corp authorisations: the rows of `QywxProxyAuthModel`, with the rules by which events of any order end in one state.

mod app_events;
mod cancel;
mod grant;
mod org_code;
pub(crate) mod pending;
mod reconcile;

use std::collections::BTreeMap;

use clock::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use wecom_types::{CorpId, SuiteId};

pub use self::reconcile::LongestWait;
use crate::{
    Access, StorageError,
    engine::column::Column as Place,
    engine::set_back::noted_before,
    entity::{
        corp_auth::{ActiveModel, Column, Entity},
        spent_auth_code::Entity as SpentAuthCode,
    },
    wecom::corp_auth::{CANCELLED, TABLE},
    wecom::{Authorisation, CorpAuth, CorpAuthStatus, CorpSearch, CorpStanding},
};

/// How often a row is looked for that somebody else may be adding: once it is there, it is found.
const TRIES: u32 = 3;

/// Which company authorised which suite.
pub struct CorpAuths<'a, A>(pub(crate) &'a A);

impl<A: Access> CorpAuths<'_, A> {
    /// The authorisation of a suite by a company, whatever its status.
    ///
    /// # Errors
    /// When the database is out of reach or a row cannot be read.
    pub async fn lookup(&self, suite: &SuiteId, corp: &CorpId) -> Result<Option<CorpAuth>, StorageError> {
        self.one(of_corp(suite, corp)).await
    }

    /// The authorisation of the company that has this organisation code, letter by letter.
    ///
    /// # Errors
    /// When the database is out of reach or a row cannot be read.
    pub async fn lookup_by_org_code(&self, suite: &SuiteId, code: &str) -> Result<Option<CorpAuth>, StorageError> {
        // Anybody may ask, for anything; PostgreSQL takes this character for a broken statement.
        if code.contains('\0') {
            return Ok(None);
        }
        self.one(of_suite(suite).filter(Column::OrgCode.eq(code))).await
    }

    /// The authorisation of the company whose auth code of this hash was exchanged.
    ///
    /// # Errors
    /// When the database is out of reach or the row cannot be read.
    pub async fn lookup_by_grant_key(&self, suite: &SuiteId, key: &str) -> Result<Option<CorpAuth>, StorageError> {
        let spent = SpentAuthCode::find_by_id((suite.as_str().to_owned(), key.to_owned()));
        let Some(spent) = spent.one(self.0.reader()).await? else { return Ok(None) };
        self.one(of_suite(suite).filter(Column::CorpId.eq(spent.corp_id))).await
    }

    /// All authorisations of a suite, by company.
    ///
    /// # Errors
    /// When the database is out of reach or a row cannot be read.
    pub async fn list(&self, suite: &SuiteId) -> Result<Vec<CorpAuth>, StorageError> {
        self.all(of_suite(suite)).await
    }

    /// How the authorisations of a suite stand, by company; opens none.
    ///
    /// # Errors
    /// When the database is out of reach or a row cannot be understood.
    pub async fn standings(&self, suite: &SuiteId) -> Result<Vec<CorpStanding>, StorageError> {
        let rows = of_suite(suite).order_by_asc(Column::CorpId).all(self.0.reader()).await?;
        rows.into_iter().map(CorpStanding::try_from).collect()
    }

    /// The authorisations of a suite that fit, by company; a page of them.
    ///
    /// # Errors
    /// As [`standings`](Self::standings).
    pub async fn search(&self, suite: &SuiteId, search: &CorpSearch<'_>) -> Result<Vec<CorpStanding>, StorageError> {
        let fitting = of_suite(suite)
            .apply_if(search.after, |query, corp| query.filter(Column::CorpId.gt(corp)))
            .apply_if(search.status, |query, status| query.filter(Column::Status.eq(status)))
            .apply_if(search.ids, |query, ids| query.filter(Column::CorpId.is_in(ids.iter().copied())))
            .apply_if(search.text, |query, text| {
                let found = Condition::any().add(Column::CorpName.contains(text)).add(Column::CorpId.eq(text));
                query.filter(found.add(Column::OrgCode.eq(text)))
            });
        let rows = fitting.order_by_asc(Column::CorpId).limit(search.limit).all(self.0.reader()).await?;
        rows.into_iter().map(CorpStanding::try_from).collect()
    }

    /// How many companies authorised a suite, whatever became of it.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn count(&self, suite: &SuiteId) -> Result<u64, StorageError> {
        Ok(of_suite(suite).count(self.0.reader()).await?)
    }

    /// The names of companies that are known, by id; opens no authorisation.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn names(&self) -> Result<BTreeMap<String, String>, StorageError> {
        let named = Entity::find().select_only().column(Column::CorpId).column(Column::CorpName);
        let named = named.filter(Column::CorpName.is_not_null()).order_by_asc(Column::UpdatedAt);
        let pairs: Vec<(String, String)> = named.into_tuple().all(self.0.reader()).await?;
        // Of a company that authorised several suites, the name that was heard last.
        Ok(pairs.into_iter().collect())
    }

    /// All authorisations of a company, by suite.
    ///
    /// # Errors
    /// When the database is out of reach or a row cannot be read.
    pub async fn list_by_corp(&self, corp: &CorpId) -> Result<Vec<CorpAuth>, StorageError> {
        self.all(Entity::find().filter(Column::CorpId.eq(corp.as_str()))).await
    }

    /// All authorisations, by suite and company.
    ///
    /// # Errors
    /// When the database is out of reach or a row cannot be read.
    pub async fn list_all(&self) -> Result<Vec<CorpAuth>, StorageError> {
        self.all(Entity::find()).await
    }

    /// Takes over what WeCom told of an authorisation when it was asked at `asked_at` with this version of the permanent
    /// code, unless it was cancelled or got another code since, or was asked about later; answers whether it did.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn apply_auth_info(
        &self,
        suite: &SuiteId,
        corp: &CorpId,
        code_version: i64,
        info: Authorisation,
        asked_at: Timestamp,
    ) -> Result<bool, StorageError> {
        if info.status == CorpAuthStatus::Cancelled {
            return Ok(false);
        }
        let (status, errcode) = info.status.columns();
        let mut change = ActiveModel {
            status: Set(status.to_owned()),
            errcode: Set(errcode),
            updated_at: Set(self.0.now().as_millis()),
            ..Default::default()
        };
        if let Some(name) = info.corp_name {
            change.corp_name = Set(Some(name));
        }
        if let Some(agent) = info.agent_id {
            change.agent_id = Set(Some(agent.into()));
        }
        if let Some(range) = info.visible_range {
            change.visible_range = Set(Some(Place { table: TABLE, name: "visible_range" }.write_json(&range)?));
        }
        self.change_unless_newer(suite, corp, code_version, asked_at, change).await
    }

    /// Notes that WeCom refused the permanent code of this version when it was asked at `asked_at`; answers whether that
    /// still is the current one and nothing better was heard since.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn mark_credential_invalid(
        &self,
        suite: &SuiteId,
        corp: &CorpId,
        code_version: i64,
        errcode: i64,
        asked_at: Timestamp,
    ) -> Result<bool, StorageError> {
        let (status, errcode) = CorpAuthStatus::CredentialInvalid { errcode }.columns();
        let change = ActiveModel {
            status: Set(status.to_owned()),
            errcode: Set(errcode),
            updated_at: Set(self.0.now().as_millis()),
            ..Default::default()
        };
        self.change_unless_newer(suite, corp, code_version, asked_at, change).await
    }

    /// Writes what was heard at `asked_at`, unless the company cancelled or got another code, or was heard of later.
    async fn change_unless_newer(
        &self,
        suite: &SuiteId,
        corp: &CorpId,
        code_version: i64,
        asked_at: Timestamp,
        change: ActiveModel,
    ) -> Result<bool, StorageError> {
        let change = ActiveModel { changed_time: Set(asked_at.as_millis()), ..change };
        let not_newer = Condition::any()
            .add(Column::ChangedTime.lte(asked_at.as_millis()))
            .add(Column::ChangedTime.gt(noted_before(self.0.now())));
        let changed = Entity::update_many()
            .set(change)
            .filter(Column::SuiteId.eq(suite.as_str()))
            .filter(Column::CorpId.eq(corp.as_str()))
            .filter(Column::Status.ne(CANCELLED))
            .filter(Column::CodeVersion.eq(code_version))
            .filter(not_newer)
            .exec(self.0.writer())
            .await?;
        Ok(changed.rows_affected == 1)
    }

    async fn one(&self, select: Select<Entity>) -> Result<Option<CorpAuth>, StorageError> {
        let row = select.one(self.0.reader()).await?;
        row.map(|row| CorpAuth::open(&self.0.kit().sealer, row)).transpose()
    }

    async fn all(&self, select: Select<Entity>) -> Result<Vec<CorpAuth>, StorageError> {
        let rows = select.order_by_asc(Column::SuiteId).order_by_asc(Column::CorpId).all(self.0.reader()).await?;
        rows.into_iter().map(|row| CorpAuth::open(&self.0.kit().sealer, row)).collect()
    }
}

fn of_suite(suite: &SuiteId) -> Select<Entity> {
    Entity::find().filter(Column::SuiteId.eq(suite.as_str()))
}

fn of_corp(suite: &SuiteId, corp: &CorpId) -> Select<Entity> {
    of_suite(suite).filter(Column::CorpId.eq(corp.as_str()))
}
