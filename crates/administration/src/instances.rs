//! Instances: made, changed and removed, in the apps that this process serves or on the disk.
//!
//! A change of files is noted once it is made. Elements need no database: where none can be reached the change stands, and
//! the [`Trail`] says that it is not noted.

use accounts::AuditEntry;
use app_catalog::{Change, Door, Edit, Edited, Editor};
use clock::{Clock, Entropy};
use element_model::FullName;
use login_type::InstanceName;
use serde_json::{Map, Value, json};

use crate::{Action, Actor, AdministrationError, trail::Trail};

/// Length of what tells one change on the disk from another.
const TAG: usize = 12;

/// The tools that instances are changed with.
#[derive(Clone, Copy)]
pub struct Workplace<'a> {
    /// Where they are.
    pub editor: &'a dyn Editor,
    /// Where the change is noted.
    pub trail: &'a dyn Trail,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Randomness.
    pub entropy: &'a dyn Entropy,
}

/// An instance that is to be made.
#[derive(Clone, Debug)]
pub struct NewInstance {
    /// The Type's full name.
    pub r#type: FullName,
    /// The title on pages.
    pub title: String,
    /// The configuration.
    pub config: Map<String, Value>,
    /// Whether it is a draft, which is out of service and whose configuration is filled in later.
    pub is_draft: bool,
}

/// The changes of an instance.
#[derive(Clone, Debug, Default)]
pub struct InstanceChange {
    /// The title on pages.
    pub title: Option<String>,
    /// The keys of the configuration that change; `null` takes one away, and a masked secret stays.
    pub config: Map<String, Value>,
    /// Whether a draft that lacks something is refused, instead of staying a draft.
    pub finish: bool,
}

/// Makes an instance of a Type.
///
/// # Errors
/// The actor may not, or why nothing was changed.
pub async fn create(
    at: Workplace<'_>,
    actor: &Actor,
    instance: &InstanceName,
    new: NewInstance,
) -> Result<Edited, AdministrationError> {
    let NewInstance { r#type, title, config, is_draft } = new;
    let change = Change::Create { r#type, title, config, is_unfinished: is_draft };
    edit(at, actor, &Action::CreateInstance, instance, change).await
}

/// Gives an instance another title, or what is given of a configuration; the rest stays. A draft that lacks nothing then
/// goes into service.
///
/// # Errors
/// The actor may not, or why nothing was changed.
pub async fn update(
    at: Workplace<'_>,
    actor: &Actor,
    instance: &InstanceName,
    change: InstanceChange,
) -> Result<Edited, AdministrationError> {
    let InstanceChange { title, config, finish } = change;
    edit(at, actor, &Action::UpdateInstance, instance, Change::Update { title, config, finish }).await
}

/// Takes an instance away, with its folder; a login by it that is under way is refused, as when it is switched off.
///
/// # Errors
/// The actor may not, or why nothing was changed.
pub async fn remove(at: Workplace<'_>, actor: &Actor, instance: &InstanceName) -> Result<Edited, AdministrationError> {
    edit(at, actor, &Action::RemoveInstance, instance, Change::Remove).await
}

async fn edit(
    at: Workplace<'_>,
    actor: &Actor,
    action: &Action,
    instance: &InstanceName,
    change: Change,
) -> Result<Edited, AdministrationError> {
    actor.check(action, Some(&instance.app))?;
    let by = if matches!(actor, Actor::CommandLine { .. }) { Door::Command } else { Door::Function };
    let edit = Edit { app: instance.app.clone(), instance: instance.element.clone(), change, by };
    let edited = at.editor.edit(edit, at.clock, at.entropy.alphanumeric(TAG)).await?;
    let detail = json!({ "fullName": instance.element, "type": edited.r#type, "changed": edited.changed });
    let entry = AuditEntry { actor: None, action: action.word(), target: instance.to_string(), detail };
    at.trail.note(actor.audit_context().event(at.clock.now(), entry)).await;
    Ok(edited)
}
