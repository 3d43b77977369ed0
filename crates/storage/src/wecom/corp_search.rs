//! `CorpSearch`: which authorisations of a suite are looked for.

/// Which authorisations of a suite are looked for: those that fit everything that is given.
#[derive(Clone, Copy, Debug, Default)]
pub struct CorpSearch<'a> {
    /// Only those whose company's name has this in it, or whose id or organisation code it is.
    pub text: Option<&'a str>,
    /// Only those of this status.
    pub status: Option<&'a str>,
    /// Only companies of these ids.
    pub ids: Option<&'a [&'a str]>,
    /// Only companies behind this one.
    pub after: Option<&'a str>,
    /// Greatest number.
    pub limit: u64,
}
