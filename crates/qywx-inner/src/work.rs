//! The work of a committed callback: who left, and what changed of those who did not.

use login_type::{CallbackRecord, Host, Instances, WorkError, Worked};
use qywx_login::{
    Contacts,
    callback::{MemberEvent, Message},
};
use wecom_client::SelfBuiltWecom;
use wecom_types::CorpId;

use crate::{elements::TYPE, instance::QywxInnerInstance};

/// Does what the record asks; may be called again and then comes to the same end.
pub(crate) async fn work(
    wecom: &SelfBuiltWecom,
    instances: &Instances<QywxInnerInstance>,
    record: &CallbackRecord,
    host: &Host,
) -> Result<Worked, WorkError> {
    let message = Message::parse(record.payload.expose_secret());
    let message = message.map_err(|error| WorkError::dead(format!("message: {error}")))?;
    let corp = CorpId::try_from(record.corp_id.as_deref().unwrap_or_default());
    let corp = corp.map_err(|error| WorkError::dead(format!("company: {error}")))?;
    if is_of_another_app(&message, record) {
        return Ok(Worked::about(corp.as_str()));
    }
    let instance = instances.iter().find(|(_, instance)| instance.app_name() == record.realm);
    let contacts = instance.map(|(_, instance)| Contacts::SelfBuilt { wecom, app: instance.app() });
    MemberEvent { login_type: TYPE, corp: &corp, message: &message, record, contacts, host }.work().await
}

/// Whether a member left the visible range of another app of the company, whose callbacks come to the same address.
fn is_of_another_app(message: &Message, record: &CallbackRecord) -> bool {
    let own = record.realm.rsplit('/').next();
    message.event() == "unsubscribe" && message.field("AgentID").is_some_and(|agent| own != Some(agent))
}
