//! The mail bag: events put off with `later`, delivered in any order and over several addresses until each is acknowledged.

use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Letter, PushOptions,
    post::{deliver_to, open_record},
};
use crate::{random::Random, world::World};

/// A letter of the bag.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Mail {
    #[serde(flatten)]
    letter: Letter,
    deliveries: u32,
    /// It was answered as WeCom wants, at least once: whoever did that has to act on it.
    acknowledged: bool,
}

impl Mail {
    /// A letter that nobody has seen yet.
    pub(crate) fn new(letter: Letter) -> Self {
        Self { letter, deliveries: 0, acknowledged: false }
    }
}

/// A round of deliveries of pushes that are not acknowledged.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Round {
    /// Where to, in turn, as a load balancer does: an attempt that gets no answer goes on to the next. The letters' own
    /// address when there are none.
    urls: Vec<String>,
    /// Makes order, duplicates and what is held back repeatable.
    seed: Option<u64>,
    shuffle: bool,
    /// So many of a hundred letters are delivered twice.
    duplicate_percent: u8,
    /// So many of a hundred letters stay in the bag until the next round.
    hold_percent: u8,
    /// Deliveries at the same time.
    at_once: usize,
}

impl Default for Round {
    fn default() -> Self {
        Self { urls: Vec::new(), seed: None, shuffle: false, duplicate_percent: 0, hold_percent: 0, at_once: 1 }
    }
}

/// Delivers the bag once; what is not acknowledged stays in it.
pub(crate) async fn deliver_mail(world: &World, round: &Round) -> Value {
    let ids = order(world, round);
    let deliveries = stream::iter(ids.into_iter().enumerate());
    deliveries.for_each_concurrent(round.at_once.max(1), |(turn, id)| deliver_one(world, round, turn, id)).await;
    counts(world)
}

/// How full the bag is.
pub(crate) fn counts(world: &World) -> Value {
    let state = world.state();
    let acknowledged = state.mail.iter().filter(|mail| mail.acknowledged).count();
    json!({
        "letters": state.mail.len(),
        "acknowledged": acknowledged,
        "waiting": state.mail.len() - acknowledged,
        "deliveries": state.mail.iter().map(|mail| mail.deliveries).sum::<u32>(),
    })
}

fn order(world: &World, round: &Round) -> Vec<usize> {
    let mut random = Random::new(round.seed);
    let state = world.state();
    let mut ids = Vec::new();
    for (id, _) in state.mail.iter().enumerate().filter(|(_, mail)| !mail.acknowledged) {
        if random.percent(round.hold_percent) {
            continue;
        }
        ids.push(id);
        if random.percent(round.duplicate_percent) {
            ids.push(id);
        }
    }
    if round.shuffle {
        random.shuffle(&mut ids);
    }
    ids
}

async fn deliver_one(world: &World, round: &Round, turn: usize, id: usize) {
    let Some(letter) = world.state().mail.get(id).map(|mail| mail.letter.clone()) else { return };
    let mut urls = round.urls.clone();
    if urls.is_empty() {
        urls.extend(letter.callback.url.clone());
    } else {
        let first = turn % urls.len();
        urls.rotate_left(first);
    }
    let push = open_record(world, letter);
    deliver_to(world, push, None, &PushOptions::default(), &urls).await;
    let mut state = world.state();
    let accepted = state.pushes.get(push).is_some_and(super::PushRecord::is_accepted);
    if let Some(mail) = state.mail.get_mut(id) {
        mail.deliveries += 1;
        mail.acknowledged |= accepted;
    }
}
