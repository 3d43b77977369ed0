//! Administrators in the console: invited, given roles, kept out.

use reqwest::StatusCode;
use tests::{Process, World};

use super::staff::{PASSWORD, Staff};

#[tokio::test]
async fn an_owner_invites_changes_and_keeps_out_and_the_last_owner_stays() {
    let world = World::start().await;
    let kim = Staff::new(&world, "kim", "owner").await;
    let page = kim.post("/console/administrators", &[("name", "lee"), ("role", "operator")]).await;
    assert!(page.between("<p class=\"secret\">", "</p>").contains("/console/welcome?link="));
    assert_eq!(
        kim.post("/console/administrators", &[("name", "l e e"), ("role", "operator")]).await.status,
        StatusCode::BAD_REQUEST
    );
    let lee = Staff::new(&world, "lee", "operator").await;
    lee.get("/console").await.shown();
    let all = world.folder.command_json(&["admin", "list", "--json"]).await;
    let id = |name: &str| all.iter().find(|one| one["name"] == name).unwrap()["id"].as_str().unwrap().to_owned();
    let change = async |name: &str, change: &str| {
        let path = format!("/console/administrators/{}", id(name));
        kim.post(&path, &[("change", change)]).await
    };
    change("lee", "disable").await.leads_to();
    assert!(lee.get("/console").await.leads_to().starts_with("/console/sign-in"), "out at once");
    world.clock.advance(std::time::Duration::from_mins(1));
    assert_eq!(lee.sign_in(PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    for refused in ["disable", "operator"] {
        let last = change("kim", refused).await;
        assert_eq!(last.status, StatusCode::BAD_REQUEST, "{}", last.text);
    }
    change("lee", "enable").await.leads_to();
    change("lee", "owner").await.leads_to();
    assert!(kim.did("administrator invite").await && kim.did("administrator change").await);
}

#[tokio::test]
async fn a_server_without_administrators_prints_the_link_of_the_first_and_no_other_of_them_is_good_after_it() {
    let world = World::start().await;
    let links = async |log: &str| -> Vec<String> {
        let process = Process::start(&world.folder, "127.0.0.1:0", log).await.unwrap();
        let is_told = async || process.log().contains("/console/welcome?link=");
        world.until("the link is told", is_told).await;
        let log = process.log();
        log.split("/console/welcome?").skip(1).map(|rest| rest.split_whitespace().next().unwrap().to_owned()).collect()
    };
    if world.folder.database_url().starts_with("sqlite") {
        // Only one process serves a SQLite file: the server of the world holds it.
        return;
    }
    let (one, other) = (links("one.log").await, links("other.log").await);
    let nobody = Staff::nobody(&world);
    let take = async |link: &str| {
        let path = format!("/console/welcome?{link}");
        let page = nobody.get(&path).await;
        if page.status != StatusCode::OK {
            return page.status;
        }
        let secret = page.between("<p class=\"secret\">", "</p>").to_owned();
        let code = administration::totp::code(&secret, clock::Clock::now(&world.clock)).unwrap();
        let token = link.trim_start_matches("link=");
        let fields = [("link", token), ("name", "kim"), ("password", PASSWORD), ("code", &code)];
        nobody.post("/console/welcome", &fields).await.status
    };
    assert_eq!(take(&one[0]).await, StatusCode::SEE_OTHER);
    assert_eq!(take(&other[0]).await, StatusCode::GONE);
}
