//! What a kill explains: something that WeCom did for a server and the server could not note down any more.

/// How long a server may take from WeCom's answer to the commit, on a machine under load.
const WINDOW_MS: u64 = 1_000;

/// One kill, in real milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kill {
    pub(crate) at: u64,
    /// When the next server listened in its place. What the dead one had sent may arrive until then.
    pub(crate) over: u64,
}

impl Kill {
    /// Whether what WeCom did at `moment` may not have been noted down because of this kill.
    fn may_hide(self, moment: u64) -> bool {
        (self.at.saturating_sub(WINDOW_MS)..=self.over).contains(&moment)
    }
}

/// The kills of a run.
pub(crate) struct Kills<'a>(pub(crate) &'a [Kill]);

impl Kills<'_> {
    /// Whether one came so soon after `moment` that what was got then may not have been noted down.
    pub(crate) fn soon_after(&self, moment: u64) -> bool {
        self.0.iter().any(|kill| kill.may_hide(moment))
    }

    /// Of the times at which the same was asked for: how many repeat the one before without a kill in between that
    /// explains it, and how many with.
    pub(crate) fn repeats(&self, moments: &[u64]) -> Repeats {
        let mut repeats = Repeats::default();
        for pair in moments.windows(2) {
            if self.0.iter().any(|kill| kill.may_hide(pair[0]) && kill.at <= pair[1]) {
                repeats.explained += 1;
            } else {
                repeats.unexplained += 1;
            }
        }
        repeats
    }
}

/// How often something was asked for again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Repeats {
    pub(crate) explained: usize,
    pub(crate) unexplained: usize,
}

impl std::ops::AddAssign for Repeats {
    fn add_assign(&mut self, other: Self) {
        self.explained += other.explained;
        self.unexplained += other.unexplained;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_is_explained_by_a_kill_soon_after_the_first_and_before_the_second() {
        let kills = [Kill { at: 10_000, over: 10_300 }, Kill { at: 50_000, over: 50_300 }];
        let kills = Kills(&kills);
        let repeats = |moments: &[u64]| kills.repeats(moments);
        assert_eq!(repeats(&[9_900, 10_400]), Repeats { explained: 1, unexplained: 0 });
        assert_eq!(repeats(&[10_010, 10_400]), Repeats { explained: 1, unexplained: 0 }, "was under way at the kill");
        assert_eq!(repeats(&[9_900, 9_950]), Repeats { explained: 0, unexplained: 1 });
        assert_eq!(repeats(&[40_000, 60_000]), Repeats { explained: 0, unexplained: 1 }, "long before the kill");
        assert_eq!(repeats(&[9_900, 10_400, 10_500]), Repeats { explained: 1, unexplained: 1 });
        assert!(kills.soon_after(49_100) && !kills.soon_after(51_000));
    }
}
