//! The `wecom-login` binary.
fn main() {}
