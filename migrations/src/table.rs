//! The few kinds of table and column that the steps are built of: what SQLite, PostgreSQL and MySQL all have.

use sea_orm_migration::{
    DbErr, SchemaManager,
    sea_orm::DbBackend,
    sea_query::{
        ColumnDef, ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement, Index, IndexCreateStatement, Table,
        TableCreateStatement,
    },
};

/// Longest text that may be a key: MySQL's index limit in four-byte characters.
pub(crate) const KEY: u32 = 191;
/// Longest id of WeCom (corp, suite, member), with room to spare.
pub(crate) const ID: u32 = 128;
/// Longest word of a closed set: a state, a platform, an algorithm.
pub(crate) const WORD: u32 = 32;

/// A table whose texts compare byte by byte, as they do by default elsewhere than on MySQL.
pub(crate) fn table(manager: &SchemaManager<'_>, name: &'static str) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    if manager.get_database_backend() == DbBackend::MySql {
        table.engine("InnoDB").character_set("utf8mb4").collate("utf8mb4_bin");
    }
    table
}

/// A column that every row fills, with a text of at most `len` characters.
pub(crate) fn text(name: &'static str, len: u32) -> ColumnDef {
    ColumnDef::new(name).string_len(len).not_null().take()
}

/// A column that may be empty, with a text of at most `len` characters.
pub(crate) fn opt_text(name: &'static str, len: u32) -> ColumnDef {
    ColumnDef::new(name).string_len(len).null().take()
}

/// A column that every row fills, with a text of any length: sealed, JSON, or for people.
pub(crate) fn long_text(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    opt_long_text(manager, name).not_null().take()
}

/// A column that may be empty, with a text of any length.
pub(crate) fn opt_long_text(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    match manager.get_database_backend() {
        // Its TEXT ends at 64 KiB, and a sealed callback may be longer.
        DbBackend::MySql => column.custom("longtext"),
        _ => column.text(),
    };
    column.take()
}

/// A column that every row fills, with a 64-bit number; a moment is one in milliseconds.
pub(crate) fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// A column that may be empty, with a 64-bit number.
pub(crate) fn opt_number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().take()
}

/// A column that is true or false.
pub(crate) fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// The primary key that the database counts up itself.
pub(crate) fn counted(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().auto_increment().primary_key().take()
}

/// The primary key, of these columns.
pub(crate) fn primary<const N: usize>(columns: [&'static str; N]) -> IndexCreateStatement {
    columns.into_iter().fold(Index::create(), |mut index, column| index.col(column).take())
}

/// An index named after its table and columns.
pub(crate) fn index<const N: usize>(table: &'static str, columns: [&'static str; N]) -> IndexCreateStatement {
    let mut index = primary(columns);
    index.name(format!("idx_{table}_{}", columns.join("_"))).table(table).take()
}

/// An index named after its table and columns, without two equal rows; empty columns are not equal.
pub(crate) fn unique<const N: usize>(table: &'static str, columns: [&'static str; N]) -> IndexCreateStatement {
    let mut index = primary(columns);
    index.name(format!("uq_{table}_{}", columns.join("_"))).table(table).unique().take()
}

/// A row goes when the row goes that it points to.
pub(crate) fn belongs_to(
    (table, column): (&'static str, &'static str),
    (owner, key): (&'static str, &'static str),
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, column)
        .to(owner, key)
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

/// Drops these tables, in this order.
pub(crate) async fn drop_tables<const N: usize>(
    manager: &SchemaManager<'_>,
    names: [&'static str; N],
) -> Result<(), DbErr> {
    for name in names {
        manager.drop_table(Table::drop().table(name).take()).await?;
    }
    Ok(())
}
