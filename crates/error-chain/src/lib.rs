//! An error with all its causes in one line; README.md says more.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

use std::{error::Error, fmt};

/// Shows errors with their causes.
pub trait ErrorChain {
    /// The error and its causes, outermost first, as `what failed: why: why that`.
    fn chain(&self) -> Chain<'_>;
}

impl<E: Error + 'static> ErrorChain for E {
    fn chain(&self) -> Chain<'_> {
        Chain::of(self)
    }
}

/// An error and its causes, outermost first, in one line.
#[derive(Clone, Copy, Debug)]
pub struct Chain<'a>(&'a (dyn Error + 'static));

impl<'a> Chain<'a> {
    /// The chain of an error whose type is not known.
    pub fn of(error: &'a (dyn Error + 'static)) -> Self {
        Self(error)
    }
}

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        std::iter::successors(self.0.source(), |cause| (*cause).source()).try_for_each(|cause| write!(f, ": {cause}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Step(&'static str, Option<Box<Step>>);

    impl fmt::Display for Step {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Step {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref().map(|step| step as &(dyn Error + 'static))
        }
    }

    #[test]
    fn every_cause_is_shown_once_outermost_first() {
        let error = Step("not stored", Some(Box::new(Step("database away", Some(Box::new(Step("refused", None)))))));
        assert_eq!(error.chain().to_string(), "not stored: database away: refused");
        assert_eq!(Chain::of(&Step("alone", None)).to_string(), "alone");
    }
}
