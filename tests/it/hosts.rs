//! Hosts of companies: logins that go by one, files at its root, and what a forged host does not do.

mod files;
mod login_hosts;
