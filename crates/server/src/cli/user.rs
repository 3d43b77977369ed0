//! `wecom-login user list|show|disable|enable`

use std::path::Path;

use administration::{
    sessions,
    users::{self, UserEntry},
};
use clap::Subcommand;
use login_type::Admission;
use serde_json::json;
use storage::UserFilter;

use super::{operator, output, session};
use crate::{composition::Composition, config::Config};

/// Subcommands of `user`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists users, in the order of their ids.
    List {
        /// Only users with a member of this company.
        #[arg(long)]
        corp: Option<String>,
        /// Only users with a member of this id.
        #[arg(long)]
        member: Option<String>,
        /// Only disabled users.
        #[arg(long)]
        disabled: bool,
        /// Only users after this one, to continue a list.
        #[arg(long, value_name = "USER")]
        after: Option<String>,
        /// Greatest number of entries.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=10_000))]
        limit: u64,
        /// Prints one JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Shows a user, the members that they are bound to, and their active sessions.
    Show {
        /// The user's id, as `user list` shows it.
        id: String,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
    /// Disables a user: ends the sessions at once and refuses every login and refresh.
    Disable {
        /// The user's id.
        id: String,
    },
    /// Enables a user again.
    Enable {
        /// The user's id.
        id: String,
    },
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: Command, composition: &Composition) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    let (server, actor) = (operator::administration(&config).await?, operator::actor());
    match command {
        Command::List { corp, member, disabled, after, limit, json: as_json } => {
            let filter =
                UserFilter { corp_id: corp, subject: member, disabled: disabled.then_some(true), after, limit };
            let found = users::list(&server, &actor, &filter).await?;
            if !as_json {
                return output::table(HEADING, found.iter().map(row));
            }
            found.iter().try_for_each(|entry| output::json(&users::describe(entry)))?;
        }
        Command::Show { id, json: as_json } => {
            let login_types = session::login_types(&config, composition).await;
            let admission = login_types.as_ref().map(|all| all as &dyn Admission);
            let (entry, sessions) = users::show(&server, &actor, admission, &id).await?;
            if as_json {
                let mut shown = users::describe(&entry);
                shown["sessions"] = json!(sessions.iter().map(sessions::describe).collect::<Vec<_>>());
                return output::json(&shown);
            }
            output::table(HEADING, [row(&entry)])?;
            output::table(session::HEADING, sessions.iter().map(session::row))?;
        }
        Command::Disable { id } => {
            let ended = users::disable(&server, &actor, &id).await?;
            output::line(format!("disabled {id}; sessions ended: {ended}"))?;
        }
        Command::Enable { id } => {
            let is_change = users::enable(&server, &actor, &id).await?;
            output::line(format!("{} {id}", if is_change { "enabled" } else { "was not disabled:" }))?;
        }
    }
    Ok(())
}

const HEADING: [&str; 5] = ["USER", "STATE", "SINCE", "NAME", "MEMBERS"];

fn row(UserEntry { user, members, .. }: &UserEntry) -> [String; 5] {
    let state = if user.disabled { "disabled" } else { "enabled" };
    let members: Vec<_> = members.iter().map(|member| format!("{}/{}", member.corp_id, member.member)).collect();
    let name = output::or_none(user.name.as_ref());
    [user.id.clone(), state.to_owned(), output::time(user.created_at), name, members.join(" ")]
}
