//! `services.TokenSvc`: administrators' tokens, never their secrets, and an end to them.

use administration::tokens;
use login_type::{Call, CallError, ElementFile, ErrorKind, Reply};
use serde_json::{Value, json};

use super::Door;

pub(super) const NAME: &str = "services.TokenSvc";
pub(super) const CODE: &str = module_path!();
pub(super) const ELEMENT: ElementFile =
    ElementFile { path: "services/TokenSvc/e.json", content: include_str!("../elements/TokenSvc.e.json") };

pub(super) async fn answer(Door { server, actor, .. }: Door<'_>, call: Call<'_>) -> Result<Reply, CallError> {
    match call.function {
        "list" => {
            let (tokens, now) = (tokens::list(server, actor).await?, call.host.clock.now());
            let shown: Vec<Value> = tokens.iter().map(|token| tokens::describe(token, now)).collect();
            Ok(Reply::Value(json!({ "tokens": shown })))
        }
        "revoke" if tokens::revoke(server, actor, call.args.text("tokenId")?).await? => Ok(Reply::NOTHING),
        "revoke" => {
            let message = "argument tokenId: there is no token of this id that is not revoked, see the function list";
            Err(CallError::new(ErrorKind::ValueNotAllowed, message))
        }
        _ => Err(call.unknown_function()),
    }
}
