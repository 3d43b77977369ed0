//! Users, what ties them to login types, and how they are logged in. Codes and tokens are here as hashes only.

use sea_orm_migration::{DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName};

use crate::table::{
    ID, KEY, WORD, belongs_to, drop_tables, flag, index, long_text, number, opt_long_text, opt_number, opt_text,
    primary, table, text, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        local_user(manager).await?;
        binding(manager).await?;
        login_code(manager).await?;
        session(manager).await?;
        refresh_token(manager).await?;
        login_attempt(manager).await?;
        revocation(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            ["revocation", "login_attempt", "refresh_token", "session", "login_code", "binding", "local_user"],
        )
        .await
    }
}

/// The users.
async fn local_user(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "local_user")
        .col(text("id", WORD))
        .col(opt_long_text(manager, "name"))
        .col(opt_long_text(manager, "avatar"))
        .col(flag("disabled"))
        .col(number("created_at"))
        .col(number("updated_at"))
        .primary_key(&mut primary(["id"]))
        .take();
    manager.create_table(table).await
}

/// The member that a user is to a login type, in a company.
async fn binding(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "binding")
        .col(text("login_type", KEY))
        .col(text("corp_id", ID))
        .col(text("subject", KEY))
        .col(text("user_id", WORD))
        .col(opt_long_text(manager, "profile"))
        .col(number("profile_time"))
        .col(number("created_at"))
        .primary_key(&mut primary(["login_type", "corp_id", "subject"]))
        .foreign_key(&mut belongs_to(("binding", "user_id"), ("local_user", "id")))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("binding", ["user_id"])).await
}

/// Login codes that nobody used yet.
async fn login_code(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "login_code")
        .col(text("hash", ID))
        .col(text("user_id", WORD))
        .col(text("app", KEY))
        .col(text("instance", KEY))
        .col(text("login_type", KEY))
        .col(text("realm", KEY))
        .col(text("subject", KEY))
        .col(long_text(manager, "corps"))
        .col(number("created_at"))
        .col(number("expires_at"))
        .primary_key(&mut primary(["hash"]))
        .foreign_key(&mut belongs_to(("login_code", "user_id"), ("local_user", "id")))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("login_code", ["realm", "subject"])).await?;
    manager.create_index(index("login_code", ["user_id"])).await?;
    manager.create_index(index("login_code", ["expires_at"])).await
}

/// Sessions, ended ones too until they would have expired.
async fn session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "session")
        .col(text("id", ID))
        .col(text("user_id", WORD))
        .col(text("app", KEY))
        .col(text("instance", KEY))
        .col(text("login_type", KEY))
        .col(text("realm", KEY))
        .col(text("corp_id", ID))
        .col(text("subject", KEY))
        .col(text("platform", WORD))
        .col(opt_text("browser_hash", ID))
        .col(number("created_at"))
        .col(number("expires_at"))
        .col(opt_number("revoked_at"))
        .col(opt_long_text(manager, "revoke_reason"))
        .primary_key(&mut primary(["id"]))
        .foreign_key(&mut belongs_to(("session", "user_id"), ("local_user", "id")))
        .take();
    manager.create_table(table).await?;
    manager.create_index(unique("session", ["browser_hash"])).await?;
    manager.create_index(index("session", ["user_id"])).await?;
    manager.create_index(index("session", ["realm", "corp_id", "subject"])).await?;
    manager.create_index(index("session", ["expires_at"])).await
}

/// Refresh tokens, spent ones too, so that their re-use is noticed.
async fn refresh_token(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "refresh_token")
        .col(text("hash", ID))
        .col(text("session_id", ID))
        .col(number("created_at"))
        .col(number("expires_at"))
        .col(opt_number("spent_at"))
        .primary_key(&mut primary(["hash"]))
        .foreign_key(&mut belongs_to(("refresh_token", "session_id"), ("session", "id")))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("refresh_token", ["session_id"])).await?;
    manager.create_index(index("refresh_token", ["expires_at"])).await
}

/// What a login page sent away with `state`, to be found again when the browser comes back.
async fn login_attempt(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "login_attempt")
        .col(text("state_hash", ID))
        .col(text("cookie_hash", ID))
        .col(text("app", KEY))
        .col(text("instance", KEY))
        .col(text("corp_id", ID))
        .col(text("way", WORD))
        .col(opt_long_text(manager, "return_to"))
        .col(number("created_at"))
        .col(number("expires_at"))
        .primary_key(&mut primary(["state_hash"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("login_attempt", ["expires_at"])).await
}

/// Until when the logins of a company, or of one subject in it, count for nothing; `subject` is empty for everybody.
async fn revocation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "revocation")
        .col(text("realm", KEY))
        .col(text("corp_id", ID))
        .col(text("subject", KEY))
        .col(number("revoked_until"))
        .primary_key(&mut primary(["realm", "corp_id", "subject"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("revocation", ["revoked_until"])).await
}
