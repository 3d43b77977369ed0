//! `services.UserSvc`: the users of this server, who is kept out and who is let in again.

use administration::{sessions, users};
use login_type::{Call, CallError, ElementFile, Reply};
use serde_json::json;
use storage::UserFilter;

use super::{Door, limit};

pub(super) const NAME: &str = "services.UserSvc";
pub(super) const CODE: &str = module_path!();
pub(super) const ELEMENT: ElementFile =
    ElementFile { path: "services/UserSvc/e.json", content: include_str!("../elements/UserSvc.e.json") };

pub(super) async fn answer(Door { server, actor, catalog, .. }: Door<'_>, call: Call<'_>) -> Result<Reply, CallError> {
    let user_id = || call.args.text("userId");
    let answer = match call.function {
        "list" => {
            let users = users::list(server, actor, &filter(call)?).await?;
            json!({ "users": users.iter().map(users::describe).collect::<Vec<_>>() })
        }
        "show" => {
            let (entry, sessions) = users::show(server, actor, Some(&catalog.login_types), user_id()?).await?;
            let mut shown = users::describe(&entry);
            shown["sessions"] = sessions.iter().map(sessions::describe).collect();
            shown
        }
        "disable" => json!({ "sessionsEnded": users::disable(server, actor, user_id()?).await? }),
        "enable" => json!({ "wasDisabled": users::enable(server, actor, user_id()?).await? }),
        _ => return Err(call.unknown_function()),
    };
    Ok(Reply::Value(answer))
}

fn filter(call: Call<'_>) -> Result<UserFilter, CallError> {
    let text = |name| call.args.opt_text(name).map(|text| text.map(str::to_owned));
    Ok(UserFilter {
        corp_id: text("corpId")?,
        subject: text("member")?,
        disabled: call.args.opt_boolean("disabled")?,
        after: text("after")?,
        limit: limit(call)?,
    })
}
