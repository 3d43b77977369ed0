//! `services.UserSvc`: the users of this server, who is kept out and who is let in again.

use accounts::{LocalAccounts, UserEntry};
use login_type::{Call, CallError, ElementFile, Reply};
use serde_json::{Value, json};
use storage::UserFilter;

use super::{limit, session_svc};
use crate::moment;

pub(super) const NAME: &str = "services.UserSvc";
pub(super) const CODE: &str = module_path!();
pub(super) const ELEMENT: ElementFile =
    ElementFile { path: "services/UserSvc/e.json", content: include_str!("../elements/UserSvc.e.json") };

pub(super) async fn answer(accounts: &LocalAccounts, call: Call<'_>) -> Result<Reply, CallError> {
    match call.function {
        "list" => list(accounts, call).await,
        "show" => show(accounts, call.args.text("userId")?).await.map(Reply::Value),
        "disable" => {
            let ended = accounts.disable_user(call.args.text("userId")?).await?;
            Ok(Reply::Value(json!({ "sessionsEnded": ended })))
        }
        "enable" => {
            let is_change = accounts.enable_user(call.args.text("userId")?).await?;
            Ok(Reply::Value(json!({ "wasDisabled": is_change })))
        }
        _ => Err(call.unknown_function()),
    }
}

async fn list(accounts: &LocalAccounts, call: Call<'_>) -> Result<Reply, CallError> {
    let text = |name| call.args.opt_text(name).map(|text| text.map(str::to_owned));
    let filter = UserFilter {
        corp_id: text("corpId")?,
        subject: text("member")?,
        disabled: call.args.opt_boolean("disabled")?,
        after: text("after")?,
        limit: limit(call)?,
    };
    let users = accounts.users(&filter).await?;
    Ok(Reply::Value(json!({ "users": users.iter().map(describe).collect::<Vec<_>>() })))
}

async fn show(accounts: &LocalAccounts, user_id: &str) -> Result<Value, CallError> {
    let (entry, sessions) = accounts.user(user_id).await?;
    let mut shown = describe(&entry);
    shown["sessions"] = sessions.iter().map(session_svc::describe).collect();
    Ok(shown)
}

/// A user as functions and commands show them.
pub(crate) fn describe(entry: &UserEntry) -> Value {
    let UserEntry { user, members, .. } = entry;
    json!({
        "userId": user.id,
        "name": user.name,
        "disabled": user.disabled,
        "createdAt": moment::shown(user.created_at),
        "members": members,
    })
}
