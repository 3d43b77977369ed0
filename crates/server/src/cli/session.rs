//! `wecom-login session list|logouts|end`

use std::path::Path;

use administration::{
    log_outs,
    sessions::{self, SessionEntry},
};
use anyhow::bail;
use clap::Subcommand;
use login_type::{Admission, LoginTypes};
use storage::{LoginOrigin, MemberKey, Session, SessionFilter, ToldClient};

use super::{company, open, operator, output};
use crate::{composition::Composition, config::Config, program};

/// Subcommands of `session`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists the active sessions, the newest first.
    List {
        #[command(flatten)]
        whose: Whose,
        /// Greatest number of entries.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=10_000))]
        limit: u64,
        /// Prints one JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Lists the log-outs that clients are or were told of (OpenID Connect Back-Channel Logout), the last first.
    Logouts {
        /// Only those of this state: waiting, taken, given-up.
        #[arg(long, value_parser = ["waiting", "taken", "given-up"])]
        state: Option<String>,
        /// Greatest number of entries.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=10_000))]
        limit: u64,
        /// Prints one JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Ends the sessions that match all given options, with all their tokens.
    End {
        /// The session of this id, as `session list` shows it.
        id: Option<String>,
        #[command(flatten)]
        whose: Whose,
    },
}

/// Which sessions.
#[derive(Debug, clap::Args)]
pub(super) struct Whose {
    /// Only sessions of this user.
    #[arg(long)]
    user: Option<String>,
    /// Only sessions of this company: its id, organisation code or name.
    #[arg(long)]
    corp: Option<String>,
    /// Only sessions of this instance: its full name, or `org.app:` and its full name.
    #[arg(long)]
    instance: Option<String>,
}

impl Whose {
    /// With the company's id in place of its organisation code or name; an id may be of a company that no instance serves.
    async fn with_company(self, config: &Config, composition: &Composition) -> anyhow::Result<Self> {
        let Some(named) = self.corp else { return Ok(self) };
        let meant = company::meant(config, composition, &named).await?;
        Ok(Self { corp: Some(meant.map_or(named, |entry| entry.company.corp_id)), ..self })
    }

    fn filter(self, id: Option<String>) -> SessionFilter {
        let (app, instance) = match self.instance {
            Some(named) => match named.split_once(':') {
                Some((app, instance)) => (Some(app.to_owned()), Some(instance.to_owned())),
                None => (None, Some(named)),
            },
            None => (None, None),
        };
        SessionFilter { id, user_id: self.user, corp_id: self.corp, app, instance, ..SessionFilter::default() }
    }
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: Command, composition: &Composition) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    let (server, actor) = (operator::administration(&config).await?, operator::actor());
    match command {
        Command::List { whose, limit, json: as_json } => {
            let filter = whose.with_company(&config, composition).await?.filter(None);
            let login_types = login_types(&config, composition).await;
            let found =
                sessions::list(&server, &actor, login_types.as_ref().map(|all| all as &dyn Admission), &filter, limit)
                    .await?;
            if !as_json {
                return output::table(HEADING, found.iter().map(row));
            }
            found.iter().try_for_each(|entry| output::json(&sessions::describe(entry)))?;
        }
        Command::Logouts { state, limit, json: as_json } => {
            let state = state.map(|state| state.replace('-', " "));
            let told = log_outs::list(&server, &actor, None, (state.as_deref(), limit)).await?;
            if !as_json {
                return output::table(LOGOUTS, told.iter().map(logout_row));
            }
            told.iter().try_for_each(|told| output::json(&log_outs::describe(told)))?;
        }
        Command::End { id, whose } => {
            let filter = whose.with_company(&config, composition).await?.filter(id);
            if filter == SessionFilter::default() {
                bail!("name the sessions to end: an id, --user, --corp or --instance");
            }
            let ended = sessions::end(&server, &actor, &filter).await?;
            if ended == 0 {
                bail!("no active session matches: see {} session list", program::name());
            }
            output::line(format!("sessions ended: {ended}"))?;
        }
    }
    Ok(())
}

/// The instances that sessions come by, as the apps stand now; none where the apps cannot be read, so that sessions are
/// shown all the same.
pub(super) async fn login_types(config: &Config, composition: &Composition) -> Option<LoginTypes> {
    let services = open(config).await.ok()?;
    Some(super::catalog(config, composition, &services).ok()?.login_types)
}

const LOGOUTS: [&str; 6] = ["ENDED", "CLIENT", "SESSION", "STATE", "ATTEMPTS", "LAST ERROR"];

fn logout_row(told: &ToldClient) -> [String; 6] {
    let (client, session) = (format!("{}:{}", told.entry.app, told.entry.client_id), told.entry.session_id.clone());
    let error = output::or_none(told.entry.last_error.clone());
    [output::time(told.ended_at), client, session, told.state.clone(), told.entry.attempts.to_string(), error]
}

pub(super) const HEADING: [&str; 8] =
    ["SESSION", "SINCE", "UNTIL", "USER", "MEMBER", "INSTANCE", "PLATFORM", "STANDING"];

pub(super) fn row(entry: &SessionEntry) -> [String; 8] {
    let Session { id, user_id, origin: LoginOrigin { app, instance, member }, platform, .. } = &entry.session;
    let MemberKey { corp_id, subject, .. } = member;
    let (since, until) = (output::time(entry.session.created_at), output::time(entry.session.expires_at));
    let standing = output::or_none(entry.standing.map(sessions::word));
    let (member, instance) = (format!("{corp_id}/{subject}"), format!("{app}:{instance}"));
    [id.clone(), since, until, user_id.clone(), member, instance, platform.clone(), standing]
}
