//! Administrators in the console: invited, given roles, kept out.

use administration::totp;
use clock::{Clock as _, SystemClock};
use reqwest::StatusCode;
use tests::{AppFolder, Process, Sim, World};

use super::staff::{PASSWORD, Staff};
use crate::login_page::browser;

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
async fn of_two_owners_who_keep_each_other_out_at_once_one_stays() {
    let world = World::start().await;
    let (kim, lee) = (Staff::new(&world, "kim", "owner").await, Staff::new(&world, "lee", "owner").await);
    let all = world.folder.command_json(&["admin", "list", "--json"]).await;
    let path = |name: &str| {
        let one = all.iter().find(|one| one["name"] == name).unwrap();
        format!("/console/administrators/{}", one["id"].as_str().unwrap())
    };
    let (of_kim, of_lee, disable) = (path("kim"), path("lee"), [("change", "disable")]);
    tokio::join!(kim.post(&of_lee, &disable), lee.post(&of_kim, &disable));
    let all = world.folder.command_json(&["admin", "list", "--json"]).await;
    assert_eq!(all.iter().filter(|one| one["disabled"] == false).count(), 1, "{all:?}");
}

#[tokio::test]
async fn a_server_without_administrators_prints_the_link_of_the_first_and_no_other_of_them_is_good_after_it() {
    let folder = AppFolder::new(&Sim::start().await.url).await;
    let link = |log: String| -> String {
        let rest = log.rsplit_once("/console/welcome?link=").expect("the link is told").1;
        rest.split_whitespace().next().unwrap().to_owned()
    };
    let mut first = Process::start(&folder, "127.0.0.1:0", "first.log").await.unwrap();
    let unused = link(first.log());
    first.ask_to_end();
    first.end().await;
    let mut second = Process::start(&folder, "127.0.0.1:0", "second.log").await.unwrap();
    let browser = browser("Mozilla/5.0");
    let take = async |link: &str| {
        let url = format!("{}/console/welcome", second.url());
        let page = browser.get(&url).query(&[("link", link)]).send().await.unwrap();
        if page.status() != StatusCode::OK {
            return page.status();
        }
        let page = page.text().await.unwrap();
        let secret = page.split_once("<p class=\"secret\">").unwrap().1.split_once("</p>").unwrap().0;
        let code = totp::code(secret, SystemClock.now()).unwrap();
        let fields = [("link", link), ("name", "kim"), ("password", PASSWORD), ("code", &code)];
        browser.post(&url).form(&fields).send().await.unwrap().status()
    };
    assert_eq!(take(&link(second.log())).await, StatusCode::SEE_OTHER);
    assert_eq!(take(&unused).await, StatusCode::GONE);
    second.ask_to_end();
    second.end().await;
    let third = Process::start(&folder, "127.0.0.1:0", "third.log").await.unwrap();
    assert!(!third.log().contains("/console/welcome"), "there is an administrator: {}", third.log());
}
