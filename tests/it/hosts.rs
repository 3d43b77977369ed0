//! Hosts of companies: logins that go by one, files at its root, and what a forged host does not do.

mod doctor;
mod files;
pub(crate) mod login_hosts;
mod openid;
