//! A letter: one message with where it goes, whom it is for and what it is sealed with.

use serde::Serialize;

use super::xml::{self, Element};
use crate::state::{Callback, State};

/// The content of a push, and its method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Kind {
    /// GET with an echostr.
    VerifyTemplateUrl,
    /// GET with an echostr.
    VerifyAppUrl,
    /// POST, to be answered `success`.
    SuiteEvent,
    /// POST, to be answered `success`, nothing or sealed XML.
    AppEvent,
}

/// A message on its way.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Letter {
    pub(crate) kind: Kind,
    pub(crate) suite_id: String,
    /// Encrypted id of the corp it is about, where it is about one.
    pub(crate) corp_id: Option<String>,
    /// `InfoType` or Event.
    pub(crate) event: String,
    #[serde(skip)]
    pub(crate) callback: Callback,
    pub(crate) receive_id: String,
    pub(crate) to_user_name: String,
    pub(crate) agent_id: String,
    /// Event XML, or the text to be echoed.
    pub(crate) message: String,
}

impl Letter {
    /// An event on a template's URL: receiveid and `ToUserName` are the suite id (97172). `None` without such template.
    pub(crate) fn to_template(state: &State, suite_id: &str, event: &str, elements: &[Element]) -> Option<Self> {
        let template = state.templates.get(suite_id)?;
        Some(Self {
            kind: Kind::SuiteEvent,
            suite_id: suite_id.to_owned(),
            corp_id: None,
            event: event.to_owned(),
            callback: template.callback.clone(),
            receive_id: suite_id.to_owned(),
            to_user_name: suite_id.to_owned(),
            agent_id: String::new(),
            message: xml::write(elements, state.switches.xml_blanks),
        })
    }
}
