//! Hosts: those that companies log in at, what leads between hosts, what verifies one, and who is logged in behind a proxy.

pub(crate) mod forward_sessions;
pub(crate) mod login_hosts;
pub(crate) mod login_relays;
pub(crate) mod verification_files;
