//! `notify`: takes WeCom's callbacks in (96238, 97172). Verify, decrypt, check the receiveid, parse, commit, answer.
//!
//! One URL may serve several suites, and two of them may even share a Token: every suite whose token signed is tried,
//! those first that `ToUserName` names by their id, and the one counts for which the message was encrypted.

mod intake;
mod opening;

use login_type::{Call, CallError, ErrorKind, Method, Reply};
use qywx_login::{
    Recognise,
    callback::{self, Signed},
};

use self::opening::Refusal;
use crate::{deps::Deps, instance::QywxProxyInstance};

/// How the id of a customized app's template begins (97162); no company's does.
const SUITE_PREFIX: &str = "dk";

/// Answers one request of WeCom for one of these instances, in time.
pub(crate) async fn receive(deps: &Deps, instances: &[&QywxProxyInstance], call: Call<'_>) -> Result<Reply, CallError> {
    callback::in_time(&*deps.clock, answer(deps, instances, call)).await
}

async fn answer(deps: &Deps, instances: &[&QywxProxyInstance], call: Call<'_>) -> Result<Reply, CallError> {
    let signed = Signed::of(call)?;
    match call.request.method {
        Method::Get => verify_url(deps, instances, &signed, Signed::echostr(call)?).await,
        Method::Post => take_in(deps, instances, &signed, call).await,
    }
}

/// GET: answers the decrypted `echostr`, bare.
async fn verify_url(
    deps: &Deps,
    instances: &[&QywxProxyInstance],
    signed: &Signed<'_>,
    echostr: &str,
) -> Result<Reply, CallError> {
    let mut refusal = Refusal::default();
    for (instance, opened) in opening::open(signed, instances, echostr, &mut refusal) {
        let receive_id = opened.receive_id().to_owned();
        if receive_id.is_empty() || opening::of_suite_or_corp(deps, instance, &receive_id).await?.is_some() {
            return opened.expect_receive_id([receive_id]).map(Reply::Text).map_err(CallError::internal);
        }
        refusal.note(CallError::new(
            ErrorKind::Forged,
            format!(
                "the URL verification was made for receiveid {receive_id:?}, which suite {} does not know; \
                 if it is the provider's own corpid, set authConfig.providerCorpId of {}",
                instance.suite().id,
                instance.name().element
            ),
        ));
    }
    Err(refusal.into_error())
}

/// POST: commits the event, then answers `success`.
async fn take_in(
    deps: &Deps,
    instances: &[&QywxProxyInstance],
    signed: &Signed<'_>,
    call: Call<'_>,
) -> Result<Reply, CallError> {
    let envelope = Signed::envelope(&call.request.body)?;
    let to_user_name = envelope.to_user_name.as_str();
    let addressed: Vec<_> = instances.iter().copied().filter(|it| it.suite().id.as_str() == to_user_name).collect();
    let candidates = if addressed.is_empty() { instances } else { &addressed };
    let mut refusal = Refusal::default();
    for (instance, opened) in opening::open(signed, candidates, &envelope.encrypt, &mut refusal) {
        let receive_id = opened.receive_id().to_owned();
        match opening::of_suite_or_corp(deps, instance, &receive_id).await? {
            Some(receiver) => {
                let message = opened.expect_receive_id([receive_id]).map_err(CallError::internal)?;
                return intake::commit(deps, instance, call, receiver, signed, message).await;
            }
            None => refusal.note(CallError::new(
                ErrorKind::Forged,
                format!(
                    "receiveid {receive_id:?} is neither suite {} nor a company that authorised it",
                    instance.suite().id
                ),
            )),
        }
    }
    // The database is asked only about what is signed: anybody can send the rest, as often as they like.
    if addressed.is_empty() && !refusal.is_signed() && to_user_name.starts_with(SUITE_PREFIX) {
        let shown: String = to_user_name.chars().take(64).collect();
        let message = format!("ToUserName {shown:?} is not a suite served here");
        return Err(CallError::new(ErrorKind::UnknownSuite, message));
    }
    Err(refusal.into_error())
}
