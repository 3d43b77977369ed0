//! Reasons that keep a server from starting, and its messages.

use clock::{Clock, ManualClock, SystemClock};
use serde_json::{Value, json};
use tests::AppFolder;

const AES_KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

fn suite_config() -> Value {
    json!({ "authConfig": { "suiteId": "dk1", "suiteSecret": "very-secret", "encodingAESKey": AES_KEY, "token": "tok" } })
}

/// The server's message instead of starting.
async fn complaint(folder: &AppFolder) -> String {
    let clock = ManualClock::new(SystemClock.now());
    match folder.serve(&clock).await {
        Ok(_) => panic!("the server started"),
        Err(error) => {
            let message = error.to_string();
            assert!(!message.contains("very-secret"), "a secret is in the message: {message}");
            message
        }
    }
}

#[tokio::test]
async fn each_mistake_in_an_instance_is_named_by_file_and_field() {
    let cases: [(&str, Value, &[&str]); 8] = [
        ("AES key of 42 characters", json!(&AES_KEY[1..]), &["encodingAESKey", "43"]),
        ("AES key with a sign", json!("$bcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"), &["encodingAESKey"]),
        ("ill-typed", json!(7), &["encodingAESKey"]),
        ("missing", Value::Null, &["encodingAESKey"]),
        ("missing name", json!("{{NO_SUCH_NAME}}"), &["encodingAESKey", "NO_SUCH_NAME"]),
        ("empty token", json!(AES_KEY), &["token"]),
        ("unknown key", json!(AES_KEY), &["tokn"]),
        ("empty suite", json!(AES_KEY), &["suiteId"]),
    ];
    for (mistake, key, named) in cases {
        let folder = AppFolder::new("http://127.0.0.1:9").await;
        let mut config = suite_config();
        config["authConfig"]["encodingAESKey"] = key;
        match mistake {
            "empty token" => config["authConfig"]["token"] = json!(""),
            "unknown key" => config["authConfig"]["tokn"] = json!("x"),
            "empty suite" => config["authConfig"]["suiteId"] = json!(""),
            "missing" => drop(config["authConfig"].as_object_mut().unwrap().remove("encodingAESKey")),
            _ => {}
        }
        folder.instance("auths.Broken", &config);
        let message = complaint(&folder).await;
        assert!(message.contains("Broken"), "{mistake}: {message}");
        for name in named {
            assert!(message.contains(name), "{mistake}: {message}");
        }
    }
}

#[tokio::test]
async fn a_token_that_wecom_cannot_have_given_is_refused_by_field_for_both_login_types() {
    let long = "a".repeat(33);
    for token in ["with-sign", "two words", "符号", "a\nb", long.as_str()] {
        let mut proxy = suite_config();
        proxy["authConfig"]["token"] = json!(token);
        let inner = json!({
            "corpId": "ww1", "corpSecret": "very-secret", "agentId": 1_000_002, "token": token, "encodingAESKey": AES_KEY,
        });
        for (is_inner, config, field) in [(false, proxy, "authConfig.token: "), (true, inner, "Broken.json: token: ")] {
            let folder = AppFolder::new("http://127.0.0.1:9").await;
            let write = if is_inner { AppFolder::inner_instance } else { AppFolder::instance };
            write(&folder, "auths.Broken", &config);
            let message = complaint(&folder).await;
            assert!(message.contains(field) && message.contains("1 to 32"), "{token:?}: {message}");
            assert!(!message.contains(token), "the value is shown: {message}");
        }
    }
}

#[tokio::test]
async fn two_suites_of_one_token_and_key_are_refused_within_an_app_and_what_it_inherits() {
    let mut other = suite_config();
    other["authConfig"]["suiteId"] = json!("dk2");
    let folder = AppFolder::new("http://127.0.0.1:9").await;
    folder.instance("auths.First", &suite_config()).instance("auths.Second", &other);
    let message = complaint(&folder).await;
    for named in ["auths.First", "Second.json: authConfig.token: ", "encodingAESKey"] {
        assert!(message.contains(named), "{message}");
    }

    let folder = AppFolder::new("http://127.0.0.1:9").await;
    folder.instance("auths.First", &suite_config());
    let app = |extends: Value| json!({ "appId": "acme.child", "name": "c", "title": "C", "version": "1.0.0", "extends": extends });
    folder.write("acme.child/app.json", &app(json!([])));
    let kind = json!({ "title": "x", "type": "auths.loginTypes.QywxProxyType" });
    folder.write("acme.child/auths/Second/e.json", &kind).write("acme.child/auths/Second/Second.json", &other);
    let clock = ManualClock::new(SystemClock.now());
    folder.serve(&clock).await.expect("two apps have two addresses").stop().await;
    folder.write("acme.child/app.json", &app(json!([{ "appId": "acme.portal", "version": "1.0.0" }])));
    let message = complaint(&folder).await;
    assert!(message.contains("acme.child:auths.First") && message.contains("authConfig.token: "), "{message}");

    // A Token alone may be shared.
    other["authConfig"]["encodingAESKey"] = json!(AES_KEY.replace('a', "z"));
    folder.write("acme.child/auths/Second/Second.json", &other);
    folder.serve(&clock).await.expect("the keys tell them apart").stop().await;
}

