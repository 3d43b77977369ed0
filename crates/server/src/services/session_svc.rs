//! `services.SessionSvc`: the sessions of an app that go on, and an end to them.

use administration::{Actor, Administration, log_outs, sessions};
use login_type::{Call, CallError, ElementFile, ErrorKind, Reply};
use serde_json::json;
use storage::SessionFilter;

use super::{Door, limit};

pub(super) const NAME: &str = "services.SessionSvc";
pub(super) const CODE: &str = module_path!();
pub(super) const ELEMENT: ElementFile =
    ElementFile { path: "services/SessionSvc/e.json", content: include_str!("../elements/SessionSvc.e.json") };

pub(super) async fn answer(Door { server, actor, catalog, .. }: Door<'_>, call: Call<'_>) -> Result<Reply, CallError> {
    if call.function == "listLogouts" {
        return logouts(server, actor, call).await;
    }
    let text = |name| call.args.opt_text(name).map(|text| text.map(str::to_owned));
    let filter = SessionFilter {
        id: text("sessionId")?,
        user_id: text("userId")?,
        corp_id: text("corpId")?,
        instance: text("instance")?,
        ..SessionFilter::default()
    };
    match call.function {
        "list" => {
            let of_app = SessionFilter { app: Some(call.app.to_string()), ..filter };
            let sessions = sessions::list(server, actor, Some(&catalog.login_types), &of_app, limit(call)?).await?;
            Ok(Reply::Value(json!({ "sessions": sessions.iter().map(sessions::describe).collect::<Vec<_>>() })))
        }
        "end" if filter == SessionFilter::default() => {
            let message = "function end: name the sessions to end: sessionId, userId, corpId or instance";
            Err(CallError::new(ErrorKind::MissingArgument, message))
        }
        "end" => {
            let of_app = SessionFilter { app: Some(call.app.to_string()), ..filter };
            Ok(Reply::Value(json!({ "ended": sessions::end(server, actor, &of_app).await? })))
        }
        _ => Err(call.unknown_function()),
    }
}

async fn logouts(server: &Administration, actor: &Actor, call: Call<'_>) -> Result<Reply, CallError> {
    let state = call.args.opt_text("state")?;
    if let Some(state) = state.filter(|state| !log_outs::STATES.contains(state)) {
        let message = format!("argument state: {state} is none of waiting, taken, given up");
        return Err(CallError::new(ErrorKind::ValueNotAllowed, message));
    }
    let told = log_outs::list(server, actor, Some(call.app), (state, limit(call)?)).await?;
    Ok(Reply::Value(json!({ "logouts": told.iter().map(log_outs::describe).collect::<Vec<_>>() })))
}
