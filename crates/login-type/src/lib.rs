//! The contract of `auths.loginTypes.Meta`: what a login type is, and what the server lends it.
//!
//! A login type is code for one Type element. It implements [`LoginType`] (what it is called, how it reads an
//! instance's configuration) and [`LoginInstance`] (what one configured login answers), and is registered under its
//! full name when the server is composed. The server's services reach it through the [`Host`] of each
//! [`Call`]: accounts, callback records, time, randomness. It needs no other crate of the server. The official
//! `auths.loginTypes.QywxProxyType` is written on these traits and has no other door.
//!
//! # Where to begin
//!
//! | for | begin with |
//! |---|---|
//! | a provider that speaks OAuth 2.0, in a program of your own | `cargo xtask new-login-type NAME --oauth --standalone DIR` in a clone; [`guide::oauth`] |
//! | a rule on an official login type, such as "only department 2" | `cargo xtask new-login-type NAME --rule --standalone DIR`; [`guide::rule`] |
//! | a login without a provider: passphrases, links, cards | `cargo xtask new-login-type NAME`; [below](#a-login-type-from-nothing) |
//! | any OpenID Connect provider, or names and passwords, without code | instances of the official `auths.loginTypes.OidcType`, `auths.loginTypes.PasswordType` |
//! | what the server checks, how long it waits, what a panic costs | [`guide::limits`] |
//! | a test without a server | [`testing::Bench`] |
//!
//! `cargo xtask new-login-type NAME [--oauth | --rule] [--standalone DIR]` writes a crate of the workspace, or with
//! `--standalone` a crate and a program with it outside, with manifests, lock file and profiles: each compiles and passes its
//! test as it is.
//!
//! # Words
//!
//! | word | what it is |
//! |---|---|
//! | Meta | `auths.loginTypes.Meta`, the root of all login types; it is there already |
//! | Type | a kind of login: an element with an `e.json` whose `type` is the Meta, and the code of this crate's traits |
//! | instance | one configured login: an element of an app whose `type` is the Type, with `<Name>.json` beside its `e.json` |
//! | service | an element below the Type whose functions serve all of its instances in the app that is called |
//! | function | what anybody can call over HTTP; only what some `functionList` declares exists |
//! | subject | somebody as the login type knows them; the first login makes a local user of a subject |
//! | company | what a subject belongs to; a login type without companies makes one up, for instance in the configuration |
//!
//! # A login type from nothing
//!
//! In a clone of the repository `cargo xtask new-login-type my-room` writes the crate `crates/my-room` with a login type
//! like this one, and a test; with `--standalone ../my-room`, a program of your own with it. By hand, make a library that depends on
//! `login-type`, `serde` (with `derive`) and `serde_json`. This one lets in whoever knows the passphrase of a room, by the name they give:
//!
//! ```
//! use login_type::{
//!     Call, CallError, ConfigProblem, ElementFile, ElementInstance, ElementType, ErrorKind, Grant, Host, InstanceName,
//!     Instances, LoginInstance, LoginType, MASK, Profile, Reply, SecretText, Subject, async_trait,
//! };
//! use serde_json::{Value, json};
//!
//! /// Full names: the Type's, and its service's below it.
//! const TYPE: &str = "auths.loginTypes.RoomType";
//! const SERVICE: &str = "auths.loginTypes.RoomType.services.RoomService";
//!
//! /// The login type itself; whatever its instances share (a client, a table) would be a field of it.
//! pub struct RoomType;
//!
//! /// The content of `<InstanceName>.json`.
//! #[derive(serde::Deserialize)]
//! #[serde(rename_all = "camelCase", deny_unknown_fields)]
//! pub struct RoomConfig {
//!     /// The user who comes in belongs to this company.
//!     corp_id: String,
//!     /// A secret of a configuration is a `SecretText`, so that no log shows it.
//!     passphrase: SecretText,
//!     #[serde(default = "yes")]
//!     is_active: bool,
//! }
//!
//! fn yes() -> bool {
//!     true
//! }
//!
//! /// A configured login.
//! pub struct Room {
//!     name: InstanceName,
//!     config: RoomConfig,
//! }
//!
//! #[async_trait]
//! impl ElementType for RoomType {
//!     const NAME: &'static str = TYPE;
//!     type Config = RoomConfig;
//!     type Instance = Room;
//!
//!     fn elements(&self) -> &'static [ElementFile] {
//!         // In a crate of its own each is a file: `content: include_str!("elements/RoomType.e.json")`.
//!         &[
//!             ElementFile {
//!                 path: "auths/loginTypes/RoomType/e.json",
//!                 content: r#"{"title": "Room", "type": "auths.loginTypes.Meta", "configFields": [
//!                     {"name": "corpId"}, {"name": "passphrase", "secret": true}, {"name": "isActive"}],
//!                     "functionList": [
//!                     {"name": "getLoginConfig", "title": "The parameters of a login page",
//!                      "loginRequired": false, "readOnly": true},
//!                     {"name": "getLoginCode", "title": "Come in", "loginRequired": false, "args": [
//!                         {"name": "name", "title": "Name", "dataType": "Stext", "maxLength": 64},
//!                         {"name": "passphrase", "title": "Passphrase", "dataType": "Ltext"}]}]}"#,
//!             },
//!             ElementFile {
//!                 path: "auths/loginTypes/RoomType/services/RoomService/e.json",
//!                 content: r#"{"title": "Rooms", "type": "services.NormalType", "functionList": [
//!                     {"name": "loginByPassphrase", "title": "Log in at once", "loginRequired": false, "args": [
//!                         {"name": "name", "title": "Name", "dataType": "Stext", "maxLength": 64},
//!                         {"name": "passphrase", "title": "Passphrase", "dataType": "Ltext"},
//!                         {"name": "platform", "title": "Platform", "dataType": "Stext", "default": "app",
//!                          "values": ["app", "web", "mobile"]}]}]}"#,
//!             },
//!         ]
//!     }
//!
//!     /// Reads one instance's configuration; what is wrong keeps the server from starting and is told by file and field.
//!     fn open(&self, name: &InstanceName, config: RoomConfig) -> Result<Room, ConfigProblem> {
//!         if config.passphrase.expose_secret().chars().count() < 8 {
//!             return Err(ConfigProblem::new("passphrase", "is too short: 8 characters at least"));
//!         }
//!         Ok(Room { name: name.clone(), config })
//!     }
//!
//!     /// Answers the functions of the services, for the instances of the app that was called.
//!     async fn call_service(&self, rooms: &Instances<Room>, call: Call<'_>) -> Result<Reply, CallError> {
//!         match (call.element.as_str(), call.function) {
//!             (SERVICE, "loginByPassphrase") => {
//!                 let passphrase = call.args.text("passphrase")?;
//!                 let fits = |room: &&Room| room.config.is_active && room.config.passphrase.matches(passphrase);
//!                 let Some(room) = rooms.iter().map(|(_, room)| &**room).find(fits) else { return Err(refused()) };
//!                 let grant = room.recognise(call.args.text("name")?, passphrase, call.host)?;
//!                 let login = call.host.accounts.login(&grant, call.args.text("platform")?.parse()?).await?;
//!                 Reply::of(&login)
//!             }
//!             _ => Err(call.unknown_function()),
//!         }
//!     }
//! }
//!
//! /// Takes no callbacks: nothing to add.
//! impl LoginType for RoomType {}
//!
//! impl Room {
//!     /// Finds out who it is. Here a provider would be asked, by `host.http()`.
//!     fn recognise(&self, name: &str, passphrase: &str, host: &Host) -> Result<Grant, CallError> {
//!         // Before anybody is asked: a revocation that comes meanwhile undoes the login.
//!         let recognised_at = host.clock.now();
//!         if !self.config.is_active {
//!             return Err(CallError::new(ErrorKind::InstanceInactive, "this room is closed (isActive is false)"));
//!         }
//!         if !self.config.passphrase.matches(passphrase) {
//!             return Err(refused());
//!         }
//!         // An equal subject is the same user at the next login.
//!         let subject = Subject { login_type: TYPE, corp_id: self.config.corp_id.clone(), id: name.to_owned() };
//!         // The key by which `Accounts::revoke` finds users within this login type.
//!         let realm = self.name.to_string();
//!         let profile = Profile { name: Some(name.to_owned()), ..Profile::default() };
//!         Ok(Grant::new(subject, self.name.clone(), realm, recognised_at).with_profile(profile))
//!     }
//! }
//!
//! #[async_trait]
//! impl ElementInstance for Room {
//!     /// The services that the server lends a login.
//!     type Host = Host;
//!
//!     fn is_active(&self) -> bool {
//!         self.config.is_active
//!     }
//!
//!     /// Secrets are masked.
//!     fn properties(&self) -> Value {
//!         json!({ "corpId": self.config.corp_id, "passphrase": MASK, "authType": TYPE,
//!                 "isActive": self.config.is_active })
//!     }
//!
//!     /// Answers the functions of the instance; the arguments fit the `functionList` already.
//!     async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
//!         match call.function {
//!             "getLoginConfig" => Ok(Reply::Value(json!({
//!                 "title": call.title, "authType": TYPE, "isActive": self.config.is_active,
//!             }))),
//!             // The code goes to `AuthSvc.loginByCode`, with the company that was chosen of `corpList`.
//!             "getLoginCode" => {
//!                 let grant = self.recognise(call.args.text("name")?, call.args.text("passphrase")?, call.host)?;
//!                 Reply::of(&call.host.accounts.issue_login_code(&grant).await?)
//!             }
//!             _ => Err(call.unknown_function()),
//!         }
//!     }
//! }
//!
//! impl LoginInstance for Room {
//!     /// Once the room is another company's, whoever came in before is out.
//!     fn serves(&self, realm: &str, corp_id: &str) -> bool {
//!         realm == self.name.to_string() && corp_id == self.config.corp_id
//!     }
//! }
//!
//! /// The kind lets the server slow guessing down; the message is for the person who calls: no internals, no secrets.
//! fn refused() -> CallError {
//!     CallError::new(ErrorKind::LoginCodeInvalid, "nobody comes in with this passphrase")
//! }
//!
//! // A test needs no server: the bench calls functions as the server does.
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! use login_type::testing::Bench;
//! let config = json!({ "corpId": "home", "passphrase": "open sesame" });
//! let bench = Bench::open(RoomType, &[("auths.Kitchen", config)]).unwrap();
//! let by = |passphrase: &str| json!({ "name": "Ann", "passphrase": passphrase });
//!
//! let login = bench.call(SERVICE, "loginByPassphrase", by("open sesame")).await.unwrap();
//! assert_eq!(login["userInfo"]["name"], "Ann");
//! let code = bench.call("auths.Kitchen", "getLoginCode", by("open sesame")).await.unwrap();
//! assert_eq!(code["userId"], login["userId"]);
//!
//! let refused = bench.call("auths.Kitchen", "getLoginCode", by("guess")).await.unwrap_err();
//! assert_eq!(refused.kind(), ErrorKind::LoginCodeInvalid);
//! # assert_eq!(bench.call(SERVICE, "loginByPassphrase", by("guess")).await.unwrap_err().kind(), ErrorKind::LoginCodeInvalid);
//! let problem = Bench::open(RoomType, &[("auths.Kitchen", json!({ "corpId": "home", "passphrase": "x" }))]);
//! assert!(problem.err().unwrap().contains("Kitchen.json: passphrase: is too short"));
//! # });
//! ```
//!
//! # Put it into a server
//!
//! A server is composed of the official login types and those that are added; its command line is that of
//! `wecom-login`. In a clone, the new crate becomes a dependency of `crates/server`, and its `main.rs` says:
//!
//! ```text
//! server::cli::run(&server::Composition::official().with_login_type(|_| my_room::RoomType))
//! ```
//!
//! A program of your own (`--standalone DIR` writes it, in `DIR/program`) depends on `server` and on your crate, and has that
//! line in its `main`. It is a crate beside the login type, whose tests then build no server. The closure is given what the
//! server has to make login types of (`server::LoginTypeContext`): the URL of the database, for tables of your own, the
//! clock, and the official login types, for wrapping. `tests/custom-login-type` is a whole one: a signed one-time link, with
//! its own table and service.
//!
//! Then an app's folder gets an instance, at whatever path: `auths/Kitchen/e.json` with
//! `{"title": "Kitchen", "type": "auths.loginTypes.RoomType"}` and beside it `Kitchen.json` with
//! `{"corpId": "home", "passphrase": "{{KITCHEN_PASSPHRASE}}"}`; `{{NAME}}` comes from the app's variables or the
//! environment. `wecom-login element new` writes both files with the declared fields in them, and
//! `wecom-login element check` says what is wrong. The functions are at
//! `POST /api/{org}/{app}/auths/Kitchen/getLoginCode` and
//! `POST /api/{org}/{app}/auths/loginTypes/RoomType/services/RoomService/loginByPassphrase`.
//!
//! # The declared fields
//!
//! `configFields` in the Type's `e.json` says what its instances' configuration holds: their files are checked by it, a new
//! instance begins with it, and it is in the API document. A field that is not declared is refused, unless none is.
//!
//! | key | what it says | default |
//! |---|---|---|
//! | `name` | its path, with dots: `authConfig.token` | |
//! | `title`, `help`, `whereToFind` | for people, each `{"zh": …, "en": …}` | not said |
//! | `dataType` | as of an argument | any value |
//! | `required` | an instance must have it | false |
//! | `default` | what it is where it is not given; your `Config` says so too | none |
//! | `values`, `pattern`, `maxLength` | which values fit; a `pattern` matches a text as a whole | any |
//! | `secret` | never shown, and may be given as `{{NAME}}` or `<field>_file` | false |
//! | `showIf` | `{"field": …, "value": …}`: it has a meaning only beside that value of another field | always |
//! | `removed` | in a derived Type or an override: the field of the Type above is gone, unless it is a secret | false |
//!
//! [`testing::disagreements`] tells whether they are the fields that your code reads.
//!
//! # The function list
//!
//! | key | what it says | default |
//! |---|---|---|
//! | `name`, `title` | what it is called by, and for people | |
//! | `args` | `name`, `title`, `dataType` (`Stext`, `Ltext`, `Numeric`, `Checkbox`, `JitDict`, `JitList`), `required`, `default`, `values`, `maxLength` (256 where the name ends in `Id`) | none |
//! | `loginRequired` | only a user who is logged in may call it | true |
//! | `adminRequired` | only an administrator may | false |
//! | `adminScope` | what the administrator's token must be good for: `read`, `edit`, `login` (who may be logged in) | `read` where it is `readOnly`, else `edit` |
//! | `readOnly` | it changes nothing: `GET` will do | false |
//! | `returns` | what `data` is, for `/openapi.json` and `/docs`: a JSON Schema with `examples`, or a `$ref` to one of [`ANSWERS`] | not said |
//! | `returnType` | `Response`: the function reads the body itself and answers plain text ([`Reply::Text`]) or JSON ([`Reply::Json`]) | the envelope |
//! | `removed` | in a derived Type or an override: the function of the Type above is gone | false |
//!
//! A key or a data type that is not known is refused, with the one that was probably meant.
//!
//! A caller of a function with `returnType` `Response`, such as a provider that pushes callbacks, gives the arguments
//! in the query and is answered with real HTTP statuses; the body is in [`Request::body`], a signature or bearer in
//! [`Request::header`], and the address is that of any function. With `GET` it may be called too, for a verification of
//! the address: [`Request::method`] tells.
//!
//! An argument that is not declared is refused by name before your code is called. A function that anybody may call
//! counts towards the server's limits; [`ErrorKind::LoginCodeInvalid`] is for a secret that is wrong, so that an
//! address that guesses is slowed down, [`ErrorKind::LoginRefused`] for somebody who is known and not allowed in.
//! Where your provider refuses, answer [`CallError::provider_refused`] with the code that it gave: the answer has errcode
//! 20032 and that code in `data.providerCode`, so that no number of a provider is taken for one of the server's, or for
//! success.
//!
//! # What else there is
//!
//! Each has a default that does nothing.
//!
//! | for | implement |
//! |---|---|
//! | instances that contradict each other | [`ElementType::check`] |
//! | an instance that is given to another company: who came by it before is out | [`LoginInstance::serves`] |
//! | the server's own login page, with a provider that sends the browser back with a code | [`LoginInstance::has_login_link`], [`LoginInstance::login_link`], [`LoginInstance::login`] |
//! | the server's own login page, without a provider: a form, such as name and password | [`LoginInstance::login_form`], [`LoginInstance::login_by_form`] |
//! | an organisation code in the place of a button of its own, which has the title and the icon of the instance's `e.json` ([buttons](guide::oauth#the-button)) | [`LoginInstance::login_prompt`] |
//! | callbacks that must not be lost | commit a record ([`CallbackRecords::add`]) before you answer, do what it asks in [`LoginType::work`], name its events in [`LoginType::EVENTS`] |
//! | a rule of one's own on an official login type | [`Rule`], instead of a login type ([guide](guide::rule)) |
//! | somebody leaves | [`Accounts::revoke`] |
//! | somebody leaves, and the provider tells nobody: the server asks from time to time | [`LoginInstance::recheck`] |
//! | looking for what was missed | [`ElementType::maintain`] |
//! | `wecom-login doctor` | [`ElementType::diagnose`] |
//! | `wecom-login company list`, `services.CompanySvc` | [`LoginType::companies`] |
//! | something that the provider sends from time to time, without which logins stop | [`LoginType::heartbeats`] |
//!
//! # An OAuth provider
//!
//! [`guide::oauth`] has a whole one. In short: [`LoginInstance::login_link`] makes the link, with the
//! [`redirect_uri`](LinkRequest::redirect_uri) and the [`state`](LinkRequest::state) as they are given; a `code_verifier` or a
//! `nonce` goes into [`LoginLink::keeping`] and comes back in [`LoginRequest::kept`], to whichever process; the token request
//! repeats [`LoginRequest::redirect_uri`] (RFC 6749 §4.1.3) over [`host.http()`](element_type::Host::http), the client that
//! server and bench lend, whose errors `?` turns into answers. The operator registers
//! `{server.public_url}/{org}/{app}/login/callback`; `wecom-login doctor` names it.
//!
//! # Without code, or in the place of an official one
//!
//! An app can do without code: an `e.json` of the Type's full name in an app's folder lays other titles, rights or functions over
//! it ([a worked example](element_model#an-app-changes-an-official-type); `element check` names functions that it declares and
//! your code does not have, and those that it hides), and an element whose `type` is the Type, with instances of its own or `"extendType": "self"`, is a derived Type that this
//! code serves too. A login type of the full name of an official one takes its place, and may hold it and call
//! through to it ([`Instances::map`] gives it its instances, [`Extended`] its configuration with more fields); it then passes
//! on every method, [`LoginInstance::serves`] and [`LoginInstance::recheck`] too. A rule on an official one, such as "only
//! department 2", is shorter: a [`Rule`], which [`WithRule`] passes all of that on for; in a wrapper by hand,
//! [`Host::screened`] looks at each grant.
//!
//! A login type speaks for its own instances alone: grants and records in another's name are refused. One under a name of
//! its own that calls through to another lends it a host in its name ([`Host::in_the_name_of`]).
//!
//! # Add a login type: the checklist
//!
//! 1. `cargo xtask new-login-type NAME`, or a library as above; `cargo test -p NAME` passes.
//! 2. The Type's full name, its configuration, its `e.json`; each field that can be wrong is named in a [`ConfigProblem`].
//! 3. The recognition, in one function that answers a [`Grant`]; every wait has a limit ([those of the server](guide::limits)
//!    end it too), every secret is a [`SecretText`].
//! 4. A test on the [`testing::Bench`] for each function: who comes in, and each way not to; for callbacks
//!    [`post`](element_type::testing::Bench::post) and [`work`](testing::Bench::work), twice.
//! 5. Register it ([above](#put-it-into-a-server)), add an instance, run `wecom-login element check`, log in over HTTP.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod accounts;
mod admission;
mod authorisation_link;
mod company;
mod company_query;
mod form;
pub mod guide;
mod heartbeat;
mod host;
mod membership;
mod meta;
mod page;
mod records;
mod registry;
mod rule;
pub mod testing;
mod r#type;

