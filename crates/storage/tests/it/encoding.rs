//! Databases that cannot keep every Chinese character are refused; those that only look so are not.

use clock::ManualClock;
use migrations::MigrationError;
use storage::{Access, Database, Engine, Options, StorageError, wecom::CorpGrant};
use test_database::TestDatabase;

use crate::kit::{at, corp, grant, open_at, ring, suite};

async fn open(url: &str) -> Result<Database, StorageError> {
    open_at(url, Options::default(), ring("k1", &[("k1", 1)]), &ManualClock::new(at(1_000_000))).await
}

#[tokio::test]
async fn a_postgresql_database_that_is_not_utf8_is_refused_with_the_statement_that_makes_one() {
    let place = TestDatabase::new().await;
    if place.engine() != Engine::Postgres {
        return;
    }
    for encoding in ["LATIN1", "EUC_CN", "SQL_ASCII"] {
        let how = format!(" ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        let url = place.made_as(&how).await;
        let refused = [migrations::up(&url).await.unwrap_err(), migrations::status(&url).await.unwrap_err()];
        let said = refused.map(|error| {
            assert!(matches!(error, MigrationError::Unsuitable(_)), "{error:?}");
            error.to_string()
        });
        let opened = open(&url).await.unwrap_err();
        assert!(matches!(opened, StorageError::Unsuitable(_)), "{opened:?}");
        for text in said.into_iter().chain([opened.to_string()]) {
            assert!(text.contains(encoding) && text.contains("CREATE DATABASE c_") && !text.contains('\n'), "{text}");
            assert!(text.contains("ENCODING 'UTF8'"), "{text}");
        }
    }
    let right = place.made_as(" ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0").await;
    migrations::up(&right).await.unwrap();
}

#[tokio::test]
async fn on_mysql_four_byte_characters_are_kept_whatever_the_databases_own_character_set_is() {
    let place = TestDatabase::new().await;
    if place.engine() != Engine::MySql {
        return;
    }
    for set in ["latin1", "utf8mb3", "gbk"] {
        let url = place.made_as(&format!(" CHARACTER SET {set}")).await;
        migrations::up(&url).await.unwrap();
        let database = open(&url).await.unwrap();
        let named = CorpGrant { corp_name: Some("𠮷野家".to_owned()), ..grant("code", 1) };
        database.corp_auths().grant(named).await.unwrap();
        let found = database.corp_auths().lookup(&suite("suite"), &corp("corp")).await.unwrap().unwrap();
        assert_eq!(found.corp_name.as_deref(), Some("𠮷野家"), "{set}");
    }
}
