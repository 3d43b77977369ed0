//! Tests that need a real browser: redirects, cookies, the back button, the keyboard, layout, colours, the console.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod accessibility;
mod album;
mod browser;
mod buttons;
mod chromedriver;
mod console;
mod docs;
mod keyboard;
mod login;
mod login_hosts;
mod looks;
mod members;
mod official_logins;
mod other_sites;
mod site;
mod tour;
