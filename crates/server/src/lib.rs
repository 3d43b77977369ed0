//! The wecom-login server: composes the crates and serves them over HTTP
