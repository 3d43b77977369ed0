//! Administrators see where each element comes from and what it overrides: over HTTP and on the command line.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{AppFolder, ErrorKind, World};

use super::three_apps;

const SVC: &str = "services/ElementSvc";
const TYPE: &str = "auths.loginTypes.QywxProxyType";
const STAFF: &str = "auths.loginTypes.StaffType";

/// Three apps: a derived Type of the root, an instance of it that the middle overrides without a configuration of its
/// own, one that is private to the root, with a namesake in the leaf, and one whose Type is private to the root.
fn a_family(folder: &AppFolder) {
    three_apps(folder);
    let config = folder.read("acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
    let element = |path: &str, title: &str, of: &str, more: Value| {
        let mut definition = json!({ "title": title, "type": of });
        definition.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        folder.write(&format!("{path}/e.json"), &definition);
    };
    let configured = |path: &str| {
        folder.write(&format!("{path}/{}.json", path.rsplit('/').next().unwrap()), &config);
    };
    element(
        "acme.root/auths/loginTypes/StaffType",
        "Staff",
        TYPE,
        json!({ "extendType": "self", "accessModifier": "protected" }),
    );
    element("acme.root/auths/Staff", "Staff of the root", STAFF, json!({}));
    configured("acme.root/auths/Staff");
    element("acme.middle/auths/Staff", "Staff of the middle", STAFF, json!({}));
    element("acme.leaf/auths/Staff", "Staff of the leaf", STAFF, json!({}));
    element("acme.root/auths/Hidden", "Hidden of the root", TYPE, json!({ "accessModifier": "private" }));
    configured("acme.root/auths/Hidden");
    element("acme.leaf/auths/Hidden", "Hidden of the leaf", TYPE, json!({}));
    configured("acme.leaf/auths/Hidden");
    element("acme.root/auths/InnerType", "Inner", TYPE, json!({ "extendType": "self", "accessModifier": "private" }));
    element("acme.root/auths/Odd", "Odd", "auths.InnerType", json!({}));
    configured("acme.root/auths/Odd");
    element("acme.middle/auths/loginTypes/QywxProxyType", "Ours", "auths.loginTypes.Meta", json!({}));
}

async fn ask(world: &World, app: &str, function: &str, args: Value) -> Value {
    world.administrator().in_app(app).call(SVC, function, args).await.ok()
}

async fn describe(world: &World, app: &str, full_name: &str) -> Value {
    ask(world, app, "describe", json!({ "fullName": full_name })).await
}

fn place(app: &str, path: &str) -> Value {
    json!({ "app": app, "folder": app, "file": format!("{path}/e.json") })
}

/// The branch of this name, wherever it hangs.
fn find<'a>(branches: &'a Value, full_name: &str) -> Option<&'a Value> {
    let branches = branches.as_array().unwrap();
    branches.iter().find_map(|branch| {
        if branch["fullName"] == full_name { Some(branch) } else { find(&branch["children"], full_name) }
    })
}

#[tokio::test]
async fn an_element_tells_its_app_what_it_overrides_and_whose_configuration_it_has() {
    let world = World::start_with(|folder| a_family(folder)).await;
    let staff = describe(&world, "leaf", "auths.Staff").await;
    assert_eq!(
        (&staff["title"], &staff["kind"], &staff["type"]),
        (&json!("Staff of the leaf"), &json!("instance"), &json!(STAFF))
    );
    assert_eq!(staff["origin"], place("acme.leaf", "auths/Staff"));
    assert_eq!(staff["overrides"], json!([place("acme.middle", "auths/Staff"), place("acme.root", "auths/Staff")]));
    assert_eq!(staff["config"], json!({ "app": "acme.root", "folder": "acme.root", "file": "auths/Staff/Staff.json" }));
    assert_eq!(staff["typeChain"], json!([STAFF, TYPE, "auths.loginTypes.Meta"]));
    assert_eq!(staff["accessModifier"], "public");
    assert_eq!(staff["isActive"], true);
    assert!(staff["functions"].as_array().unwrap().contains(&json!("getLoginCode")), "{staff}");

    let official = describe(&world, "leaf", TYPE).await;
    assert_eq!((&official["title"], &official["kind"]), (&json!("Ours"), &json!("Type")));
    assert_eq!(official["origin"], place("acme.middle", "auths/loginTypes/QywxProxyType"));
    assert_eq!(
        official["overrides"],
        json!([{ "app": "wecomlogin.BaseApp", "folder": "built in", "file": "auths/loginTypes/QywxProxyType/e.json" }])
    );
    assert_eq!(official["instances"], json!(["auths.Hidden", "auths.Odd", "auths.Staff"]));
    assert_eq!(official["code"]["registeredAs"], TYPE);
    assert!(official["code"]["rustType"].as_str().unwrap().starts_with("qywx_proxy::"), "{official}");
    let service = describe(&world, "root", &format!("{TYPE}.services.QywxProxyAuthService")).await;
    assert_eq!((&service["kind"], &service["origin"]["folder"]), (&json!("service"), &json!("built in")));
    let shared = describe(&world, "root", "auths.loginTypes.services.AuthSvc").await;
    assert!(shared["code"]["rustType"].as_str().unwrap().ends_with("::AuthSvc"), "{shared}");
    let own = describe(&world, "root", "services.ElementSvc").await;
    assert_eq!((&own["kind"], &own["code"]["registeredAs"]), (&json!("service"), &json!("services.ElementSvc")));
}

