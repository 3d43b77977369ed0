//! The lines of the log: what an operator finds there, and that nobody else writes them.

use reqwest::{Client, StatusCode};
use tests::{AppFolder, Process, SERVICE, Sim, World, captured_logs};

const FORGED: &str = "2026-01-01T00:00:00.000000Z  INFO forged";

#[tokio::test]
async fn nobody_forges_a_line_of_the_log_and_each_request_is_one_where_that_is_wanted() {
    let sim = Sim::start().await;
    for format in ["text", "json"] {
        let mut folder = AppFolder::new(&sim.url).await;
        folder
            .set("log.format", &format!("{format:?}"))
            .set("log.access", "true")
            .set("log.level", "\"warn,server=info,web=info\"");
        let server = Process::start(&folder, "127.0.0.1:0", "log").await.unwrap();
        let path = format!("/api/x%0a{}%1b%5b2J%e2%80%ae/notify?code=hidden", FORGED.replace(' ', "%20"));
        let request = Client::new().post(format!("{}{path}", server.url())).header("user-agent", "agent\tof smith");
        assert_eq!(request.send().await.unwrap().status(), StatusCode::NOT_FOUND);
        // Only what is logged about the request.
        let log = server.log();
        let lines: Vec<&str> = log.lines().filter(|line| line.contains("forged")).collect();
        assert!(lines.iter().all(|line| !line.starts_with(FORGED)), "{format}: {log}");
        assert!(!log.contains(['\u{1b}', '\u{202e}']) && !log.contains("hidden"), "{format}: {log}");
        assert!(lines.iter().any(|line| line.contains("callback was refused")), "{format}: {log}");
        let access: Vec<&&str> =
            lines.iter().filter(|line| line.contains("\"access\"") || line.contains(" access:")).collect();
        assert_eq!(access.len(), 1, "{format}: {log}");
        for part in ["POST", "404", "127.0.0.1", "duration_ms"] {
            assert!(access[0].contains(part), "{format}: {part} in {}", access[0]);
        }
    }
}

#[tokio::test]
async fn by_default_requests_are_no_lines() {
    let sim = Sim::start().await;
    let folder = AppFolder::new(&sim.url).await;
    let server = Process::start(&folder, "127.0.0.1:0", "log").await.unwrap();
    Client::new().get(format!("{}/acme/portal/login", server.url())).send().await.unwrap();
    assert!(!server.log().contains("/acme/portal/login"), "{}", server.log());
}

#[tokio::test]
async fn a_login_that_succeeded_and_a_callback_that_was_refused_are_a_line_each() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let url = format!("{}/api/acme/portal/{SERVICE}/notify", world.server.url);
    world.http.post(format!("{url}?msg_signature=0&timestamp=1&nonce=a")).body("<xml>").send().await.unwrap();
    let log = captured_logs();
    let info = |words: &str| log.lines().filter(|line| line.contains(" INFO ") && line.contains(words)).count();
    assert_eq!(info("login succeeded"), 1, "{log}");
    assert_eq!(info("a callback was refused"), 1, "{log}");
    let line = log.lines().find(|line| line.contains("login succeeded")).unwrap();
    let parts = ["acme.portal", "workbench", login["userId"].as_str().unwrap(), &corp.id];
    assert!(parts.iter().all(|part| line.contains(part)), "{line}");
}
