//! Hosts: the login hosts of companies with the codes that lead between hosts, the files by which a host is verified, and the
//! sessions of apps behind a proxy; and the client that a login code is for.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName, sea_orm::sea_query::Table,
};

use crate::table::{ID, KEY, WORD, belongs_to, drop_tables, index, long_text, number, opt_text, primary, table, text};

/// The columns that tables get which are there already.
const ADDED: [(&str, &str); 2] = [("login_attempt", "home_cookie_hash"), ("login_code", "client_id")];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        login_host(manager).await?;
        login_relay(manager).await?;
        verification_file(manager).await?;
        forward_session(manager).await?;
        for (table, column) in ADDED {
            let column = opt_text(column, ID);
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in ADDED {
            manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
        }
        drop_tables(manager, ["forward_session", "verification_file", "login_relay", "login_host"]).await
    }
}

/// The hosts that the members of a company, or of an instance, log in at.
async fn login_host(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "login_host")
        .col(text("app", KEY))
        .col(text("kind", WORD))
        .col(text("owner", KEY))
        .col(long_text(manager, "url"))
        .col(number("updated_at"))
        .primary_key(&mut primary(["app", "kind", "owner"]))
        .take();
    manager.create_table(table).await
}

/// Codes that lead a login from one host to another, as hashes.
async fn login_relay(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "login_relay")
        .col(text("hash", ID))
        .col(text("host", KEY))
        .col(opt_text("cookie_hash", ID))
        .col(long_text(manager, "content"))
        .col(number("created_at"))
        .col(number("expires_at"))
        .primary_key(&mut primary(["hash"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("login_relay", ["expires_at"])).await
}

/// Files at a host's root.
async fn verification_file(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "verification_file")
        .col(text("host", KEY))
        .col(text("name", ID))
        .col(long_text(manager, "content"))
        .col(number("updated_at"))
        .primary_key(&mut primary(["host", "name"]))
        .take();
    manager.create_table(table).await
}

/// Cookies of browsers at apps behind a proxy, as hashes; they go with their session.
async fn forward_session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "forward_session")
        .col(text("hash", ID))
        .col(text("session_id", ID))
        .col(text("app", KEY))
        .col(text("client_id", ID))
        .col(long_text(manager, "site"))
        .col(number("created_at"))
        .col(number("expires_at"))
        .primary_key(&mut primary(["hash"]))
        .foreign_key(&mut belongs_to(("forward_session", "session_id"), ("session", "id")))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("forward_session", ["session_id"])).await?;
    manager.create_index(index("forward_session", ["expires_at"])).await
}