pub use async_trait::async_trait;
pub use element_model::Text;
pub use element_type::{
    AppId, Arguments, BASE_APP, CallError, Caller, Clock, Code, ConfigProblem, Conflict, ElementFile, ElementInstance,
    ElementType, Entropy, ErrorKind, Examination, Extended, Fault, Finding, FullName, HttpAnswer, HttpClient,
    HttpError, HttpRequest, InstanceName, Instances, MASK, Method, OpenProblem, Panicked, Reply, Request, SecretText,
    Service, Severity, SharedClock, SharedEntropy, Stored, Survey, Timestamp,
};

pub use crate::{
    accounts::{Accounts, Contact, Corp, Grant, Login, LoginCode, Platform, Profile, Revocation, Subject, User},
    admission::{Admission, Recognised, Standing},
    authorisation_link::AuthorisationLink,
    company::Company,
    company_query::CompanyQuery,
    form::{FieldKind, FormField, FormRequest, LoginForm},
    heartbeat::Heartbeat,
    host::{Host, Screen},
    membership::Membership,
    meta::{ANSWERS, AUTH_SVC, AUTH_SVC_FILES, META},
    page::{CorpHint, Detail, LinkRequest, LoginLink, LoginPrompt, LoginRequest, Way},
    records::{Added, CallbackRecord, CallbackRecords, InitialState, NewCallbackRecord, OnRepeat, WorkError, Worked},
    registry::{LoginTypes, Registry},
    rule::{Candidate, Rule, RuledInstance, WithRule},
    r#type::{LoginInstance, LoginType},
};

/// A call of a function of a login type's element.
pub type Call<'a> = element_type::Call<'a, Host>;
