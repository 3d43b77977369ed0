//! Token families: the refresh tokens that a session gives one client, so that one login can serve several clients. A session
//! from before gets one family, that of its app.

use sea_orm_migration::{
    DbErr, MigrationTrait, SchemaManager, async_trait,
    prelude::DeriveMigrationName,
    sea_orm::{ConnectionTrait, sea_query::Table},
};

use crate::table::{
    ID, KEY, belongs_to, drop_tables, index, long_text, number, opt_long_text, opt_number, opt_text, primary, table,
    text,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        token_family(manager).await?;
        let of_sessions = "INSERT INTO token_family (id, session_id, client_id, scope, created_at) \
                           SELECT id, id, app, 'openid profile', created_at FROM session";
        manager.get_connection().execute_unprepared(of_sessions).await?;
        let tokens = "INSERT INTO refresh_token_next (hash, family_id, created_at, expires_at, spent_at, successor_nonce) \
                      SELECT hash, session_id, created_at, expires_at, spent_at, successor_nonce FROM refresh_token";
        replace_refresh_token(manager, ("family_id", "token_family"), tokens).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Of other clients' families and of ended ones nothing stays: their tokens would be good for the whole session.
        let tokens = "INSERT INTO refresh_token_next (hash, session_id, created_at, expires_at, spent_at, successor_nonce) \
                      SELECT t.hash, f.session_id, t.created_at, t.expires_at, t.spent_at, t.successor_nonce \
                      FROM refresh_token t JOIN token_family f ON f.id = t.family_id JOIN session s ON s.id = f.session_id \
                      WHERE f.client_id = s.app AND f.revoked_at IS NULL";
        replace_refresh_token(manager, ("session_id", "session"), tokens).await?;
        drop_tables(manager, ["token_family"]).await
    }
}

/// Makes the table `token_family`: a row holds the tokens that one client was given within a session.
async fn token_family(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = table(manager, "token_family")
        .col(text("id", ID))
        .col(text("session_id", ID))
        .col(text("client_id", KEY))
        .col(long_text(manager, "scope"))
        .col(number("created_at"))
        .col(opt_number("revoked_at"))
        .col(opt_long_text(manager, "revoke_reason"))
        .primary_key(&mut primary(["id"]))
        .foreign_key(&mut belongs_to(("token_family", "session_id"), ("session", "id")))
        .take();
    manager.create_table(table).await?;
    manager.create_index(index("token_family", ["session_id"])).await
}

/// Makes the table anew with another owner, for SQLite changes no foreign key of one that is there.
async fn replace_refresh_token(
    manager: &SchemaManager<'_>,
    (column, owner): (&'static str, &'static str),
    copy: &str,
) -> Result<(), DbErr> {
    let next = table(manager, "refresh_token_next")
        .col(text("hash", ID))
        .col(text(column, ID))
        .col(number("created_at"))
        .col(number("expires_at"))
        .col(opt_number("spent_at"))
        .col(opt_text("successor_nonce", ID))
        .primary_key(&mut primary(["hash"]))
        .foreign_key(belongs_to(("refresh_token", column), (owner, "id")).from_tbl("refresh_token_next"))
        .take();
    manager.create_table(next).await?;
    manager.get_connection().execute_unprepared(copy).await?;
    drop_tables(manager, ["refresh_token"]).await?;
    manager.rename_table(Table::rename().table("refresh_token_next", "refresh_token").take()).await?;
    for column in [column, "expires_at", "successor_nonce"] {
        manager.create_index(index("refresh_token", [column])).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sea_orm_migration::{
        MigrationName as _, MigratorTrait as _,
        sea_orm::{DatabaseConnection, Statement},
    };
    use test_database::TestDatabase;

    use super::*;
    use crate::{connection, migrator::Migrator};

    const USER: &str = "INSERT INTO local_user (id, disabled, created_at, updated_at) VALUES ('user', FALSE, 1, 1)";

    fn session(id: &str) -> String {
        let columns =
            "id, user_id, app, instance, login_type, realm, corp_id, subject, platform, created_at, expires_at";
        format!("INSERT INTO session ({columns}) VALUES ('{id}', 'user', 'a.b', 'i', 't', 'r', 'c', 's', 'app', 5, 9)")
    }

    fn token(hash: &str, (column, owner): (&str, &str)) -> String {
        format!("INSERT INTO refresh_token (hash, {column}, created_at, expires_at) VALUES ('{hash}', '{owner}', 5, 9)")
    }

    fn family(id: &str, client: &str, revoked_at: &str) -> String {
        let columns = "id, session_id, client_id, scope, created_at, revoked_at";
        format!("INSERT INTO token_family ({columns}) VALUES ('{id}', 'one', '{client}', 'openid', 5, {revoked_at})")
    }

    /// Runs the statements.
    async fn run(connection: &DatabaseConnection, statements: &[String]) {
        for statement in statements {
            connection.execute_unprepared(statement).await.unwrap();
        }
    }

    /// Two columns of all rows, in order.
    async fn pairs(connection: &DatabaseConnection, (one, other): (&str, &str), table: &str) -> Vec<(String, String)> {
        let sql = format!("SELECT {one}, {other} FROM {table} ORDER BY {one}");
        let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await;
        rows.unwrap().iter().map(|row| (row.try_get("", one).unwrap(), row.try_get("", other).unwrap())).collect()
    }

    fn texts(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
    }

    #[tokio::test]
    async fn each_session_gets_one_family_with_its_tokens_and_has_them_again_when_the_step_is_taken_back() {
        let place = TestDatabase::new().await;
        let connection = connection::create(place.url()).await.unwrap();
        let before = Migrator::migrations().iter().position(|step| step.name() == Migration.name()).unwrap();
        Migrator::up(&connection, Some(u32::try_from(before).unwrap())).await.unwrap();
        let of = |session| ("session_id", session);
        run(&connection, &[USER.to_owned(), session("one"), session("two"), token("a", of("one"))]).await;
        run(&connection, &[token("b", of("one")), token("c", of("two"))]).await;

        Migrator::up(&connection, Some(1)).await.unwrap();
        assert_eq!(
            pairs(&connection, ("session_id", "client_id"), "token_family").await,
            texts(&[("one", "a.b"), ("two", "a.b")])
        );
        let owners = "refresh_token t JOIN token_family f ON f.id = t.family_id";
        assert_eq!(
            pairs(&connection, ("hash", "session_id"), owners).await,
            texts(&[("a", "one"), ("b", "one"), ("c", "two")])
        );

        let of = |family| ("family_id", family);
        run(
            &connection,
            &[family("app", "a.b", "NULL"), family("ended", "a.b", "7"), family("client", "grafana", "NULL")],
        )
        .await;
        run(&connection, &[token("d", of("app")), token("e", of("ended")), token("f", of("client"))]).await;
        Migrator::down(&connection, Some(1)).await.unwrap();
        let kept = [("a", "one"), ("b", "one"), ("c", "two"), ("d", "one")];
        assert_eq!(pairs(&connection, ("hash", "session_id"), "refresh_token").await, texts(&kept));

        run(&connection, &["DELETE FROM session WHERE id = 'one'".to_owned()]).await;
        Migrator::up(&connection, None).await.unwrap();
        assert_eq!(pairs(&connection, ("hash", "family_id"), "refresh_token").await, texts(&[("c", "two")]));
        connection::close(connection).await;
    }
}
