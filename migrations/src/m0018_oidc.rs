//! OpenID Connect: what was asked for, what was given for it, and what its clients were told.

use sea_orm_migration::{DbErr, MigrationTrait, SchemaManager, async_trait, prelude::DeriveMigrationName};

use crate::table::{
    ID, KEY, WORD, belongs_to, drop_tables, index, long_text, number, opt_long_text, opt_number, opt_text, primary,
    table, text,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        authorization_request(manager).await?;
        authorization_code(manager).await?;
        oidc_subject(manager).await?;
        oidc_consent(manager).await?;
        client_session(manager).await?;
        client_assertion(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["client_assertion", "client_session", "oidc_consent", "oidc_subject"];
        drop_tables(manager, tables).await?;
        drop_tables(manager, ["authorization_code", "authorization_request"]).await
    }
}

/// Requests for a login that wait for the member.
async fn authorization_request(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "authorization_request")
        .col(text("hash", ID))
        .col(text("app", KEY))
        .col(text("client_id", ID))
        .col(long_text(manager, "request"))
        .col(number("created_at"))
        .col(number("expires_at"))
        .primary_key(&mut primary(["hash"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("authorization_request", ["expires_at"])).await
}

/// Codes, as hashes; a used one stays for a while, so that a second use is known for what it is.
async fn authorization_code(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "authorization_code")
        .col(text("hash", ID))
        .col(text("app", KEY))
        .col(text("client_id", ID))
        .col(text("session_id", ID))
        .col(long_text(manager, "redirect_uri"))
        .col(long_text(manager, "scope"))
        .col(opt_long_text(manager, "nonce"))
        .col(opt_text("code_challenge", ID))
        .col(number("created_at"))
        .col(number("expires_at"))
        .col(opt_number("used_at"))
        .col(opt_text("family_id", ID))
        .primary_key(&mut primary(["hash"]))
        .foreign_key(&mut belongs_to(("authorization_code", "session_id"), ("session", "id")))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("authorization_code", ["session_id"])).await?;
    manager.create_index(index("authorization_code", ["created_at"])).await
}

/// The `sub` of a user for the clients of a sector.
async fn oidc_subject(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "oidc_subject")
        .col(text("user_id", ID))
        .col(text("sector", KEY))
        .col(text("sub", ID))
        .col(number("created_at"))
        .primary_key(&mut primary(["user_id", "sector"]))
        .foreign_key(&mut belongs_to(("oidc_subject", "user_id"), ("local_user", "id")))
        .take();
    manager.create_table(table).await
}

/// What a user granted a client.
async fn oidc_consent(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "oidc_consent")
        .col(text("user_id", ID))
        .col(text("app", KEY))
        .col(text("client_id", ID))
        .col(long_text(manager, "scope"))
        .col(number("updated_at"))
        .primary_key(&mut primary(["user_id", "app", "client_id"]))
        .foreign_key(&mut belongs_to(("oidc_consent", "user_id"), ("local_user", "id")))
        .take();
    manager.create_table(table).await
}

/// Which clients a session was given to, and whether they were told of its end.
async fn client_session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "client_session")
        .col(text("session_id", ID))
        .col(text("client_id", ID))
        .col(text("app", KEY))
        .col(text("sub", ID))
        .col(number("created_at"))
        .col(text("state", WORD))
        .col(number("attempts"))
        .col(number("next_attempt_at"))
        .col(opt_long_text(manager, "last_error"))
        .primary_key(&mut primary(["session_id", "client_id"]))
        .foreign_key(&mut belongs_to(("client_session", "session_id"), ("session", "id")))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("client_session", ["state", "next_attempt_at"])).await
}

/// Assertions that clients proved themselves with, until they expire.
async fn client_assertion(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "client_assertion")
        .col(text("hash", ID))
        .col(number("expires_at"))
        .primary_key(&mut primary(["hash"]))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("client_assertion", ["expires_at"])).await
}
