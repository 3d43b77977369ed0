//! Times as people say them: how long ago, with the exact moment beside it.

use std::time::Duration;

use clock::Timestamp;
use element_model::Text;
use maud::{Markup, html};

use crate::{texts, view::View};

const UNITS: [(u64, &Text, &Text); 4] = [
    (86_400, &texts::DAYS_AGO, &texts::IN_DAYS),
    (3_600, &texts::HOURS_AGO, &texts::IN_HOURS),
    (60, &texts::MINUTES_AGO, &texts::IN_MINUTES),
    (1, &texts::SECONDS_AGO, &texts::IN_SECONDS),
];

/// A moment, how long ago it is or how soon; the exact one is in UTC, and in the reader's zone where the script runs.
pub(crate) fn at(view: &View, moment: Timestamp) -> Markup {
    let exact = administration::time(moment);
    html! { time datetime=(exact) title=(exact) data-time { (said(view, moment)) } }
}

/// A moment that may not be there.
pub(crate) fn maybe(view: &View, moment: Option<Timestamp>) -> Markup {
    moment.map_or_else(|| html! { span.none { "–" } }, |moment| at(view, moment))
}

fn said(view: &View, moment: Timestamp) -> String {
    let is_past = moment <= view.now;
    let apart = if is_past { view.now.since(moment) } else { moment.since(view.now) };
    let Some((seconds, ago, soon)) = UNITS.into_iter().find(|(seconds, ..)| apart.as_secs() >= *seconds) else {
        return view.say(&texts::NOW).to_owned();
    };
    let count = (apart.as_secs() / seconds).to_string();
    view.say(&(if is_past { ago } else { soon }).with("n", &count)).to_owned()
}

/// A time span in words: `2 m 30 s`.
pub(crate) fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let said: Vec<String> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if said.is_empty() { "0 s".to_owned() } else { said.join(" ") }
}
