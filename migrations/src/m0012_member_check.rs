//! When the identity provider last said that somebody who is logged in still is a member, and since when a company's app
//! sends its events here.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait,
    prelude::DeriveMigrationName,
    sea_orm::ConnectionTrait,
    sea_query::{Expr, ExprTrait, Func, InsertStatement, Query, Table},
};

use crate::table::{ID, KEY, drop_tables, index, number, opt_number, primary, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = opt_number("app_event_at");
        manager.alter_table(Table::alter().table("corp_auth").add_column(column).take()).await?;
        member_check(manager).await?;
        note_who_is_logged_in(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["member_check"]).await?;
        manager.alter_table(Table::alter().table("corp_auth").drop_column("app_event_at").take()).await
    }
}

/// One row for each member of a company, by login type and realm; `leased_until` is 0 while nobody asks.
async fn member_check(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "member_check")
        .col(text("login_type", KEY))
        .col(text("realm", KEY))
        .col(text("corp_id", ID))
        .col(text("subject", KEY))
        .col(number("confirmed_at"))
        .col(number("asked_at"))
        .col(number("leased_until"))
        .primary_key(&mut primary(["login_type", "realm", "corp_id", "subject"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("member_check", ["asked_at"])).await
}

/// Members with sessions from before this step count as confirmed when they logged in.
async fn note_who_is_logged_in(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    const MEMBER: [&str; 4] = ["login_type", "realm", "corp_id", "subject"];
    let last_login = || Func::max(Expr::col("created_at"));
    let sessions = Query::select()
        .columns(MEMBER)
        .expr(last_login())
        .expr(last_login())
        .expr(Expr::val(0))
        .from("session")
        .and_where(Expr::col("revoked_at").is_null())
        .group_by_columns(MEMBER)
        .take();
    let columns = MEMBER.into_iter().chain(["confirmed_at", "asked_at", "leased_until"]);
    let insert =
        Query::insert().into_table("member_check").columns(columns).select_from(sessions).map(InsertStatement::take);
    let insert = insert.map_err(|error| DbErr::Custom(error.to_string()))?;
    manager.get_connection().execute(&insert).await.map(drop)
}
