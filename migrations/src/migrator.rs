//! The steps in their order, and which of them a database has.

use std::collections::HashSet;

use sea_orm_migration::{
    MigrationTrait, MigratorTrait, SchemaManager, async_trait,
    sea_orm::{DbErr, EntityName, EntityTrait},
    seaql_migrations,
};

use crate::{
    MigrationError, Step, StepState, m0001_wecom, m0002_callback_records, m0003_accounts, m0004_keys, m0005_audit,
    m0006_lease, m0007_running_lane, m0008_reconcile, m0010_request_id, m0011_callback_inbox, m0012_member_check,
    m0013_grants, m0014_refresh_successor, m0015_token_rights, m0016_token_families, m0017_login_attempt_kept,
    m0018_oidc, m0019_hosts, m0020_openid_sessions, m0021_openid_scope, m0022_hand_over, m0023_console,
};

/// Knows every step.
pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_wecom::Migration),
            Box::new(m0002_callback_records::Migration),
            Box::new(m0003_accounts::Migration),
            Box::new(m0004_keys::Migration),
            Box::new(m0005_audit::Migration),
            Box::new(m0006_lease::Migration),
            Box::new(m0007_running_lane::Migration),
            Box::new(m0008_reconcile::Migration),
            Box::new(m0010_request_id::Migration),
            Box::new(m0011_callback_inbox::Migration),
            Box::new(m0012_member_check::Migration),
            Box::new(m0013_grants::Migration),
            Box::new(m0014_refresh_successor::Migration),
            Box::new(m0015_token_rights::Migration),
            Box::new(m0016_token_families::Migration),
            Box::new(m0017_login_attempt_kept::Migration),
            Box::new(m0018_oidc::Migration),
            Box::new(m0019_hosts::Migration),
            Box::new(m0020_openid_sessions::Migration),
            Box::new(m0021_openid_scope::Migration),
            Box::new(m0022_hand_over::Migration),
            Box::new(m0023_console::Migration),
        ]
    }
}

/// Every step that this program knows; refuses a database that has others.
pub(crate) async fn steps(manager: &SchemaManager<'_>) -> Result<Vec<Step>, MigrationError> {
    let mut applied = applied(manager).await.map_err(MigrationError::failed)?;
    let mut steps = Vec::new();
    for migration in Migrator::migrations() {
        let name = migration.name().to_owned();
        let state = if applied.remove(&name) { StepState::Applied } else { StepState::Pending };
        steps.push(Step { name, state });
    }
    match applied.into_iter().max() {
        Some(step) => Err(MigrationError::Newer { step }),
        None => Ok(steps),
    }
}

async fn applied(manager: &SchemaManager<'_>) -> Result<HashSet<String>, DbErr> {
    if !manager.has_table(seaql_migrations::Entity.table_name()).await? {
        return Ok(HashSet::new());
    }
    let rows = seaql_migrations::Entity::find().all(manager.get_connection()).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}
