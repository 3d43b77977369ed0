//! OpenID Connect, the third step: every cookie that named a session leads to it at a log-out, companies' own ids of their
//! members belong to an app, and requests that wait are counted by the network that they came from.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait,
    prelude::DeriveMigrationName,
    sea_orm::{
        ConnectionTrait as _,
        sea_query::{Alias, Expr, ExprTrait as _, Index, Query, SelectStatement, Table},
    },
};

use crate::table::{ID, KEY, belongs_to, drop_tables, index, number, opt_text, primary, table, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The table of companies' own ids while it is made anew: its key cannot be changed where it stands.
const IN_THE_MAKING: &str = "plain_userid_in_the_making";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        browser_cookie(manager).await?;
        let network = opt_text("network", ID);
        manager.alter_table(Table::alter().table("authorization_request").add_column(network).take()).await?;
        manager.create_index(index("authorization_request", ["network", "created_at"])).await?;
        plain_userid_of_app(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        plain_userid_of_all(manager).await?;
        let counted = Index::drop()
            .name("idx_authorization_request_network_created_at")
            .table("authorization_request")
            .to_owned();
        manager.drop_index(counted).await?;
        manager.alter_table(Table::alter().table("authorization_request").drop_column("network").take()).await?;
        drop_tables(manager, ["browser_cookie"]).await
    }
}

/// The cookies that name or named a session, as hashes; they go with it.
async fn browser_cookie(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "browser_cookie")
        .col(text("hash", ID))
        .col(text("session_id", ID))
        .col(number("created_at"))
        .primary_key(&mut primary(["hash"]))
        .foreign_key(&mut belongs_to(("browser_cookie", "session_id"), ("session", "id")))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("browser_cookie", ["session_id"])).await?;
    let mut known = Query::select();
    known.columns(["browser_hash", "id", "created_at"]).from("session");
    known.and_where(Expr::col("browser_hash").is_not_null());
    copy(manager, ("browser_cookie", ["hash", "session_id", "created_at"]), known).await
}

/// An app has companies' own ids of their members for itself. Those that are there already are of no app (`''`): they
/// count in all, as they did, until the first app that gets a table for the company takes them over.
async fn plain_userid_of_app(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, IN_THE_MAKING)
        .col(text("app", KEY))
        .col(text("corp_id", ID))
        .col(text("userid", KEY))
        .col(text("plain", KEY))
        .col(number("updated_at"))
        .primary_key(&mut primary(["app", "corp_id", "userid"]))
        .take();
    manager.create_table(table).await?;
    let mut known = Query::select();
    known.expr(Expr::value("")).columns(["corp_id", "userid", "plain", "updated_at"]).from("plain_userid");
    copy(manager, (IN_THE_MAKING, ["app", "corp_id", "userid", "plain", "updated_at"]), known).await?;
    put_in_place(manager).await?;
    manager.create_index(unique("plain_userid", ["app", "corp_id", "plain"])).await
}

/// All apps have them in common again: of several apps the first one's count.
async fn plain_userid_of_all(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, IN_THE_MAKING)
        .col(text("corp_id", ID))
        .col(text("userid", KEY))
        .col(text("plain", KEY))
        .col(number("updated_at"))
        .primary_key(&mut primary(["corp_id", "userid"]))
        .take();
    manager.create_table(table).await?;
    let (of_first, other) = (Alias::new("of_first"), Alias::new("other"));
    let mut first = Query::select();
    first.expr(Expr::col((other.clone(), "app")).min()).from_as("plain_userid", other.clone());
    first.and_where(Expr::col((other, "corp_id")).equals((of_first.clone(), "corp_id")));
    let mut known = Query::select();
    known.columns(["corp_id", "userid", "plain", "updated_at"]).from_as("plain_userid", of_first.clone());
    known.and_where(Expr::col((of_first, "app")).in_subquery(first));
    copy(manager, (IN_THE_MAKING, ["corp_id", "userid", "plain", "updated_at"]), known).await?;
    put_in_place(manager).await?;
    manager.create_index(unique("plain_userid", ["corp_id", "plain"])).await
}

/// Puts the table that was made in the place of the one before.
async fn put_in_place(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    drop_tables(manager, ["plain_userid"]).await?;
    manager.rename_table(Table::rename().table(IN_THE_MAKING, "plain_userid").take()).await
}

/// Adds to a table what a query finds.
async fn copy<const N: usize>(
    manager: &SchemaManager<'_>,
    (table, columns): (&'static str, [&'static str; N]),
    found: SelectStatement,
) -> Result<(), DbErr> {
    let mut insert = Query::insert();
    insert.into_table(table).columns(columns);
    insert.select_from(found).map_err(|error| DbErr::Custom(error.to_string()))?;
    manager.get_connection().execute(&insert).await?;
    Ok(())
}
