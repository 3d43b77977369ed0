//! Users, bindings, login codes, tokens, signing keys, revocation
