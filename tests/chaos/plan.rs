//! `Plan`: what happens to the companies, from a seed. Of one company never two things in one second: WeCom's times are
//! whole seconds, and of two events in one second nobody can tell the later.

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};

/// How much happens.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Chooses everything that is left to chance.
    pub seed: u64,
    /// Events that WeCom has to tell, at least.
    pub events: usize,
    /// Companies.
    pub corps: usize,
    /// Times that a server is killed.
    pub kills: usize,
}

/// The action of somebody on a company's app, or of WeCom by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// The administrator scans the template's code, for the first time, anew, or again.
    Authorise,
    Cancel,
    ResetSecret,
    Disable,
    Enable,
    /// The visible range becomes everybody, or all members but one.
    ChangeRange,
    UpdateMember,
    MemberLeaves,
}

/// When a server is killed within a volley.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    /// When so many more deliveries were made.
    Deliveries(u64),
    /// When so many more auth codes were exchanged.
    Exchanges(u64),
}

/// The dice of a run; what is asked of them in one order is answered in one way.
pub(crate) struct Plan(StdRng);

impl Plan {
    pub(crate) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// The companies to which something happens in this second.
    pub(crate) fn affected(&mut self, corps: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..corps).collect();
        all.shuffle(&mut self.0);
        all.truncate(corps.div_ceil(2));
        all
    }

    /// The events of a company that has authorised, or has not (any more).
    pub(crate) fn action(&mut self, is_authorised: bool, is_enabled: bool) -> Action {
        if !is_authorised {
            return Action::Authorise;
        }
        match self.0.random_range(0..100) {
            ..15 => Action::Cancel,
            15..32 => Action::ResetSecret,
            32..40 => Action::Authorise,
            40..50 if is_enabled => Action::Disable,
            40..50 => Action::Enable,
            50..75 => Action::ChangeRange,
            75..90 => Action::UpdateMember,
            _ => Action::MemberLeaves,
        }
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0.random_range(0..limit.max(1))
    }

    /// True so many times of a hundred.
    pub(crate) fn percent(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// A seed for somebody else's dice.
    pub(crate) fn seed(&mut self) -> u64 {
        self.0.random()
    }

    /// When a server is killed in a volley of so many letters.
    pub(crate) fn moment(&mut self, letters: usize) -> Moment {
        let soon = u64::try_from(letters / 2).unwrap_or(u64::MAX).max(1);
        if self.percent(50) {
            Moment::Deliveries(self.0.random_range(0..soon))
        } else {
            Moment::Exchanges(self.0.random_range(0..(soon / 5).max(1)))
        }
    }
}
