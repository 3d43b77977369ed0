//! `suite_tickets` by themselves: every 600 s of simulated time once the URL was verified (97173).

use super::{Letter, PushOptions, SuiteEvent, post};
use crate::{
    state::{AutoTicket, State},
    world::World,
};

/// Pushes a new ticket to each template that is due.
pub(crate) async fn push_due_tickets(world: &World) {
    let _round = world.ticket_round.lock().await;
    let letters = due_letters(&mut world.state());
    for letter in letters {
        post(world, letter, &PushOptions::default()).await;
    }
}

fn due_letters(state: &mut State) -> Vec<Letter> {
    if state.switches.auto_ticket == AutoTicket::Off {
        return Vec::new();
    }
    let now = state.now();
    let due: Vec<String> = state
        .templates
        .values()
        .filter(|template| template.ticket_is_due(now))
        .map(|template| template.suite_id.clone())
        .collect();
    let mut letters = Vec::new();
    for suite_id in due {
        let Some(ticket) = state.issue_ticket(&suite_id) else { continue };
        letters.extend(SuiteEvent::SuiteTicket { ticket }.letter(state, &suite_id));
    }
    letters
}
