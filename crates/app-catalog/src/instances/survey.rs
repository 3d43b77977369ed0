//! `survey`: all that is wrong with apps; what is wrong with one element hides nothing of the others.

use std::collections::BTreeSet;

use element_model::{Apps, Problem, Source, SourceError, Variables};

use crate::{built_in::BuiltIn, catalog::Catalog, catalog_error::Trouble};

/// Apps that cannot be served.
pub(super) struct Flawed {
    /// The problems, at least one.
    pub(super) troubles: Vec<Trouble>,
    /// The apps without the elements whose files are wrong; `None` where they cannot be read without those either.
    pub(super) apps: Option<Apps>,
}

/// The catalog of these apps.
///
/// # Errors
/// All that is wrong with their files, and with the instances whose files are right.
pub(super) fn survey(
    built_in: &BuiltIn,
    sources: &[&dyn Source],
    environment: &dyn Variables,
) -> Result<Catalog, Flawed> {
    let apps_of = |sources: &[&dyn Source]| built_in.apps(sources, environment);
    let problems = match apps_of(sources) {
        Ok(apps) => {
            return Catalog::of(built_in, apps).map_err(|(troubles, apps)| Flawed { troubles, apps: Some(apps) });
        }
        Err(problems) => problems,
    };
    let of_files = problems.iter().cloned().map(Trouble::File);
    let Some(rest) = without(&problems, sources, apps_of) else {
        return Err(Flawed { troubles: of_files.collect(), apps: None });
    };
    let (others, apps) = match Catalog::of(built_in, rest) {
        Ok(catalog) => (Vec::new(), catalog.apps),
        Err(flawed) => flawed,
    };
    Err(Flawed { troubles: of_files.chain(others).collect(), apps: Some(apps) })
}

/// The apps without the elements that have these problems, and without what cannot be there without those.
fn without(
    problems: &[Problem],
    sources: &[&dyn Source],
    apps_of: impl Fn(&[&dyn Source]) -> Result<Apps, Vec<Problem>>,
) -> Option<Apps> {
    let mut rest: Vec<_> = sources.iter().map(|source| Rest { source: *source, gone: BTreeSet::new() }).collect();
    let mut problems = problems.to_vec();
    loop {
        let size = |rest: &[Rest<'_>]| (rest.len(), rest.iter().map(|app| app.gone.len()).sum::<usize>());
        let before = size(&rest);
        rest.retain_mut(|app| app.leave_out(&problems));
        if size(&rest) == before {
            return None;
        }
        let sources: Vec<_> = rest.iter().map(|app| app as &dyn Source).collect();
        match apps_of(&sources) {
            Ok(apps) => return Some(apps),
            Err(others) => problems = others,
        }
    }
}

/// An app without some of its elements.
#[derive(Debug)]
struct Rest<'a> {
    source: &'a dyn Source,
    /// The folders of the elements that are left out.
    gone: BTreeSet<String>,
}

impl Rest<'_> {
    /// Leaves out the elements that have problems; answers whether the app stays, which it does not with one of its own.
    fn leave_out(&mut self, problems: &[Problem]) -> bool {
        let label = self.source.label();
        for Problem { file, .. } in problems {
            let below = file.strip_prefix(&label).and_then(|path| path.strip_prefix('/'));
            match below.map(|path| path.rsplit_once('/')) {
                Some(Some((folder, _))) => _ = self.gone.insert(folder.to_owned()),
                Some(None) => return false,
                None if *file == label => return false,
                None => {}
            }
        }
        true
    }
}

impl Source for Rest<'_> {
    fn label(&self) -> String {
        self.source.label()
    }

    fn list(&self) -> Result<Vec<String>, SourceError> {
        let mut files = self.source.list()?;
        files.retain(|file| file.rsplit_once('/').is_none_or(|(folder, _)| !self.gone.contains(folder)));
        Ok(files)
    }

    fn read(&self, path: &str) -> Result<String, SourceError> {
        self.source.read(path)
    }

    fn read_secret(&self, path: &str) -> Result<String, SourceError> {
        self.source.read_secret(path)
    }
}
