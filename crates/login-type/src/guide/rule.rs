//! A rule of one's own on an official login type: "only department 2", in a program of your own.
//!
//! # Have it written
//!
//! In a clone of the repository:
//!
//! ```text
//! cargo xtask new-login-type only-engineers --rule --standalone ../only-engineers   # with a program of its own
//! cargo xtask new-login-type only-engineers --rule                                  # or a crate of the workspace
//! ```
//!
//! writes the rule below on `auths.loginTypes.QywxProxyType`, with its test; the first also a whole server with it, in
//! `program/`: `cargo test` is about the rule alone, `cargo build --package only-engineers-program` makes the server. Where
//! you write them yourself, the rule depends on `login-type`, on `qywx-proxy` (or the crate of another official login type)
//! and on `serde` with `derive`, the program on the rule, `login-type` and `server`, those of ours by their paths in the
//! clone; take the clone's `Cargo.lock` along.
//!
//! # The whole of it
//!
//! ```
//! # /// The official crate, as far as a rule sees it.
//! # mod qywx_proxy {
//! #     use login_type::*;
//! #     pub struct QywxProxyType;
//! #     pub fn departments(profile: &Profile) -> Option<Vec<i64>> {
//! #         profile.extra.get("department")?.as_array()?.iter().map(serde_json::Value::as_i64).collect()
//! #     }
//! #     #[derive(serde::Deserialize)]
//! #     #[serde(deny_unknown_fields)]
//! #     pub struct Config {}
//! #     pub struct Wecom(InstanceName);
//! #     impl ElementType for QywxProxyType {
//! #         const NAME: &'static str = "auths.loginTypes.QywxProxyType";
//! #         type Config = Config;
//! #         type Instance = Wecom;
//! #         fn elements(&self) -> &'static [ElementFile] {
//! #             &[ElementFile { path: "auths/loginTypes/QywxProxyType/e.json", content: r#"{"title": "WeCom",
//! #                 "type": "auths.loginTypes.Meta", "functionList": [{"name": "comeIn", "loginRequired": false, "args": [
//! #                 {"name": "department", "dataType": "Numeric"}]}]}"# }]
//! #         }
//! #         fn open(&self, name: &InstanceName, _: Config) -> Result<Wecom, ConfigProblem> { Ok(Wecom(name.clone())) }
//! #     }
//! #     impl LoginType for QywxProxyType {}
//! #     impl LoginInstance for Wecom {}
//! #     #[async_trait]
//! #     impl ElementInstance for Wecom {
//! #         type Host = Host;
//! #         fn is_active(&self) -> bool { true }
//! #         fn properties(&self) -> serde_json::Value { serde_json::json!({}) }
//! #         async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
//! #             let subject = Subject { login_type: QywxProxyType::NAME, corp_id: "c".into(), id: "ann".into() };
//! #             let department = serde_json::json!([call.args.integer("department")?]);
//! #             let extra = serde_json::Map::from_iter([("department".to_owned(), department)]);
//! #             let grant = Grant::new(subject, self.0.clone(), "r", call.host.clock.now());
//! #             let grant = grant.with_profile(Profile { extra, ..Profile::default() });
//! #             Reply::of(&call.host.accounts.login(&grant, Platform::Web).await?)
//! #         }
//! #     }
//! # }
//! use login_type::{CallError, Candidate, ElementFile, ErrorKind, Rule, async_trait};
//! use qywx_proxy::QywxProxyType;
//!
//! /// The field that the rule adds to an instance's `<InstanceName>.json`.
//! #[derive(serde::Deserialize)]
//! #[serde(deny_unknown_fields)]
//! pub struct Departments {
//!     departments: Vec<i64>,
//! }
//!
//! /// Only members of some departments come in.
//! pub struct OnlyDepartments;
//!
//! #[async_trait]
//! impl Rule for OnlyDepartments {
//!     type Base = QywxProxyType;
//!     type Config = Departments;
//!
//!     /// Declares the field; laid over the official `e.json`.
//!     fn elements(&self) -> &'static [ElementFile] {
//!         &[ElementFile {
//!             path: "auths/loginTypes/QywxProxyType/e.json",
//!             content: r#"{"configFields": [{"name": "departments", "dataType": "JitList", "required": true}]}"#,
//!         }]
//!     }
//!
//!     async fn admit(&self, allowed: &Departments, candidate: &Candidate<'_>) -> Result<(), CallError> {
//!         // Departments that WeCom does not tell let nobody in.
//!         let theirs = qywx_proxy::departments(candidate.profile).unwrap_or_default();
//!         if theirs.iter().any(|department| allowed.departments.contains(department)) {
//!             return Ok(());
//!         }
//!         Err(CallError::new(ErrorKind::LoginRefused, "only some departments come in here, and you are in none of them"))
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! # use login_type::{WithRule, testing::Bench};
//! # use serde_json::json;
//! # let with = |config| Bench::open(WithRule::new(QywxProxyType, OnlyDepartments), &[("auths.Wecom", config)]);
//! # let bench = with(json!({ "departments": [2] })).unwrap();
//! # assert!(bench.call("auths.Wecom", "comeIn", json!({ "department": 2 })).await.is_ok());
//! # let refused = bench.call("auths.Wecom", "comeIn", json!({ "department": 3 })).await.unwrap_err();
//! # assert_eq!(refused.kind(), ErrorKind::LoginRefused);
//! # assert!(with(json!({ "departmentz": [2] })).err().unwrap().contains("departmentz"));
//! # assert!(with(json!({})).err().unwrap().contains("departments"));
//! # });
//! // A test needs no server: what the rule says of somebody.
//! use login_type::{InstanceName, Profile, Subject, testing::APP};
//! let instance = InstanceName { app: APP.parse().unwrap(), element: "auths.Wecom".parse().unwrap() };
//! let subject = Subject { login_type: OnlyDepartments::NAME, corp_id: "wpcorp".to_owned(), id: "ann".to_owned() };
//! let mut profile = Profile::default();
//! profile.extra.insert("department".to_owned(), serde_json::json!([1, 2]));
//! let allowed = Departments { departments: vec![2] };
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let ann = Candidate::new(&instance, &subject, &profile);
//! assert!(OnlyDepartments.admit(&allowed, &ann).await.is_ok());
//! let unknown = Profile::default();
//! let refused = OnlyDepartments.admit(&allowed, &Candidate::new(&instance, &subject, &unknown)).await.unwrap_err();
//! assert_eq!(refused.kind(), ErrorKind::LoginRefused);
//! # });
//! ```
//!
//! The program:
//!
//! ```text
//! use login_type::WithRule;
//! use server::Composition;
//!
//! fn main() -> std::process::ExitCode {
//!     server::cli::run(&Composition::official().with_login_type(|given| WithRule::new(given.qywx_proxy(), OnlyDepartments)))
//! }
//! ```
//!
//! `given.qywx_proxy()` and `given.qywx_inner()` are the two official login types to WeCom; `oidc_login::OidcType` and
//! `password_login::PasswordType::new(given.database_url())` are the others. The instance's file then has the field beside the
//! official ones, `{"authConfig": {…}, "departments": [2]}`; a field that neither knows keeps the server from starting, by
//! name. `wecom-login element check` (of your program: by its own name) says so without a server.
//!
//! # What a rule sees
//!
//! A [`Candidate`](crate::Candidate): instance, [`Subject`](crate::Subject) and [`Profile`](crate::Profile). Which fields
//! the profile of each official login type has is in the first lines of its crate:
//!
//! | login type | crate | for a rule |
//! |---|---|---|
//! | `auths.loginTypes.QywxProxyType`, `QywxInnerType` | `qywx_proxy`, `qywx_inner` | `departments(profile)`: the ids of those that the member is in directly, so that a rule names a department's own departments too; `None` where WeCom does not tell, and then refuse |
//! | `auths.loginTypes.OidcType` | `oidc_login` | `profile.extra`: all claims of the person, such as `email` and `groups` |
//! | `auths.loginTypes.PasswordType` | `password_login` | the name alone |
//!
//! # When a rule is asked
//!
//! At each login, whichever way it comes (hosted page, `getLoginCode`, a service), and at each
//! [recheck](crate::LoginInstance::recheck). So a rule that is tightened in the configuration refuses new logins at once,
//! and ends a session whose member it would refuse now at the next recheck (`login.recheck_seconds`, and a walk over all members),
//! where the login type asks its provider: the two of WeCom do, and `PasswordType` asks its own configuration.
//! `OidcType` has nobody to ask, for OpenID Connect gives a client no question about a person who is not there: sessions that
//! came before end by their age, or by `wecom-login session end --instance NAME`.
//!
//! A profile that is wholly empty (WeCom is out of reach, or the member is outside what the app may see) is shown to the rule at
//! a login, and not at a recheck: who is in stays in until WeCom says something of them.
//!
//! # What they are told, and what an operator is
//!
//! The message of a refusal with [`ErrorKind::LoginRefused`](crate::ErrorKind::LoginRefused) is shown as it is, on the hosted page
//! and in `errmsg`: one text for all languages, so write it in those of your members; or give the page a sentence in each
//! language by [`CallError::telling`](crate::CallError::telling).
//! [`Rule::check`](crate::Rule::check) refuses a configuration that makes no sense, such as an empty list, by field, before it
//! is in service:
//!
//! ```
//! # struct Departments { departments: Vec<i64> }
//! use login_type::ConfigProblem;
//!
//! fn check(config: &Departments) -> Result<(), ConfigProblem> {
//!     if config.departments.is_empty() {
//!         return Err(ConfigProblem::new("departments", "is empty, and nobody could come in: name one at least, such as [2]"));
//!     }
//!     Ok(())
//! }
//! # assert!(check(&Departments { departments: vec![] }).is_err());
//! ```
//!
//! # Try a whole login
//!
//! The official login types to WeCom need a database and a WeCom, so that the [bench](crate::testing::Bench) does not open them:
//! test the rule as above, and the configuration by `serde_json::from_value::<<WithRule<OnlyDepartments> as ElementType>::Config>`,
//! which refuses a misspelt key by name. For a login with all that belongs to it start your program beside the
//! `wecom-simulator` of the clone, as its README says for the official one.
//!
//! # Other ways
//!
//! | for | use |
//! |---|---|
//! | the rule beside the official login type, for some instances alone | [`Rule::NAME`](crate::Rule::NAME): the full name of a derived Type; `elements` then has its `e.json` |
//! | one more field without a rule, in a login type that wraps another by hand | [`Extended`](crate::Extended): both configurations in one, and a key that neither knows is refused |
//! | a look at each grant in such a wrapper | [`Host::screened`](crate::Host::screened) with a closure |
//! | a wrapper under a name of its own | [`Host::in_the_name_of`](crate::Host::in_the_name_of): the wrapped code's grants, records and revocations are then in that name, and not refused |
//! | another title, another right, another default: no code | an `e.json` in the app ([a worked example](element_model#an-app-changes-an-official-type)) |
