//! The moment in which a kill costs a permanent code: from WeCom's answer, which a server has read, to its commit.
//!
//! The servers' logs are the witness: a line is in the file as soon as it is written, whatever becomes of its process.

use std::{
    collections::BTreeMap,
    fmt,
    time::{Duration, SystemTime},
};

/// The part of the server that writes these lines, and the level at which it does.
pub(crate) const LOGGED: &str = "qywx_proxy::work::authorise=debug";
const ANSWERED: &str = "WeCom answered an AuthCode";
const WRITTEN: &str = "a permanent code is written down";

/// How long these moments were, and how many were cut short.
#[derive(Debug, Default)]
pub struct Moments {
    /// From the answer to the commit, the shortest first.
    pub lasted: Vec<Duration>,
    /// Answers that were read and not known to be committed when their server was killed.
    pub cut_short: usize,
}

impl Moments {
    /// Reads them from what servers printed.
    pub(crate) fn read<'a>(logs: impl Iterator<Item = &'a str>) -> Self {
        let mut answered = BTreeMap::new();
        let mut lasted = Vec::new();
        for line in logs.flat_map(str::lines) {
            let Some((key, at)) = key_and_time(line) else { continue };
            if line.contains(ANSWERED) {
                answered.insert(key, at);
            } else if let Some(since) = line.contains(WRITTEN).then(|| answered.remove(key)).flatten() {
                lasted.extend(at.duration_since(since));
            }
        }
        lasted.sort_unstable();
        Self { lasted, cut_short: answered.len() }
    }

    fn percentile(&self, percent: usize) -> Duration {
        let place = (self.lasted.len() * percent).div_ceil(100).saturating_sub(1);
        self.lasted.get(place).copied().unwrap_or_default()
    }
}

/// The auth code that a line is about, and the line's time.
fn key_and_time(line: &str) -> Option<(&str, SystemTime)> {
    let (_, key) = line.split_once("grant.key=")?;
    let key = key.trim_matches('"');
    Some((key, humantime::parse_rfc3339(line.split_whitespace().next()?).ok()?))
}

impl fmt::Display for Moments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = |percent| self.percentile(percent).as_secs_f64() * 1000.0;
        write!(
            f,
            "from WeCom's answer to the commit of a permanent code: {:.1} ms in the middle, {:.1} ms at 99 %, of {}; {} cut \
             short by a kill",
            millis(50),
            millis(99),
            self.lasted.len(),
            self.cut_short
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_lasts_from_the_answer_to_the_commit_and_is_cut_short_without_one() {
        let log = "2026-11-30T15:14:25.831540Z DEBUG work{record.id=8}: WeCom answered an AuthCode grant.key=\"a\"\n\
                   2026-11-30T15:14:25.832000Z DEBUG work{record.id=9}: WeCom answered an AuthCode grant.key=\"b\"\n\
                   2026-11-30T15:14:25.833040Z DEBUG work{record.id=8}: a permanent code is written down grant.key=\"a\"\n\
                   another line\n";
        let moments = Moments::read([log].into_iter());
        assert_eq!(moments.lasted, [Duration::from_micros(1500)]);
        assert_eq!(moments.cut_short, 1);
    }
}
