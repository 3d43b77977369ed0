//! Faults of process, database and machine.

mod away;
mod clock_jumps;
mod killed;
mod site;
mod sqlite;
mod stopping;
