//! `createInstance`, `updateInstance`, `removeInstance`: what they answer is served by this process already; others that
//! share the folder take it over at their next looks.

use administration::instances::{self, InstanceChange, NewInstance, Workplace};
use app_catalog::Edited;
use element_model::FullName;
use login_type::{Call, CallError, ErrorKind, InstanceName, Reply};
use serde_json::{Map, Value, json};

use crate::services::Door;

/// Makes an instance of a Type.
pub(super) async fn create(door: Door<'_>, call: Call<'_>) -> Result<Reply, CallError> {
    let new = NewInstance {
        r#type: full_name(call, "type")?,
        title: call.args.text("title")?.to_owned(),
        config: object(call, "config")?,
        is_draft: false,
    };
    let instance = instance(call)?;
    let edited = instances::create(workplace(door, call), door.actor, &instance, new).await?;
    Ok(reply(&instance, &edited))
}

/// Gives an instance another title, or what is given of a configuration: the rest stays, and a masked secret too.
pub(super) async fn update(door: Door<'_>, call: Call<'_>) -> Result<Reply, CallError> {
    let title = call.args.opt_text("title")?.map(str::to_owned);
    let change = InstanceChange { title, config: object(call, "config")?, finish: false };
    if change.title.is_none() && change.config.is_empty() {
        let message = "function updateInstance: nothing to change: give a title or a config";
        return Err(CallError::new(ErrorKind::MissingArgument, message));
    }
    let instance = instance(call)?;
    let edited = instances::update(workplace(door, call), door.actor, &instance, change).await?;
    Ok(reply(&instance, &edited))
}

/// Takes an instance away; a login by it that is under way is refused, as when it is switched off.
pub(super) async fn remove(door: Door<'_>, call: Call<'_>) -> Result<Reply, CallError> {
    instances::remove(workplace(door, call), door.actor, &instance(call)?).await?;
    Ok(Reply::NOTHING)
}

fn workplace<'a>(door: Door<'a>, call: Call<'a>) -> Workplace<'a> {
    let (clock, entropy) = (&*call.host.clock, &*call.host.entropy);
    Workplace { editor: door.folder, trail: &door.server.database, clock, entropy }
}

fn instance(call: Call<'_>) -> Result<InstanceName, CallError> {
    Ok(InstanceName { app: call.app.clone(), element: full_name(call, "fullName")? })
}

/// The description of an instance after a change; nothing where it is gone.
fn reply(instance: &InstanceName, edited: &Edited) -> Reply {
    let Some(catalog) = &edited.catalog else { return Reply::NOTHING };
    let app = catalog.apps.app(&instance.app);
    let Some(element) = app.and_then(|app| app.get_element(instance.element.as_str()).ok()) else {
        return Reply::NOTHING;
    };
    Reply::Value(json!({
        "fullName": instance.element.as_str(),
        "type": element.definition().r#type.as_ref().map(FullName::as_str),
        "title": element.definition().title,
        "draft": element.is_draft(),
        "lacks": edited.lacks,
        "properties": catalog.login_types.properties(instance),
    }))
}

fn full_name(call: Call<'_>, argument: &str) -> Result<FullName, CallError> {
    let wrong = |error| CallError::new(ErrorKind::ValueNotAllowed, format!("argument {argument}: {error}"));
    call.args.text(argument)?.parse().map_err(|error: element_model::NameError| wrong(error.to_string()))
}

/// An object that may be absent, which is to be nothing; the function's declaration keeps other values out.
fn object(call: Call<'_>, argument: &str) -> Result<Map<String, Value>, CallError> {
    match call.args.value(argument) {
        None => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object.clone()),
        Some(_) => Err(CallError::new(ErrorKind::WrongType, format!("argument {argument} must be an object"))),
    }
}
