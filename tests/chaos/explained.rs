//! The losses that a kill explains: something that WeCom did for a server which died before it could note it down.
//!
//! Each server has a name of its own, which WeCom sees; so this goes by who asked and who died, not by how close two
//! moments are.

/// A server that was killed, and when it was gone, in real milliseconds since 1970.
#[derive(Clone, Debug)]
pub(crate) struct Kill {
    pub(crate) name: String,
    pub(crate) at: u64,
}

/// Something that was asked of WeCom: when its request arrived, in real milliseconds since 1970, and whose it was.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) at: u64,
    pub(crate) by: String,
}

/// The kills of a run.
pub(crate) struct Kills<'a>(pub(crate) &'a [Kill]);

impl Kills<'_> {
    /// Of the times at which one thing was asked for: how many repeat another because a server died, and how many for no
    /// such reason. `had_noted` tells of one of them whether its server is known to have got as far as noting it down.
    ///
    /// A request that arrived after the death of its server explains itself: it was on the way. Of the others each but the
    /// first needs a death: of the server that asked before it, which had not noted the answer.
    pub(crate) fn repeats(&self, asked: &[Asked], had_noted: impl Fn(&Asked) -> bool) -> Repeats {
        let (late, living): (Vec<&Asked>, Vec<&Asked>) =
            asked.iter().partition(|asked| self.is_dead(&asked.by, asked.at));
        let first = usize::from(living.is_empty());
        let mut repeats = Repeats { explained: late.len().saturating_sub(first), unexplained: 0 };
        for pair in living.windows(2) {
            let (before, again) = (pair[0], pair[1]);
            if before.by != again.by && self.is_dead(&before.by, again.at) && !had_noted(before) {
                repeats.explained += 1;
            } else {
                repeats.unexplained += 1;
            }
        }
        repeats
    }

    fn is_dead(&self, name: &str, at: u64) -> bool {
        self.0.iter().any(|kill| kill.name == name && kill.at <= at)
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
    fn a_repeat_is_explained_by_the_death_of_who_asked_before_and_by_nothing_else() {
        let kills = [Kill { name: "a".to_owned(), at: 10_000 }, Kill { name: "b".to_owned(), at: 50_000 }];
        let repeats = |asked: &[(u64, &str)], noted: bool| {
            let asked: Vec<_> = asked.iter().map(|&(at, by)| Asked { at, by: by.to_owned() }).collect();
            let Repeats { explained, unexplained } = Kills(&kills).repeats(&asked, |_| noted);
            (explained, unexplained)
        };
        assert_eq!(repeats(&[(9_900, "a")], false), (0, 0));
        assert_eq!(repeats(&[(9_900, "a"), (10_400, "c")], false), (1, 0), "died before it noted the answer");
        assert_eq!(repeats(&[(9_900, "a"), (10_400, "c")], true), (0, 1), "had noted the answer when it died");
        assert_eq!(repeats(&[(9_900, "a"), (9_950, "c")], false), (0, 1), "was alive when the other asked");
        assert_eq!(repeats(&[(9_900, "a"), (9_950, "a")], false), (0, 1), "asked twice itself");
        assert_eq!(repeats(&[(10_048, "a"), (10_400, "c")], false), (1, 0), "its request arrived after its death");
        assert_eq!(repeats(&[(10_048, "c"), (10_400, "a")], false), (1, 0), "and so when another was quicker");
        assert_eq!(repeats(&[(10_048, "a")], false), (0, 0));
        assert_eq!(repeats(&[(9_900, "c"), (10_100, "a"), (10_400, "c")], false), (1, 1), "c asked twice");
        assert_eq!(repeats(&[(9_900, "a"), (10_400, "b"), (50_100, "c")], false), (2, 0));
    }
}
