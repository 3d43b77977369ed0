//! The events on a template's URL with their exact fields (97173-97175), and that URL's verification.

use super::{Element, Kind, Letter};
use crate::state::State;

/// An event of a template.
#[derive(Clone, Debug)]
pub(crate) enum SuiteEvent {
    SuiteTicket { ticket: String },
    CreateAuth { auth_code: String, state: Option<String> },
    ChangeAuth { corp_id: String },
    CancelAuth { corp_id: String },
    ResetPermanentCode { auth_code: String },
}

impl SuiteEvent {
    /// The event as a letter that says it happened now; `None` without such template.
    pub(crate) fn letter(self, state: &State, suite_id: &str) -> Option<Letter> {
        let info_type = match &self {
            Self::SuiteTicket { .. } => "suite_ticket",
            Self::CreateAuth { .. } => "create_auth",
            Self::ChangeAuth { .. } => "change_auth",
            Self::CancelAuth { .. } => "cancel_auth",
            Self::ResetPermanentCode { .. } => "reset_permanent_code",
        };
        let mut elements = vec![
            Element::text("SuiteId", suite_id),
            Element::text("InfoType", info_type),
            Element::number("TimeStamp", state.now()),
        ];
        let mut about = None;
        match self {
            Self::SuiteTicket { ticket } => elements.push(Element::text("SuiteTicket", ticket)),
            Self::CreateAuth { auth_code, state } => {
                elements.insert(1, Element::text("AuthCode", auth_code));
                elements.extend(state.map(|state| Element::text("State", state)));
                elements.push(Element::text("ExtraInfo", ""));
            }
            Self::ChangeAuth { corp_id } => {
                elements.push(Element::text("AuthCorpId", &corp_id));
                elements.extend([Element::text("State", ""), Element::text("ExtraInfo", "")]);
                about = Some(corp_id);
            }
            Self::CancelAuth { corp_id } => {
                elements.push(Element::text("AuthCorpId", &corp_id));
                about = Some(corp_id);
            }
            Self::ResetPermanentCode { auth_code } => elements.insert(1, Element::text("AuthCode", auth_code)),
        }
        let letter = Letter::to_template(state, suite_id, info_type, &elements)?;
        Some(Letter { corp_id: about, ..letter })
    }
}

/// The verification of a template's URL: its receiveid is the provider's corp id, not the suite id (1.4).
pub(crate) fn template_url_check(state: &mut State, suite_id: &str) -> Option<Letter> {
    let echo = state.random.digits(19);
    let callback = state.templates.get(suite_id)?.callback.clone();
    Some(Letter {
        kind: Kind::VerifyTemplateUrl,
        suite_id: suite_id.to_owned(),
        corp_id: None,
        event: "url_verification".to_owned(),
        callback,
        receive_id: state.provider.corp_id.clone(),
        to_user_name: String::new(),
        agent_id: String::new(),
        message: echo,
    })
}
