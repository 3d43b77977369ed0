//! `createInstance`, `updateInstance`, `removeInstance`: what they answer is served by this process already; others that
//! share the folder take it over at their next looks.

use app_catalog::{Change, Door, Edit, EditError, Edited, Folder};
use element_model::FullName;
use login_type::{Call, CallError, ErrorKind, Fault, InstanceName, Reply};
use serde_json::{Map, Value, json};

use super::Answered;

/// Length of what tells one change on the disk from another.
const TAG: usize = 12;

/// Makes an instance of a Type.
pub(super) async fn create(folder: &Folder, call: Call<'_>) -> Result<Answered, CallError> {
    let change = Change::Create {
        r#type: full_name(call, "type")?,
        title: call.args.text("title")?.to_owned(),
        config: object(call, "config")?,
        is_unfinished: false,
    };
    edit(folder, call, change).await
}

/// Gives an instance another title, or what is given of a configuration: the rest stays, and a masked secret too.
pub(super) async fn update(folder: &Folder, call: Call<'_>) -> Result<Answered, CallError> {
    let title = call.args.opt_text("title")?.map(str::to_owned);
    let change = Change::Update { title, config: object(call, "config")?, finish: false };
    if matches!(&change, Change::Update { title: None, config, .. } if config.is_empty()) {
        let message = "function updateInstance: nothing is to be changed: give a title or a config";
        return Err(CallError::new(ErrorKind::MissingArgument, message));
    }
    edit(folder, call, change).await
}

/// Takes an instance away; whoever was logging in by it is refused, as when it is switched off.
pub(super) async fn remove(folder: &Folder, call: Call<'_>) -> Result<Answered, CallError> {
    let answered = edit(folder, call, Change::Remove).await?;
    Ok(Answered { reply: Reply::NOTHING, ..answered })
}

async fn edit(folder: &Folder, call: Call<'_>, change: Change) -> Result<Answered, CallError> {
    let instance = InstanceName { app: call.app.clone(), element: full_name(call, "fullName")? };
    let edit = Edit { app: instance.app.clone(), instance: instance.element.clone(), change, by: Door::Function };
    let tag = call.host.entropy.alphanumeric(TAG);
    let edited = folder.edit(edit, &*call.host.clock, tag).await.map_err(refusal)?;
    let noted = json!({ "type": edited.r#type, "changed": edited.changed });
    let noted = if let Value::Object(noted) = noted { noted } else { Map::new() };
    Ok(Answered { reply: reply(&instance, &edited), noted })
}

/// What an instance is after a change; nothing where it is gone.
fn reply(instance: &InstanceName, edited: &Edited) -> Reply {
    let app = edited.catalog.apps.app(&instance.app);
    let Some(element) = app.and_then(|app| app.get_element(instance.element.as_str()).ok()) else {
        return Reply::NOTHING;
    };
    Reply::Value(json!({
        "fullName": instance.element.as_str(),
        "type": element.definition().r#type.as_ref().map(FullName::as_str),
        "title": element.definition().title,
        "draft": element.is_draft(),
        "lacks": edited.lacks,
        "properties": edited.catalog.login_types.properties(instance),
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

fn refusal(error: EditError) -> CallError {
    let kind = match &error {
        EditError::Refused { fault: Fault::Missing, .. } => ErrorKind::MissingArgument,
        EditError::Refused { fault: Fault::WrongType, .. } => ErrorKind::WrongType,
        EditError::Refused { .. } => ErrorKind::ValueNotAllowed,
        EditError::Unknown(_) => ErrorKind::UnknownElement,
        EditError::Busy => ErrorKind::EditConflict,
        EditError::Disk { .. } => ErrorKind::Internal,
    };
    let refusal = CallError::new(kind, error.to_string());
    if let EditError::Disk { source, .. } = error { refusal.caused_by(source) } else { refusal }
}
