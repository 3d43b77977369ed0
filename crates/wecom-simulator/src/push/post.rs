//! Posting a letter: planted faults, up to three attempts on connection failure or time-out, the log.

use std::time::Duration;

use serde_json::Value;

use super::{
    Kind, Letter, PushOptions, PushRecord,
    deliver::{ATTEMPTS, attempt},
    seal::{Envelope, seal},
};
use crate::{
    state::{PushFault, Retry},
    world::World,
};

/// Delivers the letter and logs it; gives the outcome, of the second delivery when it was duplicated.
pub(crate) async fn post(world: &World, letter: Letter, options: &PushOptions) -> Value {
    let mut options = options.clone();
    let mut letter = letter;
    let is_event = matches!(letter.kind, Kind::SuiteEvent | Kind::AppEvent);
    let fault = if is_event { world.state().faults.take_push() } else { None };
    match fault {
        Some(PushFault::Duplicate) => options.duplicate = true,
        Some(PushFault::WrongSignature) => options.wrong_signature = true,
        Some(PushFault::Reorder) | None => {}
    }
    if options.wrong_receive_id {
        letter.receive_id = format!("wp{}", world.state().random.url_safe(30));
    }
    tokio::time::sleep(Duration::from_millis(options.delay_ms)).await;
    let id = open_record(world, letter);
    if fault == Some(PushFault::Reorder) {
        let mut state = world.state();
        state.held_pushes.push(id);
        return state.pushes.get_mut(id).map_or(Value::Null, |record| {
            record.held = true;
            record.outcome(id)
        });
    }
    deliver(world, id, None, &options).await;
    if options.duplicate {
        deliver_again(world, id, &options).await;
    }
    release_held(world).await;
    world.state().pushes.get(id).map_or(Value::Null, |record| record.outcome(id))
}

/// Delivers what `reorder` faults hold back.
pub(crate) async fn release_held(world: &World) {
    let held = std::mem::take(&mut world.state().held_pushes);
    for id in held {
        if let Some(record) = world.state().pushes.get_mut(id) {
            record.held = false;
        }
        deliver(world, id, None, &PushOptions::default()).await;
    }
}

/// Pushes a logged letter once more, with the same bytes or sealed anew; `None` without such a record.
pub(crate) async fn repeat(world: &World, id: usize, retry: Retry) -> Option<Value> {
    let (letter, envelope) = {
        let state = world.state();
        let record = state.pushes.get(id)?;
        (record.letter.clone(), record.envelope.clone())
    };
    let again = open_record(world, letter);
    let envelope = envelope.filter(|_| retry == Retry::Identical);
    deliver(world, again, envelope, &PushOptions::default()).await;
    world.state().pushes.get(again).map(|record| record.outcome(again))
}

/// Begins the log of a push; gives its number.
pub(super) fn open_record(world: &World, letter: Letter) -> usize {
    let mut state = world.state();
    let at = state.now();
    state.pushes.push(PushRecord { letter, at, attempts: Vec::new(), envelope: None, held: false });
    state.pushes.len() - 1
}

async fn deliver_again(world: &World, id: usize, options: &PushOptions) {
    let envelope = world.state().pushes.get(id).and_then(|record| record.envelope.clone());
    deliver(world, id, envelope, options).await;
}

/// Delivers to the letter's own address.
async fn deliver(world: &World, id: usize, envelope: Option<Envelope>, options: &PushOptions) {
    let url = world.state().pushes.get(id).and_then(|record| record.letter.callback.url.clone());
    deliver_to(world, id, envelope, options, url.as_slice()).await;
}

/// Attempts until there is an answer, at most three times and each at the next address; a URL verification is tried once.
pub(super) async fn deliver_to(
    world: &World,
    id: usize,
    envelope: Option<Envelope>,
    options: &PushOptions,
    urls: &[String],
) {
    let Some(letter) = world.state().pushes.get(id).map(|record| record.letter.clone()) else { return };
    let attempts = if matches!(letter.kind, Kind::SuiteEvent | Kind::AppEvent) { ATTEMPTS } else { 1 };
    let mut next = envelope.or_else(|| seal(&mut world.state(), &letter, options));
    for url in urls.iter().cycle().take(attempts) {
        let Some(sealed) = next else { return };
        let attempt = attempt(world, &letter, url, &sealed).await;
        tracing::debug!(event = letter.event, status = attempt.status, duration_ms = attempt.duration_ms, "pushed");
        let answered = attempt.status.is_some();
        let mut state = world.state();
        if let Some(record) = state.pushes.get_mut(id) {
            record.attempts.push(attempt);
            record.envelope = Some(sealed.clone());
        }
        if answered {
            return;
        }
        next = match state.switches.retry {
            Retry::Identical => Some(sealed),
            Retry::Resigned => seal(&mut state, &letter, options),
        };
    }
}