#[tokio::test]
async fn element_check_names_functions_without_code_hidden_ones_and_keys_that_nobody_knows() {
    let world = World::start_with(|folder| {
        let ours = json!({ "ourOwn": 1, "functionList": [{ "name": "unbind", "removed": true }, { "name": "unbnd" }] });
        folder.write("acme.portal/auths/loginTypes/QywxProxyType/e.json", &ours);
        let notes = json!({ "title": "Notes", "type": "services.NormalType", "functionList": [{ "name": "list" }] });
        folder.write("acme.portal/services/Notes/e.json", &notes);
    })
    .await;
    let official = describe(&world, "portal", TYPE).await;
    assert_eq!(
        (&official["functionsWithoutCode"], &official["hiddenFunctions"]),
        (&json!(["unbnd"]), &json!(["unbind"]))
    );
    let told = world.command(&["element", "check"]).await;
    let lines = [
        "hides unbind  without code unbnd",
        "QywxProxyType/e.json: ourOwn: is not a key that is known here; it is kept, and has no effect",
        "QywxProxyType/e.json: functionList: no code answers the function `unbnd` of auths.loginTypes.QywxProxyType; did you mean `unbind`?",
        "Notes/e.json: functionList: no code answers the function `list` of services.Notes",
    ];
    for line in lines {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert_eq!(told.matches("no code answers").count(), 2, "the built-in elements agree with their code: {told}");
    assert_eq!(told.matches("is kept").count(), 1, "{told}");
}

#[tokio::test]
async fn what_is_private_or_protected_is_told_apart() {
    let world = World::start_with(|folder| a_family(folder)).await;
    for app in ["root", "middle", "leaf"] {
        assert_eq!(describe(&world, app, STAFF).await["accessModifier"], "protected", "{app}");
    }
    let hidden = place("acme.root", "auths/Hidden");
    let namesake = describe(&world, "leaf", "auths.Hidden").await;
    assert_eq!((&namesake["overrides"], &namesake["hidden"]), (&json!([]), &json!([hidden])));
    assert_eq!(describe(&world, "root", "auths.Hidden").await["accessModifier"], "private");
    let unseen = world
        .administrator()
        .in_app("middle")
        .call(SVC, "describe", json!({ "fullName": "auths.Hidden" }))
        .await
        .refused(ErrorKind::UnknownElement);
    assert!(unseen.contains("private to app acme.root (acme.root/auths/Hidden/e.json)"), "{unseen}");
    let unknown = world
        .administrator()
        .in_app("middle")
        .call(SVC, "describe", json!({ "fullName": "auths.Stuff" }))
        .await
        .refused(ErrorKind::UnknownElement);
    assert!(unknown.contains("did you mean `auths.Staff`"), "{unknown}");

    let tree = ask(&world, "leaf", "tree", json!({})).await;
    let told = |name: &str| json!({ "fullName": name, "app": "acme.root", "folder": "acme.root", "file": format!("{}/e.json", name.replace('.', "/")) });
    assert_eq!(tree["hidden"], json!([told("auths.Hidden"), told("auths.InnerType")]));
    // It is inherited, its type is not.
    let odd = tree["elements"].as_array().unwrap().iter().find(|branch| branch["fullName"] == "auths.Odd").unwrap();
    assert_eq!((&odd["type"], &odd["typePrivateTo"]), (&json!("auths.InnerType"), &json!("acme.root")));
    assert_eq!(ask(&world, "root", "tree", json!({})).await["hidden"], json!([]));
}

#[tokio::test]
async fn the_tree_has_each_element_of_the_app_below_its_type() {
    let world = World::start_with(|folder| a_family(folder)).await;
    let tree = ask(&world, "leaf", "tree", json!({})).await;
    assert_eq!((&tree["app"], &tree["folder"]), (&json!("acme.leaf"), &json!("acme.leaf")));
    assert_eq!(tree["parents"], json!(["acme.middle", "acme.root", "wecomlogin.BaseApp"]));
    let mut level = &tree["elements"];
    for name in ["auths.loginTypes.Meta", TYPE, STAFF, "auths.Staff"] {
        let branch = level.as_array().unwrap().iter().find(|branch| branch["fullName"] == name);
        level = &branch.unwrap_or_else(|| panic!("no {name} in {level:#}"))["children"];
    }
    let services = &find(&tree["elements"], "services.NormalType").unwrap()["children"];
    assert!(services.as_array().unwrap().iter().all(|service| service["kind"] == "service"), "{services}");
    assert!(find(&tree["elements"], "auths.QywxProxyTemp").is_none(), "it is another app's");
    let by_get = world.http.request(Method::GET, format!("{}/api/acme/leaf/{SVC}/tree", world.server.url));
    let by_get: Value = by_get.bearer_auth(world.admin_token()).send().await.unwrap().json().await.unwrap();
    assert_eq!(by_get["data"], tree);
}

#[tokio::test]
async fn only_administrators_see_the_elements_and_no_secret_is_told_whatever_an_app_overrides() {
    let world = World::start_with(|folder| {
        let open = |name: &str| json!({ "name": name, "title": name, "loginRequired": false });
        let service =
            json!({ "title": "Open", "type": "services.NormalType", "functionList": [open("tree"), open("describe")] });
        folder.write("acme.portal/services/ElementSvc/e.json", &service);
    })
    .await;
    world.nobody().call(SVC, "tree", json!({})).await.refused(ErrorKind::LoginRequired);
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    world.member(&login).call(SVC, "tree", json!({})).await.refused(ErrorKind::AdminRequired);
    let answers = [
        world.administrator().call(SVC, "tree", json!({})).await.ok().to_string(),
        world.command(&["element", "check"]).await,
        world.command(&["element", "check", "--json"]).await,
    ];
    for (kind, value) in world.sim.secrets().await {
        assert!(answers.iter().all(|answer| !answer.contains(&value)), "a {kind} is told");
    }
}

#[tokio::test]
async fn what_an_administrator_reads_is_no_deed_for_the_audit_trail() {
    let world = World::start().await;
    world.administrator().call(SVC, "describe", json!({ "fullName": TYPE })).await.ok();
    let described =
        world.administrator().call(SVC, "describe", json!({ "fullName": "auths.QywxProxyTemp" })).await.ok();
    assert_eq!(described["properties"]["authConfig"]["suiteSecret"], "******");
    let trail = world.command(&["audit", "list", "--json"]).await;
    assert!(!trail.contains("describe") && trail.contains("token"), "{trail}");
}

#[tokio::test]
async fn element_check_draws_the_tree_of_each_app() {
    let world = World::start_with(|folder| a_family(folder)).await;
    let drawn = world.command(&["element", "check"]).await;
    let leaf: Vec<&str> = drawn.lines().skip_while(|line| !line.starts_with("app  acme.leaf")).collect();
    assert_eq!(leaf[0], "app  acme.leaf (acme.leaf)  extends acme.middle, acme.root, wecomlogin.BaseApp");
    let official = format!(
        "    {TYPE}  Type of auths.loginTypes.Meta  from acme.middle (acme.middle/auths/loginTypes/QywxProxyType/e.json)  overrides the built-in app  code qywx_proxy::"
    );
    for line in [
        "  auths.loginTypes.Meta  Meta  from the built-in app",
        &official,
        &format!(
            "      {STAFF}  Type of {TYPE}  protected  from acme.root (acme.root/auths/loginTypes/StaffType/e.json)  code qywx_proxy::"
        ),
        &format!(
            "        auths.Staff  instance of {STAFF}  from acme.leaf (acme.leaf/auths/Staff/e.json)  overrides acme.middle (acme.middle/auths/Staff/e.json), acme.root (acme.root/auths/Staff/e.json)  configured by acme.root (acme.root/auths/Staff/Staff.json)  code "
        ),
        "  auths.Odd  instance of auths.InnerType, which is private to acme.root  from acme.root (acme.root/auths/Odd/e.json)",
        "  not seen  auths.Hidden  private to acme.root (acme.root/auths/Hidden/e.json)",
        "ok  acme.leaf:auths.Staff  auths.loginTypes.QywxProxyType  active",
    ] {
        assert!(leaf.iter().any(|drawn| drawn.starts_with(line)), "{line:?} is missing:\n{drawn}");
    }
    let json = world.command(&["element", "check", "--json"]).await;
    let lines: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = |app: &str, key: &str, name: &str| {
        let mut of_app = lines.iter().filter(|line| line["app"] == app);
        of_app
            .find(|line| line[key] == name || line[key]["fullName"] == name)
            .unwrap_or_else(|| panic!("no {name} in {json}"))
    };
    let staff = line("acme.leaf", "element", "auths.Staff");
    assert_eq!(staff["element"]["overrides"][1], place("acme.root", "auths/Staff"));
    assert_eq!(line("acme.leaf", "hidden", "auths.Hidden")["hidden"]["app"], "acme.root");
    assert_eq!(line("acme.leaf", "instance", "auths.Staff")["properties"]["authConfig"]["suiteSecret"], "******");
}
