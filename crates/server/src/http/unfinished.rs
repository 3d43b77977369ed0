//! `UnfinishedBodies`: how much memory the bodies take that have not arrived completely, of all clients and of each.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::connections::network_of;
use crate::config::Limits;

/// The bytes that are held, and how many may be; its clones count the same ones.
#[derive(Clone, Debug)]
pub(crate) struct UnfinishedBodies {
    held: Arc<Mutex<Held>>,
    most: usize,
    most_of_one: usize,
}

#[derive(Debug, Default)]
struct Held {
    all: usize,
    by_client: HashMap<IpAddr, usize>,
}

/// The bytes of one body, for as long as it is on its way.
pub(super) struct Share {
    bodies: UnfinishedBodies,
    client: Option<IpAddr>,
    bytes: usize,
}

/// There is no room for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full;

impl UnfinishedBodies {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            held: Arc::default(),
            most: limits.unfinished_body_bytes,
            most_of_one: limits.unfinished_body_bytes_per_address,
        }
    }

    /// A body of which nothing has come yet.
    pub(super) fn begin(&self, client: Option<IpAddr>) -> Share {
        Share { bodies: self.clone(), client: client.map(network_of), bytes: 0 }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    /// Takes room for more bytes.
    pub(super) fn grow(&mut self, bytes: usize) -> Result<(), Full> {
        let mut held = self.bodies.lock();
        let own = self.client.map_or(0, |client| held.by_client.get(&client).copied().unwrap_or(0));
        if held.all + bytes > self.bodies.most || own + bytes > self.bodies.most_of_one {
            return Err(Full);
        }
        held.all += bytes;
        if let Some(client) = self.client {
            held.by_client.insert(client, own + bytes);
        }
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut held = self.bodies.lock();
        held.all -= self.bytes;
        let Some(client) = self.client else { return };
        if let Some(own) = held.by_client.get_mut(&client) {
            *own -= self.bytes;
            if *own == 0 {
                held.by_client.remove(&client);
            }
        }
    }
}
