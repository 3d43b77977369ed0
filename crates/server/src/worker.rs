//! The callback worker's way to the login types, and the metrics' way to the worker.

use std::sync::Arc;

use actix_web::web;
use async_trait::async_trait;
use callback_records::{Outcome, Work};
use login_type::{CallbackRecord, WorkError, Worked};

use crate::state::AppState;

/// Hands a record to the login type that it names.
struct CatalogWork(web::Data<AppState>);

#[async_trait]
impl Work for CatalogWork {
    async fn work(&self, login_type: &str, record: &CallbackRecord) -> Result<Worked, WorkError> {
        self.0.catalog().login_types.work(login_type, record, &self.0.host).await
    }
}

/// The work of a server, for its worker.
pub(crate) fn work(state: &web::Data<AppState>) -> Arc<dyn Work> {
    Arc::new(CatalogWork(state.clone()))
}

/// Counts how each try ended.
pub(crate) fn observer(state: &web::Data<AppState>) -> impl Fn(&str, Outcome) + Send + Sync + 'static {
    let state = state.clone();
    move |event_type, outcome| state.metrics.callback_worked(event_type, outcome.as_str())
}
