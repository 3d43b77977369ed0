//! The events on a corp's app URL with their exact fields (96302, 90376, 97195), and that URL's verification.

use super::{Element, Kind, Letter, xml};
use crate::state::{App, AppKey, AppKind, AppUrlReceiveId, CorpIdForm, Member, State};

/// An event of an app.
#[derive(Clone, Debug)]
pub(crate) enum AppEvent {
    MemberUpdated(Member),
    MemberDeleted(Member),
    Subscribe(Member),
    Unsubscribe(Member),
    /// Any other event, with its own fields and the member it comes from.
    Other {
        event: String,
        from: String,
        fields: Vec<Element>,
    },
}

impl AppEvent {
    /// The event as a letter that happens now; `None` when the app has no callback URL.
    pub(crate) fn letter(self, state: &State, key: &AppKey) -> Option<Letter> {
        let app = state.app(key).filter(|app| app.callback.url.is_some())?;
        let id = corp_id_form(state, app)?;
        let (event, from, fields) = match self {
            Self::MemberUpdated(member) => ("change_contact".to_owned(), "sys".to_owned(), updated(&member, app)),
            Self::MemberDeleted(member) => ("change_contact".to_owned(), "sys".to_owned(), deleted(&member, app)),
            Self::Subscribe(member) => ("subscribe".to_owned(), app.userid_of(&member).to_owned(), vec![agent(app)]),
            Self::Unsubscribe(member) => {
                ("unsubscribe".to_owned(), app.userid_of(&member).to_owned(), vec![agent(app)])
            }
            Self::Other { event, from, fields } => (event, from, fields),
        };
        let mut elements = vec![
            Element::text("ToUserName", &id),
            Element::text("FromUserName", from),
            Element::number("CreateTime", state.now()),
            Element::text("MsgType", "event"),
            Element::text("Event", &event),
        ];
        // A field given by hand takes the place of the usual one.
        elements.retain(|usual| fields.iter().all(|field| field.name() != usual.name()));
        elements.extend(fields);
        Some(Letter {
            kind: Kind::AppEvent,
            suite_id: app.suite_id.clone(),
            corp_id: Some(app.corp_id.clone()),
            event,
            callback: app.callback.clone(),
            receive_id: id.clone(),
            to_user_name: id,
            agent_id: app.agent_id.to_string(),
            message: xml::write(&elements, state.switches.xml_blanks),
        })
    }
}

fn corp_id_form(state: &State, app: &App) -> Option<String> {
    let corp = state.corps.get(&app.corp_id)?;
    if app.kind == AppKind::SelfBuilt {
        return Some(corp.plain_corp_id.clone());
    }
    Some(match state.switches.app_event_receive_id {
        CorpIdForm::Encrypted => corp.corp_id.clone(),
        CorpIdForm::Plain => corp.plain_corp_id.clone(),
    })
}

fn agent(app: &App) -> Element {
    Element::number("AgentID", app.agent_id)
}

/// Names and other private fields are absent for apps authorised after 2022-06 (96302).
fn updated(member: &Member, app: &App) -> Vec<Element> {
    let departments = member.department.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    vec![
        Element::text("ChangeType", "update_user"),
        Element::text("UserID", app.userid_of(member)),
        Element::text("Department", departments),
        Element::number("MainDepartment", member.department.first().unwrap_or(&1)),
        Element::number("Status", u8::from(member.status)),
    ]
}

fn deleted(member: &Member, app: &App) -> Vec<Element> {
    vec![Element::text("ChangeType", "delete_user"), Element::text("UserID", app.userid_of(member))]
}

/// The verification of an app's URL; which receiveid it has is not documented, so a switch decides.
pub(crate) fn app_url_check(state: &mut State, key: &AppKey) -> Option<Letter> {
    let echo = state.random.digits(19);
    let app = state.app(key)?;
    let corp = state.corps.get(&app.corp_id)?;
    let receive_id = match state.switches.app_url_receive_id {
        _ if app.kind == AppKind::SelfBuilt => corp.plain_corp_id.clone(),
        AppUrlReceiveId::ProviderCorpId => state.provider.corp_id.clone(),
        AppUrlReceiveId::CorpId => corp.corp_id.clone(),
        AppUrlReceiveId::PlainCorpId => corp.plain_corp_id.clone(),
        AppUrlReceiveId::SuiteId => app.suite_id.clone(),
        AppUrlReceiveId::Empty => String::new(),
    };
    Some(Letter {
        kind: Kind::VerifyAppUrl,
        suite_id: app.suite_id.clone(),
        corp_id: Some(app.corp_id.clone()),
        event: "url_verification".to_owned(),
        callback: app.callback.clone(),
        receive_id,
        to_user_name: String::new(),
        agent_id: String::new(),
        message: echo,
    })
}
