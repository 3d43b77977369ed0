//! A bar chart of days, with a table of the same numbers for those who read.

use maud::{Markup, html};

use crate::{texts, view::View};

const BAR: usize = 10;
const GAP: usize = 4;
const HEIGHT: u64 = 56;

/// The bars of these days, `2026-12-01` and its count each, the oldest first.
pub(crate) fn bars(view: &View, label: &str, days: &[(String, u64)]) -> Markup {
    let most = days.iter().map(|(_, count)| *count).max().unwrap_or_default().max(1);
    let width = days.len() * (BAR + GAP);
    let tall = |count: u64| if count == 0 { 0 } else { (count * (HEIGHT - 4) / most).max(2) };
    let view_box = format!("0 0 {width} {HEIGHT}");
    html! {
        svg.chart viewBox=(view_box) preserveAspectRatio="none" role="img" aria-label=(label) {
            line.floor x1="0" x2=(width) y1=(HEIGHT) y2=(HEIGHT) {}
            @for (at, (day, count)) in days.iter().enumerate() {
                rect.bar-of-day x=(at * (BAR + GAP) + GAP / 2) y=(HEIGHT - tall(*count)) width=(BAR) height=(tall(*count)) {
                    title { (day) ": " (count) }
                }
            }
        }
        details {
            summary { (view.say(&texts::AS_TABLE)) }
            table {
                thead { tr { th { (view.say(&texts::DAY)) } th.number { (label) } } }
                tbody { @for (day, count) in days { tr { td { (day) } td.number { (count) } } } }
            }
        }
    }
}
