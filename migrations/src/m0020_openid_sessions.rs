//! OpenID Connect, the second step: a session goes on when its member logs in anew at the same browser, each client knows it
//! by an id of its own, what a member consented to for one session goes with it, and companies' own ids of their members.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait,
    prelude::DeriveMigrationName,
    sea_orm::{
        ConnectionTrait as _,
        sea_query::{Expr, ExprTrait as _, Index, IndexDropStatement, Query, Table},
    },
};

use crate::table::{ID, KEY, drop_tables, index, number, opt_long_text, opt_text, primary, table, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [opt_text("continues", ID), opt_long_text(manager, "member_details")] {
            manager.alter_table(Table::alter().table("session").add_column(column).take()).await?;
        }
        manager.create_index(index("session", ["continues"])).await?;
        manager.alter_table(Table::alter().table("client_session").add_column(opt_text("sid", ID)).take()).await?;
        manager.create_index(index("client_session", ["sid"])).await?;
        // Clients were told the session's own id before.
        let known = Query::update()
            .table("client_session")
            .value("sid", Expr::col("session_id"))
            .and_where(Expr::col("sid").is_null())
            .take();
        manager.get_connection().execute(&known).await?;
        plain_userid(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["plain_userid"]).await?;
        manager.drop_index(index_of("client_session", "sid")).await?;
        manager.alter_table(Table::alter().table("client_session").drop_column("sid").take()).await?;
        manager.drop_index(index_of("session", "continues")).await?;
        for column in ["continues", "member_details"] {
            manager.alter_table(Table::alter().table("session").drop_column(column).take()).await?;
        }
        Ok(())
    }
}

fn index_of(table: &'static str, column: &'static str) -> IndexDropStatement {
    Index::drop().name(format!("idx_{table}_{column}")).table(table).to_owned()
}

/// The ids that companies themselves have for their members; no two members have one.
async fn plain_userid(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "plain_userid")
        .col(text("corp_id", ID))
        .col(text("userid", KEY))
        .col(text("plain", KEY))
        .col(number("updated_at"))
        .primary_key(&mut primary(["corp_id", "userid"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(unique("plain_userid", ["corp_id", "plain"])).await
}