#[tokio::test]
async fn two_instances_of_one_suite_with_different_keys_do_not_start() {
    let folder = AppFolder::new("http://127.0.0.1:9").await;
    let mut other = suite_config();
    other["authConfig"]["token"] = json!("other");
    folder.instance("auths.First", &suite_config()).instance("auths.Second", &other);
    let message = complaint(&folder).await;
    for named in ["First", "Second.json: authConfig.token", "dk1"] {
        assert!(message.contains(named), "{message}");
    }
    assert!(message.starts_with("acme.portal:auths.Second"), "the one that differs is named: {message}");
}

#[tokio::test]
async fn an_unknown_type_is_named_with_near_misses() {
    let folder = AppFolder::new("http://127.0.0.1:9").await;
    folder.write("acme.portal/auths/X/e.json", &json!({ "title": "x", "type": "auths.loginTypes.QywxProxyTyp" }));
    let message = complaint(&folder).await;
    assert!(message.contains("auths.loginTypes.QywxProxyType"), "{message}");
}

#[tokio::test]
async fn a_missing_encryption_key_says_how_to_make_one() {
    let mut folder = AppFolder::new("http://127.0.0.1:9").await;
    folder.instance("auths.Fine", &suite_config());
    folder.set("encryption.active", "\"k2\"");
    let message = complaint(&folder).await;
    assert!(message.contains("k2"), "{message}");
}

#[tokio::test]
async fn an_unknown_configuration_key_is_named() {
    let folder = AppFolder::new("http://127.0.0.1:9").await;
    let file = folder.path().join("wrong.toml");
    for (text, named) in [
        ("[server]\nlisten_on = \"x\"\n", "listen_on"),
        ("[sever]\nlisten = \"x\"\n", "sever"),
        ("[server]\nlisten = \"nowhere\"\n", "server.listen"),
        ("apps.reload_seconds = 0\n", "apps.reload_seconds: expected a whole number from 1 to 3600"),
        ("reconcile.period_seconds = 59\n", "reconcile.period_seconds: expected a whole number from 60"),
        ("reconcile.calls_per_second = 0\n", "reconcile.calls_per_second: expected a whole number from 1 to 100"),
        ("callbacks.concurrency = 0\n", "callbacks.concurrency: expected a whole number from 1 to 256"),
        ("callbacks.concurrency = -1\n", "callbacks.concurrency: expected a whole number"),
        ("callbacks.keep_succeeded_days = 0\n", "callbacks.keep_succeeded_days: expected a whole number from 1"),
        ("callbacks.keep_succeeded_days = \"ever\"\n", "callbacks.keep_succeeded_days: expected a whole number"),
        ("callbacks.keep_succeeded_days = 99999\n", "callbacks.keep_succeeded_days: expected a whole number"),
        ("[server\n", "wrong.toml"),
        ("[server]\nlisten = \"127.0.0.1:1\"\nworkers = = 2\n", "line 3, column 11"),
    ] {
        std::fs::write(&file, text).unwrap();
        let message = server::Config::load(Some(&file)).unwrap_err().to_string();
        assert!(message.contains(named), "{text:?}: {message}");
    }
}

#[tokio::test]
async fn no_mistake_in_the_configuration_shows_a_value() {
    const PLANTED: &str = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=";
    let folder = AppFolder::new("http://127.0.0.1:9").await;
    let file = folder.path().join("planted.toml");
    for (text, named) in [
        ("[encryption]\nkeys.k1 = \"PLANTED", "line 2"),
        ("[encryption]\nkeys.k1 = PLANTED\n", "line 2"),
        ("[encryption]\nkeys = \"PLANTED\"\n", "encryption.keys"),
        ("[encryption]\nkeys.k1_file = \"/PLANTED\"\nactive = \"k1\"\n", "encryption.keys.k1_file"),
        ("[encryption]\nkeys.k1 = \"PLANTEDx\"\nactive = \"k1\"\n", "k1"),
        ("wecom.api_url = \"PLANTED\"\n", "wecom.api_url"),
        ("wecom.login_url = \"ftp://u:PLANTED@host\"\n", "wecom.login_url"),
        ("server.public_url = \"PLANTED, expected nothing\"\n", "server.public_url"),
        ("server.listen = \"PLANTED\"\n", "server.listen"),
        ("server.workers = \"PLANTED, expected nothing\"\n", "server.workers"),
        ("log.format = \"PLANTED\"\n", "log.format"),
        ("log.level = [\"PLANTED\"]\n", "log.level"),
    ] {
        std::fs::write(&file, text.replace("PLANTED", PLANTED)).unwrap();
        let message = match server::Config::load(Some(&file)) {
            Ok(config) => config.encryption.key_ring().map(drop).unwrap_err().to_string(),
            Err(error) => error.to_string(),
        };
        assert!(message.contains(named), "{text:?}: {message}");
        assert!(!message.contains(&PLANTED[4..20]), "{text:?}: {message}");
    }
}

