//! `Look`: how an app's pages look, for the frame of every page that is shown for it.
//!
//! It goes with the task that answers, as [`Visit`](crate::visit::Visit) does and for its reason.

use std::{future::Future, sync::Arc};

use element_model::Text;
use maud::{Markup, html};

tokio::task_local! {
    static LOOK: Arc<Look>;
}

/// How an app's pages look.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The name above each page; without one nothing stands there.
    pub name: Option<Text>,
    /// The address of a picture beside the name; without one its first character stands there.
    pub logo: Option<String>,
    /// The address of the picture in the browser's tab; without one it is the logo.
    pub icon: Option<String>,
    /// The address of a style sheet with the app's colour.
    pub style: Option<String>,
    /// Who provides the login.
    pub provider: Option<Provider>,
    /// Whom members ask for help, as part of a sentence; without one it is their administrator.
    pub contact: Option<Text>,
    /// The page where members begin.
    pub home: Option<String>,
}

/// Who provides the login.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its name.
    pub name: Text,
    /// Its site.
    pub url: Option<String>,
}

impl Look {
    /// The look of the app whose page is being answered.
    pub fn current() -> Arc<Self> {
        LOOK.try_with(Arc::clone).unwrap_or_default()
    }

    /// Answers with pages that look like this.
    pub async fn during<F: Future>(self, answer: F) -> F::Output {
        LOOK.scope(Arc::new(self), answer).await
    }

    /// The app's mark and name, above its pages.
    pub(super) fn head(&self, name: &str) -> Markup {
        html! {
            header.app {
                span.mark aria-hidden="true" {
                    @match &self.logo {
                        Some(logo) => { img src=(logo) alt="" referrerpolicy="no-referrer"; },
                        None => { (name.chars().next().unwrap_or('·')) },
                    }
                }
                span.name { (name) }
            }
        }
    }
}
