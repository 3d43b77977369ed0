//! `Tree`: all elements that an app sees, each below its type.

use std::collections::BTreeMap;

use element_model::{App, AppId, Element, FullName};
use serde::Serialize;

use super::{Description, Place, place::folder_of};
use crate::catalog::Catalog;

/// All elements that an app sees, and what it does not see of the apps that it inherits from.
#[derive(Debug, Serialize)]
pub struct Tree<'a> {
    /// The app.
    pub app: &'a AppId,
    title: &'a str,
    version: &'a str,
    /// Its folder, below the folder of the apps.
    pub folder: &'a str,
    /// All apps that it inherits from, nearest first.
    pub parents: &'a [AppId],
    /// The elements without a type that it sees; the others are below those.
    pub elements: Vec<Branch<'a>>,
    /// The elements that it does not see.
    pub hidden: Vec<Hidden<'a>>,
}

/// An element, and those whose type it is.
#[derive(Debug, Serialize)]
pub struct Branch<'a> {
    #[serde(flatten)]
    /// The element.
    pub element: Description<'a>,
    /// The elements whose type it is.
    pub children: Vec<Self>,
}

/// An element that is private to another app.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hidden<'a> {
    /// Its full name.
    pub full_name: &'a FullName,
    #[serde(flatten)]
    /// Where it is.
    pub place: Place<'a>,
}

impl<'a> Tree<'a> {
    /// The tree of an app of this catalog.
    pub fn of(catalog: &'a Catalog, app: &'a App) -> Self {
        let mut below: BTreeMap<Option<&FullName>, Vec<&Element>> = BTreeMap::new();
        for element in app.elements() {
            // An element whose type the app does not see is below none, even where the app has a namesake of the type.
            let above = element.type_chain().first().filter(|_| element.type_private_to().is_none());
            below.entry(above).or_default().push(element);
        }
        let hidden = app.hidden().iter();
        Self {
            app: app.id(),
            title: app.title(),
            version: app.version(),
            folder: folder_of(&catalog.apps, app),
            parents: app.parents(),
            elements: branches(catalog, &below, None),
            hidden: hidden
                .map(|it| Hidden { full_name: &it.full_name, place: Place::of(&catalog.apps, &it.origin) })
                .collect(),
        }
    }
}

fn branches<'a>(
    catalog: &'a Catalog,
    below: &BTreeMap<Option<&FullName>, Vec<&'a Element>>,
    above: Option<&FullName>,
) -> Vec<Branch<'a>> {
    let elements = below.get(&above).into_iter().flatten();
    let branch = |element: &&'a Element| Branch {
        element: Description::of(catalog, element),
        children: branches(catalog, below, Some(element.full_name())),
    };
    elements.map(branch).collect()
}
