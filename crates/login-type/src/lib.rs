//! The contract of auths.loginTypes.Meta: what a login type is, and what the server lends it
