//! Which instance serves a company.

use std::sync::Arc;

use login_type::{CallError, Instances};
use qywx_login::Recognise;
use wecom_types::{CorpId, SuiteId};

use crate::{deps::Deps, instance::QywxProxyInstance, login};

/// The instance that serves a company: its own before the default ones, among those whose suite it authorised and, where
/// one is named, of that suite. An instance that is switched off is passed over while there is another, but never one of the
/// company's own for one that is for everybody.
pub(crate) async fn instance_for(
    deps: &Deps,
    instances: &Instances<QywxProxyInstance>,
    corp: &CorpId,
    suite: Option<&SuiteId>,
) -> Result<Arc<QywxProxyInstance>, CallError> {
    let own = instances.iter().filter(|(_, instance)| instance.corp_id() == Some(corp));
    let default = instances.iter().filter(|(_, instance)| instance.corp_id().is_none());
    let mut refusal = None;
    for (_, instance) in own.chain(default) {
        if suite.is_some_and(|suite| *suite != instance.suite().id) {
            continue;
        }
        let Some(_auth) = login::authorisation(deps, &instance.suite().id, corp).await? else { continue };
        match instance.refuse_unless_for(corp) {
            Ok(()) => return Ok(Arc::clone(instance)),
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    Err(refusal.unwrap_or_else(|| login::not_authorised(corp)))
}
