//! The lock-out of addresses that try too many wrong secrets (90313, 45009 item 5).

use std::{collections::BTreeMap, net::IpAddr};

use serde::Serialize;

const WINDOW_SECONDS: u64 = 3600;

/// A caller's address.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    window_start: u64,
    wrong: u32,
    locked_until: u64,
}

/// All addresses that sent wrong secrets.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct Lockouts(BTreeMap<IpAddr, Record>);

impl Lockouts {
    /// Whether the address is locked out now.
    pub(crate) fn is_locked(&self, address: IpAddr, now: u64) -> bool {
        self.0.get(&address).is_some_and(|record| now < record.locked_until)
    }

    /// Counts a wrong secret; the `limit`-th within an hour locks the address for an hour.
    pub(crate) fn note_wrong_secret(&mut self, address: IpAddr, now: u64, limit: u32) {
        let record = self.0.entry(address).or_default();
        if now >= record.window_start + WINDOW_SECONDS {
            *record = Record { window_start: now, ..Record::default() };
        }
        record.wrong += 1;
        if record.wrong >= limit {
            record.locked_until = now + WINDOW_SECONDS;
        }
    }
}
