//! The callback worker's way to the login types.

use std::sync::Arc;

use actix_web::web;
use async_trait::async_trait;
use callback_records::Work;
use login_type::{CallbackRecord, WorkError, Worked};

use crate::state::AppState;

/// Hands a record to the login type that it names.
pub(crate) struct CatalogWork(pub(crate) web::Data<AppState>);

#[async_trait]
impl Work for CatalogWork {
    async fn work(&self, login_type: &str, record: &CallbackRecord) -> Result<Worked, WorkError> {
        let catalog = self.0.catalog();
        let worked = catalog.login_types.work(login_type, record, &self.0.host).await;
        let result = match &worked {
            Ok(_) => "succeeded",
            Err(WorkError::Retry { .. }) => "failed",
            Err(WorkError::Dead(_)) => "dead",
        };
        self.0.metrics.callback_worked(&record.event_type, result);
        worked
    }
}

/// The work of a server, for its worker.
pub(crate) fn work(state: &web::Data<AppState>) -> Arc<dyn Work> {
    Arc::new(CatalogWork(state.clone()))
}
