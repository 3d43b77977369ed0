//! `services.SessionSvc`: the sessions of an app that go on, and an end to them.

use accounts::LocalAccounts;
use login_type::{Call, CallError, ElementFile, ErrorKind, Reply};
use serde_json::{Value, json};
use storage::{Session, SessionFilter};

use super::limit;
use crate::moment;

pub(super) const NAME: &str = "services.SessionSvc";
pub(super) const CODE: &str = module_path!();
pub(super) const ELEMENT: ElementFile =
    ElementFile { path: "services/SessionSvc/e.json", content: include_str!("../elements/SessionSvc.e.json") };

pub(super) async fn answer(accounts: &LocalAccounts, call: Call<'_>) -> Result<Reply, CallError> {
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
            let sessions = accounts.live_sessions(&of_app, limit(call)?).await?;
            Ok(Reply::Value(json!({ "sessions": sessions.iter().map(describe).collect::<Vec<_>>() })))
        }
        "end" if filter == SessionFilter::default() => {
            let message = "function end: say whose sessions end: sessionId, userId, corpId or instance";
            Err(CallError::new(ErrorKind::MissingArgument, message))
        }
        "end" => {
            let of_app = SessionFilter { app: Some(call.app.to_string()), ..filter };
            Ok(Reply::Value(json!({ "ended": accounts.end_sessions(&of_app).await? })))
        }
        _ => Err(call.unknown_function()),
    }
}

/// A session as functions and commands show it.
pub(crate) fn describe(session: &Session) -> Value {
    json!({
        "sessionId": session.id,
        "userId": session.user_id,
        "corpId": session.origin.member.corp_id,
        "member": session.origin.member.subject,
        "app": session.origin.app,
        "instance": session.origin.instance,
        "platform": session.platform,
        "isBrowser": session.browser_hash.is_some(),
        "createdAt": moment::shown(session.created_at),
        "expiresAt": moment::shown(session.expires_at),
    })
}
