//! Verification files at the root of hosts.

use std::fs;

use reqwest::{Method, Response, StatusCode, header};
use serde_json::{Value, json};
use tests::{Diagnosis, ErrorKind, World};

use super::login_hosts::{HOSTS, company_url};

const NAME: &str = "WW_verify_a1B2c3D4e5F6g7H8.txt";

async fn ask(world: &World, method: Method, url: &str) -> Response {
    world.http.request(method, url).send().await.unwrap()
}

async fn body(world: &World, url: &str) -> (StatusCode, String) {
    let answer = ask(world, Method::GET, url).await;
    (answer.status(), answer.text().await.unwrap())
}

async fn put(world: &World, args: Value) {
    world.administrator().call(HOSTS, "putVerificationFile", args).await.ok();
}

async fn give_host(world: &World) -> String {
    let (corp, url) = (world.authorised_corp().await, company_url(world));
    world.administrator().call(HOSTS, "setLoginHost", json!({ "corpId": corp.id, "url": url })).await.ok();
    url
}

#[tokio::test]
async fn a_verification_file_is_served_byte_for_byte_at_its_own_host_alone() {
    let world = World::start().await;
    let (own, company) = (world.server.url.clone(), give_host(&world).await);
    let content = "\u{feff}a1B2c3D4 \r\n";
    put(&world, json!({ "host": "localhost", "name": NAME, "content": content })).await;
    let answer = ask(&world, Method::GET, &format!("{company}/{NAME}")).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8");
    assert_eq!(answer.bytes().await.unwrap(), content.as_bytes());
    let head = ask(&world, Method::HEAD, &format!("{company}/{NAME}")).await;
    assert_eq!(
        (head.status(), &head.headers()[header::CONTENT_LENGTH]),
        (StatusCode::OK, &content.len().to_string().parse().unwrap())
    );
    assert_eq!(ask(&world, Method::POST, &format!("{company}/{NAME}")).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    let forged = world.http.get(format!("{own}/{NAME}")).header(header::HOST, "evil.example").send().await.unwrap();
    assert_eq!(forged.status(), StatusCode::NOT_FOUND);
    assert_eq!(body(&world, &format!("{own}/{NAME}")).await.0, StatusCode::NOT_FOUND, "it is another host's");
    // The server's own host may have one of the same name.
    put(&world, json!({ "name": NAME, "content": "own" })).await;
    assert_eq!(body(&world, &format!("{own}/{NAME}")).await, (StatusCode::OK, "own".to_owned()));
    let gone = world.administrator().call(HOSTS, "removeVerificationFile", json!({ "name": NAME })).await.ok();
    assert_eq!(gone["wasThere"], true);
    assert_eq!(body(&world, &format!("{own}/{NAME}")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(body(&world, &format!("{company}/{NAME}")).await.0, StatusCode::OK);
}

#[tokio::test]
async fn verification_files_lie_in_a_folder_or_are_put_by_command() {
    let mut folder = None;
    let world = World::start_with(|apps| {
        let path = apps.path().join("verification");
        apps.set("server.verification_files", &format!("{:?}", path.display().to_string()));
        folder = Some(path);
    })
    .await;
    let (own, company, folder) = (world.server.url.clone(), give_host(&world).await, folder.unwrap());
    assert_eq!(body(&world, &format!("{own}/{NAME}")).await.0, StatusCode::NOT_FOUND, "the folder is not there yet");
    fs::create_dir_all(folder.join("localhost")).unwrap();
    fs::write(folder.join(NAME), "own").unwrap();
    fs::write(folder.join("localhost").join(NAME), "company").unwrap();
    fs::write(folder.join("other.txt"), "secret").unwrap();
    assert_eq!(body(&world, &format!("{own}/{NAME}")).await, (StatusCode::OK, "own".to_owned()));
    assert_eq!(body(&world, &format!("{company}/{NAME}")).await, (StatusCode::OK, "company".to_owned()));
    for path in
        ["other.txt", "WW_verify_a%2F..%2Fother.txt", "localhost/WW_verify_a1B2c3D4e5F6g7H8.txt", "WW_verify_.txt"]
    {
        assert_eq!(body(&world, &format!("{own}/{path}")).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let file = world.folder.path().join(NAME);
    fs::write(&file, "by command\n").unwrap();
    world.command(&["host", "file", "put", file.to_str().unwrap(), "--host", "localhost"]).await;
    assert_eq!(body(&world, &format!("{company}/{NAME}")).await, (StatusCode::OK, "by command\n".to_owned()));
    let listed = world.command(&["host", "list"]).await;
    assert!(listed.contains(NAME), "{listed}");
    world.command(&["host", "file", "remove", NAME, "--host", "localhost"]).await;
    assert_eq!(body(&world, &format!("{company}/{NAME}")).await, (StatusCode::OK, "company".to_owned()));
    let said = world.failing_command(&["host", "file", "remove", NAME]).await;
    assert!(said.contains("there is no file"), "{said}");
}

#[tokio::test]
async fn a_file_of_another_name_host_or_length_is_refused_with_what_would_be_right() {
    let world = World::start().await;
    let cases = [
        (json!({ "name": "robots.txt", "content": "a" }), "argument name: must be WW_verify_"),
        (json!({ "name": "WW_verify_../a.txt", "content": "a" }), "argument name: must be WW_verify_"),
        (json!({ "name": NAME, "content": "" }), "argument content: must be 1 to 4096 bytes"),
        (json!({ "name": NAME, "content": "a\u{1}" }), "argument content"),
        (
            json!({ "name": NAME, "content": "a", "host": "evil.example" }),
            "must be a host of this server, without port: 127.0.0.1",
        ),
    ];
    for (args, words) in cases {
        let refused = world.administrator().call(HOSTS, "putVerificationFile", args).await;
        let message = refused.refused(ErrorKind::ValueNotAllowed);
        assert!(message.contains(words), "{message}");
    }
}

#[tokio::test]
async fn doctor_fetches_files_back_and_asks_login_hosts_who_they_are() {
    let mut world = World::start().await;
    world.folder.set("server.public_url", &format!("{:?}", world.server.url));
    let company = give_host(&world).await;
    put(&world, json!({ "host": "localhost", "name": NAME, "content": "a" })).await;
    let diagnosis = Diagnosis::of(&world.folder).await;
    diagnosis.says("ok", "login host", &[&format!("{company}/acme/portal/login/callback")]);
    diagnosis.says("ok", "verification file", &["gives it back"]);
    diagnosis.all_is_well();
}

#[tokio::test]
async fn an_administrator_asks_which_hosts_and_files_come_back_and_nobody_else_does() {
    let mut folder = None;
    let world = World::start_with(|apps| {
        let path = apps.path().join("verification");
        apps.set("server.verification_files", &format!("{:?}", path.display().to_string()));
        folder = Some(path);
    })
    .await;
    let (company, folder) = (give_host(&world).await, folder.unwrap());
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(NAME), "own").unwrap();
    put(&world, json!({ "host": "localhost", "name": NAME, "content": "a" })).await;
    let findings = async || {
        let answer = world.administrator().call(HOSTS, "check", json!({})).await.ok();
        let findings = answer["findings"].as_array().unwrap().clone();
        let shown = |it: &Value| format!("{} {} {}", it["severity"], it["check"], it["found"]).replace('"', "");
        findings.iter().map(shown).collect::<Vec<_>>()
    };
    let own = &world.server.url;
    let right = [
        format!("ok login host {company} leads here"),
        format!("ok verification file {company}/{NAME} gives it back"),
        format!("ok verification file {own}/{NAME} gives it back"),
    ];
    assert_eq!(findings().await, right);
    // The simulated WeCom is somebody else.
    let elsewhere = world.sim.url.replace("127.0.0.1", "localhost");
    let corp = world.administrator().call(HOSTS, "list", json!({})).await.ok()["loginHosts"][0]["corpId"].clone();
    let args = json!({ "corpId": corp, "url": elsewhere });
    world.administrator().call(HOSTS, "setLoginHost", args).await.ok();
    let wrong = findings().await;
    assert!(wrong[0].starts_with("error login host") && wrong[1].ends_with("is not found"), "{wrong:?}");
    world.nobody().call(HOSTS, "check", json!({})).await.refused(ErrorKind::LoginRequired);
}

#[tokio::test]
async fn doctor_names_a_login_host_that_nobody_reaches_and_a_file_that_does_not_come_back() {
    let mut world = World::start().await;
    world.folder.set("server.public_url", &format!("{:?}", world.server.url));
    let corp = world.authorised_corp().await;
    let set = async |url: &str| {
        let args = json!({ "corpId": corp.id, "url": url, "allowHttp": true });
        world.administrator().call(HOSTS, "setLoginHost", args).await.ok();
        Diagnosis::of(&world.folder).await
    };
    set("http://localhost:9").await.says("error", "login host", &["cannot be reached from here"]);
    // The simulated WeCom is somebody else.
    let elsewhere = world.sim.url.replace("127.0.0.1", "localhost");
    put(&world, json!({ "host": "localhost", "name": NAME, "content": "a" })).await;
    let diagnosis = set(&elsewhere).await;
    diagnosis.says("error", "login host", &["leads elsewhere", "DNS"]);
    diagnosis.says("error", "verification file", &["is not found"]);
    // Another server of the same kind is none of this one.
    let other = World::start().await;
    let diagnosis = set(&company_url(&other)).await;
    diagnosis.says("error", "login host", &["leads elsewhere"]);
    // By TLS to somebody who speaks none.
    let diagnosis = set(&company_url(&world).replace("http:", "https:")).await;
    diagnosis.says("error", "login host", &["cannot be reached from here"]);
    diagnosis.says("error", "verification file", &["cannot be reached from here"]);
}
