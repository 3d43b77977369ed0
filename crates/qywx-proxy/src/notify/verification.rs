//! GET: the verification of a callback URL (97172), which is the first that WeCom sends to a new template's. It is made for
//! the provider's own corpid, which nobody has to configure: it is noted here.

use login_type::{Call, CallError, Reply};
use qywx_login::{
    Recognise,
    callback::{self, Signed},
};
use storage::Access;
use wecom_types::CorpId;

use super::opening::{self, Refusal};
use crate::{deps::Deps, instance::QywxProxyInstance};

/// Answers the decrypted `echostr`, bare, whoever it was made for.
pub(super) async fn answer(
    deps: &Deps,
    instances: &[&QywxProxyInstance],
    signed: &Signed<'_>,
    call: Call<'_>,
) -> Result<Reply, CallError> {
    let echostr = Signed::echostr(call)?;
    let mut refusal = Refusal::default();
    for (instance, opened) in opening::open(signed, instances, &echostr, &mut refusal) {
        match callback::echo(&opened) {
            Ok(echo) => {
                if !signed.is_before(call.host.records.kept_since(), None) {
                    note_provider(deps, instance, opened.receive_id()).await?;
                }
                return Ok(Reply::Text(echo));
            }
            Err(error) => refusal.note(error),
        }
    }
    Err(refusal.into_error())
}

/// Notes a receiveid that nobody here has as the provider's corpid, if it is an id.
async fn note_provider(deps: &Deps, instance: &QywxProxyInstance, receive_id: &str) -> Result<(), CallError> {
    if !callback::has_form_of_id(receive_id) || opening::of_suite_or_corp(deps, instance, receive_id).await?.is_some() {
        return Ok(());
    }
    let corp = CorpId::try_from(receive_id).map_err(CallError::internal)?;
    let suite = &instance.suite().id;
    let noted = deps.database.suite_providers().note(suite, &corp, deps.clock.now()).await;
    if noted.map_err(CallError::unavailable)? {
        tracing::info!(suite.id = %suite, corp.id = %corp, element = %instance.name().element, "the provider's corpid is known");
    }
    Ok(())
}
