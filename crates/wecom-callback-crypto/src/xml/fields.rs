//! `Fields`: the texts of a document, by the path of their elements.

use std::fmt;

use crate::{Error, envelope::trimmed};

/// The texts of an event's elements, in the order of the document; `Debug` shows the names only.
///
/// A path is the names below the root, joined with dots: `InfoType`, `AccountList.UserId`. An element that has
/// elements within has no text of its own.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Fields(pub(super) Vec<Element>);

/// An element; the first one is the root, which is its own parent and no part of a path.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) parent: usize,
    pub(super) name: String,
    /// As sent; `None` with elements within.
    pub(super) text: Option<String>,
}

impl Fields {
    /// The text of the first element at `path`, without the blanks around it; `""` if it is empty, `None` if there is none.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.all(path).next()
    }

    /// The text of the first element at `path` as it was sent, with the blanks around it: what a person wrote to an app, in
    /// `Content`, may begin with one.
    pub fn get_as_sent(&self, path: &str) -> Option<&str> {
        self.all_as_sent(path).next()
    }

    /// The texts of all elements at `path`, of which some events have many: `RecordId`, `AccountList.UserId`
    /// ([97198](https://developer.work.weixin.qq.com/document/path/97198)); without
    /// the blanks around them.
    pub fn all<'a>(&'a self, path: &str) -> impl Iterator<Item = &'a str> {
        self.all_as_sent(path).map(trimmed)
    }

    /// The texts of all elements at `path` as they were sent, with the blanks around them.
    pub fn all_as_sent<'a>(&'a self, path: &str) -> impl Iterator<Item = &'a str> {
        let found = self.0.iter().skip(1).filter(move |element| self.is_at(element, path));
        found.filter_map(|element| element.text.as_deref())
    }

    /// Refuses a document in which an element of one of these names is there twice directly below the root: give the names
    /// that decide something, for of two texts readers would disagree which one counts.
    ///
    /// # Errors
    /// [`Error::Repeated`].
    pub fn expect_once(&self, names: &[&str]) -> Result<(), Error> {
        let mut seen = vec![false; names.len()];
        for Element { name, .. } in self.0.iter().skip(1).filter(|element| element.parent == 0) {
            let place = names.iter().position(|known| known == name);
            let is_repeat =
                place.and_then(|place| seen.get_mut(place)).is_some_and(|seen| std::mem::replace(seen, true));
            if is_repeat {
                return Err(Error::Repeated { name: name.clone() });
            }
        }
        Ok(())
    }

    fn is_at(&self, element: &Element, path: &str) -> bool {
        if element.parent == 0 {
            return element.name == path;
        }
        let above = path.strip_suffix(element.name.as_str()).and_then(|above| above.strip_suffix('.'));
        let parent = self.0.get(element.parent);
        above.zip(parent).is_some_and(|(above, parent)| self.is_at(parent, above))
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().skip(1).map(|element| &element.name)).finish()
    }
}
