//! GET: the verification of a callback URL (97172), which is the first that WeCom sends to a new template's. It is made for
//! the provider's own corpid, which nobody has to configure: it is noted here.

use login_type::{Call, CallError, Reply};
use qywx_login::{
    Recognise,
    callback::{self, Signed},
};
use wecom_types::CorpId;

use super::opening::{self, Refusal};
use crate::{deps::Deps, instance::QywxProxyInstance};

/// The receiver that an echo was made for.
enum MadeFor {
    /// Somebody this suite has to do with, or nobody in particular.
    Known,
    /// A company that is not known here: the provider, as it seems.
    Stranger(CorpId),
    /// Nobody whom WeCom makes echoes for: it is a piece of another message.
    Nobody,
}

/// Answers the decrypted `echostr`, bare.
pub(super) async fn answer(
    deps: &Deps,
    instances: &[&QywxProxyInstance],
    signed: &Signed<'_>,
    call: Call<'_>,
) -> Result<Reply, CallError> {
    let echostr = Signed::echostr(call)?;
    let mut refusal = Refusal::default();
    for (instance, opened) in opening::open(signed, instances, &echostr, &mut refusal) {
        let echo = match callback::echo(opened.message_unchecked()) {
            Ok(echo) => echo,
            Err(error) => {
                refusal.note(error);
                continue;
            }
        };
        match made_for(deps, instance, opened.receive_id(), &echo).await? {
            MadeFor::Nobody => {
                refusal.note(opening::for_nobody(opened.receive_id()));
                continue;
            }
            MadeFor::Stranger(corp) if !signed.is_before(call.host.records.kept_since(), None) => {
                note_provider(deps, instance, &corp).await?;
            }
            MadeFor::Stranger(_) | MadeFor::Known => {}
        }
        return Ok(Reply::Text(echo));
    }
    Err(refusal.into_error())
}

/// A forger who has the Token alone can splice a captured message so that a piece of it opens as an echo, with a receiveid
/// that is short or a piece as well.
async fn made_for(
    deps: &Deps,
    instance: &QywxProxyInstance,
    receive_id: &str,
    echo: &str,
) -> Result<MadeFor, CallError> {
    if receive_id.is_empty() {
        let is_of_wecom = echo.bytes().all(|byte| byte.is_ascii_digit());
        return Ok(if is_of_wecom { MadeFor::Known } else { MadeFor::Nobody });
    }
    if opening::of_suite_or_corp(deps, instance, receive_id).await?.is_some() {
        return Ok(MadeFor::Known);
    }
    if !callback::has_form_of_corp_id(receive_id) {
        return Ok(MadeFor::Nobody);
    }
    Ok(MadeFor::Stranger(CorpId::try_from(receive_id).map_err(CallError::internal)?))
}

/// Notes the provider's corpid: the latest, and a configured one wins over it.
async fn note_provider(deps: &Deps, instance: &QywxProxyInstance, corp: &CorpId) -> Result<(), CallError> {
    let suite = &instance.suite().id;
    let noted = deps.tables.suite_providers().note(suite, corp, deps.clock.now()).await;
    if noted.map_err(CallError::unavailable)? {
        tracing::info!(suite.id = %suite, corp.id = %corp, element = %instance.name().element, "the provider's corpid is known");
    }
    Ok(())
}
