//! The console: administrators, their browsers' sessions, the links by which they are invited, their failed attempts to sign
//! in; and what its lists are read by.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName, sea_orm::sea_query::Index,
};

use crate::table::{
    ID, KEY, WORD, belongs_to, drop_tables, flag, index, long_text, number, opt_number, opt_text, primary, table, text,
    unique,
};

/// Indexes of tables that are there already: with many rows a list is as quick as with few.
const ADDED: [(&str, &[&str]); 9] = [
    ("callback_record", &["received_at"]),
    ("callback_record", &["state", "id"]),
    ("callback_record", &["corp_id", "id"]),
    ("callback_record", &["event_type", "id"]),
    ("session", &["created_at"]),
    ("audit_event", &["actor", "id"]),
    ("audit_event", &["action", "id"]),
    ("audit_event", &["action", "occurred_at"]),
    ("audit_event", &["target", "id"]),
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        administrator(manager).await?;
        console_session(manager).await?;
        administrator_invitation(manager).await?;
        sign_in_failure(manager).await?;
        for (table, columns) in ADDED {
            let mut added = Index::create();
            for column in columns {
                added.col(*column);
            }
            manager.create_index(added.name(name(table, columns)).table(table).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in ADDED {
            manager.drop_index(Index::drop().name(name(table, columns)).table(table).to_owned()).await?;
        }
        drop_tables(manager, ["sign_in_failure", "administrator_invitation", "console_session", "administrator"]).await
    }
}

fn name(table: &str, columns: &[&str]) -> String {
    format!("idx_{table}_{}", columns.join("_"))
}

/// Who may use the console.
async fn administrator(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "administrator")
        .col(text("id", ID))
        .col(text("name", KEY))
        .col(text("role", WORD))
        .col(long_text(manager, "password_hash"))
        .col(long_text(manager, "totp_secret"))
        .col(number("totp_step"))
        .col(flag("disabled"))
        .col(number("created_at"))
        .col(opt_number("signed_in_at"))
        .primary_key(&mut primary(["id"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(unique("administrator", ["name"])).await
}

/// The cookies of the console, as hashes.
async fn console_session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "console_session")
        .col(text("hash", ID))
        .col(text("administrator_id", ID))
        .col(number("created_at"))
        .col(number("seen_at"))
        .col(number("confirmed_at"))
        .col(number("expires_at"))
        .primary_key(&mut primary(["hash"]))
        .foreign_key(&mut belongs_to(("console_session", "administrator_id"), ("administrator", "id")))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("console_session", ["administrator_id"])).await?;
    manager.create_index(index("console_session", ["expires_at"])).await
}

/// Links that are good once, as hashes: the first administrator, further ones, and new secrets of one who lost theirs.
async fn administrator_invitation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "administrator_invitation")
        .col(text("hash", ID))
        .col(text("kind", WORD))
        .col(opt_text("name", KEY))
        .col(text("role", WORD))
        .col(long_text(manager, "totp_secret"))
        .col(number("created_at"))
        .col(number("expires_at"))
        .primary_key(&mut primary(["hash"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("administrator_invitation", ["expires_at"])).await
}

/// Failed attempts of a name, from one network or from all that are unknown.
async fn sign_in_failure(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "sign_in_failure")
        .col(text("id", KEY))
        .col(number("failures"))
        .col(number("last_at"))
        .primary_key(&mut primary(["id"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("sign_in_failure", ["last_at"])).await
}
