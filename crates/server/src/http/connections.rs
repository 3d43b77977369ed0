//! `Connections`: how many are open, so that under pressure none is kept.
//!
//! The time limit for a head counts for a connection's first request alone (actix-http). Whoever then sends half a head
//! could hold a connection for ever, so only half of them may be held at all: beyond, each answer ends its connection.

use std::{
    any::Any,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use actix_web::dev::Extensions;

/// The open connections of a server; its clones count the same ones.
#[derive(Clone, Debug)]
pub(crate) struct Connections {
    open: Arc<AtomicUsize>,
    most: usize,
}

/// One open connection, for as long as it lives.
struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Connections {
    pub(crate) fn new(most: usize) -> Self {
        Self { open: Arc::default(), most }
    }

    /// Counts a connection that was just made, until its data is dropped.
    pub(crate) fn opened(&self, _: &dyn Any, data: &mut Extensions) {
        self.open.fetch_add(1, Ordering::Relaxed);
        data.insert(Open(Arc::clone(&self.open)));
    }

    /// How many are open.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// Whether more than half of them are taken.
    pub(super) fn are_crowded(&self) -> bool {
        self.open() * 2 > self.most
    }

    /// How many each of `workers` threads takes.
    pub(crate) fn of_each(&self, workers: usize) -> usize {
        self.most.div_ceil(workers)
    }
}
