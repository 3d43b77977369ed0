//! WeCom (企业微信) callback signature, encryption and envelopes
