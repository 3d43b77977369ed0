//! Moments as answers and commands show them.

use clock::Timestamp;

/// A moment for a person: RFC 3339 in UTC, or the bare seconds for one that the calendar does not reach.
pub fn shown(at: Timestamp) -> String {
    const YEAR_10000: i64 = 253_402_300_800;
    if !(0..YEAR_10000).contains(&at.as_secs()) {
        return format!("{} s", at.as_secs());
    }
    humantime::format_rfc3339_seconds(at.to_system_time()).to_string()
}

/// The moment of a text as RFC 3339 has it, `2026-12-01T00:00:00Z`; `None` where it is none.
pub fn read(text: &str) -> Option<Timestamp> {
    humantime::parse_rfc3339(text).ok().map(Timestamp::from_system_time)
}
