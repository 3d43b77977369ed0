//! `notify`: takes WeCom's callbacks in (96238, 97172). Verify, decrypt, check the receiveid, parse, commit, answer.
//!
//! A URL may serve several suites, and two of them may even share a Token: every suite whose token signed is tried,
//! those first that `ToUserName` names by their id, and the one counts for which the message was encrypted.

mod intake;
mod opening;
mod to_user_name;
mod verification;

use login_type::{Call, CallError, Method, Reply};
use qywx_login::callback::{self, Signed};

use self::opening::Refusal;
use crate::{deps::Deps, instance::QywxProxyInstance};

/// Answers one request of WeCom for one of these instances, in time.
pub(crate) async fn receive(deps: &Deps, instances: &[&QywxProxyInstance], call: Call<'_>) -> Result<Reply, CallError> {
    callback::in_time(&*deps.clock, answer(deps, instances, call)).await
}

async fn answer(deps: &Deps, instances: &[&QywxProxyInstance], call: Call<'_>) -> Result<Reply, CallError> {
    let signed = Signed::of(call)?;
    match call.request.method {
        Method::Get => verification::answer(deps, instances, &signed, call).await,
        Method::Post => take_in(deps, instances, &signed, call).await,
    }
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
    let addressed = to_user_name::addressed(instances, to_user_name);
    let candidates = if addressed.is_empty() { instances } else { &addressed };
    let mut refusal = Refusal::default();
    for (instance, opened) in opening::open(signed, candidates, &envelope.encrypt, &mut refusal) {
        let receive_id = opened.receive_id().to_owned();
        match opening::of_suite_or_corp(deps, instance, &receive_id).await? {
            Some(receiver) => {
                let message = opened.admit(&receiver).map_err(CallError::internal)?;
                return intake::commit(deps, instance, call, receiver, signed, message).await;
            }
            None => refusal.note(opening::for_nobody(&receive_id)),
        }
    }
    // The database is asked only about what is signed: anybody can send the rest, as often as they like.
    if addressed.is_empty() && !refusal.is_signed() {
        to_user_name::refuse_unknown_suite(to_user_name)?;
    }
    Err(refusal.into_error())
}
