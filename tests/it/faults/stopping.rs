//! SIGTERM under load.

use std::time::Duration;

use futures::future::join_all;
use reqwest::Client;
use serde_json::json;

use super::site::Site;

const MEMBERS: usize = 12;

/// Plants a fault: so many logins take this long.
async fn slow_logins(site: &Site, millis: u64, times: usize) {
    let fault = json!({ "api": "auth/getuserinfo", "delayMs": millis, "times": times });
    site.sim.post("faults", fault).await;
}

#[tokio::test]
async fn sigterm_cuts_no_request_off_and_idle_connections_do_not_hold_the_server_up() {
    let mut site = Site::start_with(|folder| _ = folder.set("server.shutdown_timeout_seconds", "20")).await;
    let corp = site.corp(MEMBERS).await;
    site.log_in(&corp, 0).await.unwrap();
    let idle: Vec<Client> = (0..20).map(|_| Client::new()).collect();
    for client in &idle {
        client.get(format!("{}/healthz", site.process.url())).send().await.unwrap().bytes().await.unwrap();
    }
    slow_logins(&site, 1500, MEMBERS).await;
    let logins = join_all((0..MEMBERS).map(|member| site.log_in(&corp, member)));
    let stop = async {
        site.faults_taken().await;
        site.process.ask_to_end();
    };
    let (logins, ()) = tokio::join!(logins, stop);
    for login in logins {
        assert_eq!(login.unwrap()["errcode"], 0);
    }
    // Well within its own limit, though the idle connections are still open.
    let status = site.process.ended(Duration::from_secs(15)).await.expect("the server ends");
    assert!(status.success(), "{status}: {}", site.process.log());
    drop(idle);
}

#[tokio::test]
async fn what_does_not_end_within_the_limit_does_not_keep_the_server_from_ending() {
    let mut site = Site::start_with(|folder| _ = folder.set("server.shutdown_timeout_seconds", "1")).await;
    let corp = site.corp(1).await;
    slow_logins(&site, 7000, 1).await;
    let stop = async {
        site.faults_taken().await;
        site.process.ask_to_end();
    };
    let (login, ()) = tokio::join!(site.log_in(&corp, 0), stop);
    login.expect_err("it was cut off before WeCom answered");
    let status = site.process.ended(Duration::from_secs(5)).await.expect("the server ends");
    assert!(status.success(), "{status}: {}", site.process.log());
}