#[tokio::test]
async fn a_public_url_has_to_be_the_root_of_a_host() {
    let folder = AppFolder::new("http://127.0.0.1:9").await;
    let file = folder.path().join("url.toml");
    let load = |url: &str| {
        std::fs::write(&file, format!("server.public_url = \"{url}\"\n")).unwrap();
        server::Config::load(Some(&file))
    };
    for url in
        ["https://a.example/login", "https://a.example/?x", "https://a.example/#x", "ftp://a.example", "a.example"]
    {
        let message = load(url).unwrap_err().to_string();
        assert!(message.contains("server.public_url") && message.contains("root"), "{url}: {message}");
    }
    for url in ["https://a.example", "http://a.example:8080/"] {
        assert!(load(url).is_ok(), "{url}");
    }
}

#[tokio::test]
async fn a_variable_of_the_app_fills_a_secret_in() {
    let folder = AppFolder::new("http://127.0.0.1:9").await;
    folder.write(
        "acme.portal/app.json",
        &json!({ "appId": "acme.portal", "name": "portal", "title": "P", "version": "1.0.0", "variables": { "KEY": AES_KEY } }),
    );
    let mut config = suite_config();
    config["authConfig"]["encodingAESKey"] = json!("{{KEY}}");
    folder.instance("auths.Filled", &config);
    let clock = ManualClock::new(SystemClock.now());
    folder.serve(&clock).await.unwrap().stop().await;
}

#[tokio::test]
async fn a_number_that_is_absurd_is_named_with_its_range() {
    let folder = AppFolder::new("http://127.0.0.1:9").await;
    let file = folder.path().join("absurd.toml");
    for (key, value) in [
        ("server.body_limit_bytes", "0"),
        ("server.request_timeout_seconds", "0"),
        ("server.workers", "100000"),
        ("limits.url_bytes", "0"),
        ("limits.header_bytes", "10000000"),
        ("limits.connections", "0"),
        ("limits.keep_alive_seconds", "0"),
        ("limits.requests_per_minute_per_address", "0"),
        ("limits.requests_per_minute_per_corp", "0"),
        ("limits.wrong_guesses_per_minute_per_address", "0"),
        ("database.max_connections", "0"),
        ("wecom.connect_timeout_seconds", "0"),
        ("wecom.request_timeout_seconds", "86400"),
        ("login.access_token_seconds", "0"),
        ("login.session_days", "0"),
        ("login.recheck_seconds", "0"),
        ("login.key_publication_hours", "10000"),
        ("limits.connections_per_address", "0"),
        ("limits.unfinished_body_bytes", "0"),
        ("limits.unfinished_body_bytes_per_address", "0"),
        ("http_client.connect_timeout_seconds", "0"),
        ("http_client.request_timeout_seconds", "86400"),
        ("login.refresh_token_seconds", "1"),
        ("login.browser_session_seconds", "0"),
        ("audit.retention_days", "0"),
    ] {
        std::fs::write(&file, format!("{key} = {value}\n")).unwrap();
        let message = server::Config::load(Some(&file)).unwrap_err().to_string();
        assert!(message.contains(key) && message.contains("expected a whole number from"), "{key}: {message}");
    }
    for (key, value) in [
        ("server.trusted_proxies", "[\"proxy\"]"),
        ("server.trusted_proxies", "\"10.0.0.0/33\""),
        ("limits.exempt_addresses", "7"),
        ("limits.requests_per_minute_per_corp", "-1"),
    ] {
        std::fs::write(&file, format!("{key} = {value}\n")).unwrap();
        let message = server::Config::load(Some(&file)).unwrap_err().to_string();
        assert!(message.contains(key), "{key} = {value}: {message}");
    }
}

#[tokio::test]
async fn an_app_cannot_take_an_address_of_the_servers_own() {
    for org in ["console", "oidc", "Api", "healthz"] {
        let folder = AppFolder::new("http://127.0.0.1:9").await;
        let manifest = json!({ "appId": format!("{org}.portal"), "name": "portal", "title": "P", "version": "1" });
        folder.write("acme.portal/app.json", &manifest);
        let message = complaint(&folder).await;
        assert!(message.contains(&format!("app.json: appId: {org} is an address")), "{message}");
    }
}
