//! A login by a provider that speaks OAuth 2.0: from an empty folder to a button on the login page.
//!
//! # Have it written
//!
//! In a clone of the repository:
//!
//! ```text
//! cargo xtask new-login-type acme-id --oauth --standalone ../acme-id    # with a program of its own, outside the workspace
//! cargo xtask new-login-type acme-id --oauth                            # or a crate of the workspace: crates/acme-id
//! ```
//!
//! The first is two crates: the login type, and in `program/` a whole server with it, a `main.rs` of three lines; manifest,
//! lock file, profiles and lints go with them. They build against the clone. `cargo test` is about the login type alone, and
//! passes as it is; `cargo build --package acme-id-program` makes the server. Leave `--locked` off once after any change of a
//! manifest. The files to change, in this order:
//!
//! | file | what it has |
//! |---|---|
//! | `src/provider.rs` | all that is asked of the provider: the paths of `authorize`, `token` and `user`, and the names of the fields |
//! | `src/elements/….e.json`, `src/config.rs` | the fields of an instance's configuration, declared and read |
//! | `src/instance.rs` | link, return, and who it is: the company, the id that never changes, the name |
//! | `src/notify.rs` | the provider's signed messages, and what they ask for |
//! | `tests/it/provider.rs` | a provider for the test; write down there what the real one insists on |
//!
//! A provider that sends no messages: `notify.rs` goes, and with it its function in the `e.json`, its field in `config.rs`, its arm in
//! `instance.rs`, its `EVENTS` and `work` in the Type's file, and its tests. One whose endpoints lie apart: three `Url` fields in
//! `config.rs` in place of `address()`.
//!
//! # The redirect URI
//!
//! `{server.public_url}/{org}/{app}/login/callback`, of each app that has an instance, is what the operator registers at the
//! provider. `wecom-login doctor` names it, for each instance whose [`has_login_link`](crate::LoginInstance::has_login_link)
//! says yes. It reaches the code as [`LinkRequest::redirect_uri`](crate::LinkRequest::redirect_uri) and, the same, as
//! [`LoginRequest::redirect_uri`](crate::LoginRequest::redirect_uri): neither is put together by hand.
//!
//! # The button
//!
//! The login page shows a button for each instance of which nothing has to be typed ([`LoginPrompt::Button`](crate::LoginPrompt),
//! the default): its label is the `title` of the instance's `e.json`, a text or `{"zh": "使用 Acme 登录", "en": "Continue with
//! Acme"}`, else that of its Type, and its icon the `icon`, a character or a `data:image/…` address. One that answers
//! [`LoginPrompt::OrganisationCode`](crate::LoginPrompt::OrganisationCode) shares the field for an organisation code instead.
//! A link to the page can press the button: `…/login?instance=auths.Acme`.
//!
//! # The whole of it
//!
//! A login type in one file; the provider of the test, which insists on all that OAuth asks for, is left out.
//!
//! ```
//! use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
//! use login_type::{
//!     Call, CallError, ConfigProblem, ElementFile, ElementInstance, ElementType, ErrorKind, Grant, Host, InstanceName,
//!     LinkRequest, Login, LoginInstance, LoginLink, LoginRequest, LoginType, MASK, Profile, Reply, SecretText, Subject,
//!     async_trait,
//! };
//! use serde_json::{Value, json};
//! use sha2::{Digest, Sha256};
//!
//! const TYPE: &str = "auths.loginTypes.AcmeType";
//!
//! pub struct AcmeType;
//!
//! #[derive(serde::Deserialize)]
//! #[serde(rename_all = "camelCase", deny_unknown_fields)]
//! pub struct Config {
//!     /// With a slash at the end, so that paths can be joined to it.
//!     provider_url: url::Url,
//!     client_id: String,
//!     client_secret: SecretText,
//! }
//!
//! pub struct Acme {
//!     name: InstanceName,
//!     config: Config,
//! }
//!
//! impl ElementType for AcmeType {
//!     const NAME: &'static str = TYPE;
//!     type Config = Config;
//!     type Instance = Acme;
//!
//!     fn elements(&self) -> &'static [ElementFile] {
//!         &[ElementFile {
//!             path: "auths/loginTypes/AcmeType/e.json",
//!             content: r#"{"title": {"zh": "使用 Acme 登录", "en": "Continue with Acme"}, "type": "auths.loginTypes.Meta",
//!                 "configFields": [{"name": "providerUrl", "required": true}, {"name": "clientId", "required": true},
//!                                  {"name": "clientSecret", "required": true, "secret": true}],
//!                 "functionList": [{"name": "getLoginConfig", "loginRequired": false, "readOnly": true}]}"#,
//!         }]
//!     }
//!
//!     fn open(&self, name: &InstanceName, config: Config) -> Result<Acme, ConfigProblem> {
//!         if !config.provider_url.path().ends_with('/') {
//!             return Err(ConfigProblem::new("providerUrl", "must end in a slash: https://id.example.com/"));
//!         }
//!         Ok(Acme { name: name.clone(), config })
//!     }
//! }
//!
//! impl LoginType for AcmeType {}
//!
//! #[derive(serde::Deserialize)]
//! struct Tokens {
//!     access_token: SecretText,
//! }
//!
//! #[derive(serde::Deserialize)]
//! struct Person {
//!     /// Never changes, and is never given to somebody else.
//!     id: String,
//!     name: Option<String>,
//! }
//!
//! impl Acme {
//!     fn address(&self, path: &str) -> Result<url::Url, CallError> {
//!         self.config.provider_url.join(path).map_err(CallError::internal)
//!     }
//!
//!     /// Asks the provider who came back; once, for a code is good once.
//!     async fn person(&self, request: &LoginRequest<'_>, host: &Host) -> Result<Person, CallError> {
//!         let Config { client_id, client_secret, .. } = &self.config;
//!         let form = [
//!             ("grant_type", "authorization_code"),
//!             ("code", request.code),
//!             ("redirect_uri", request.redirect_uri),
//!             // The link kept it; the browser may come back to another process.
//!             ("code_verifier", request.kept.map(SecretText::expose_secret).unwrap_or_default()),
//!         ];
//!         let token = host.http().post(self.address("token")?).basic(client_id, client_secret.expose_secret());
//!         let answer = token.form(&form).send().await?;
//!         if !answer.is_success() {
//!             return Err(CallError::provider_refused(answer.status(), "Acme refused the code; log in again"));
//!         }
//!         let tokens: Tokens = answer.json()?;
//!         let person = host.http().get(self.address("user")?).bearer(tokens.access_token.expose_secret());
//!         Ok(person.send().await?.json()?)
//!     }
//! }
//!
//! #[async_trait]
//! impl LoginInstance for Acme {
//!     fn has_login_link(&self) -> bool {
//!         true
//!     }
//!
//!     /// Where the button leads (RFC 6749 §4.1.1, RFC 7636).
//!     async fn login_link(&self, request: &LinkRequest<'_>, host: &Host) -> Result<Option<LoginLink>, CallError> {
//!         let verifier = SecretText::new(host.entropy.alphanumeric(64));
//!         let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose_secret()));
//!         let mut url = self.address("authorize")?;
//!         url.query_pairs_mut().extend_pairs([
//!             ("response_type", "code"),
//!             ("client_id", &self.config.client_id),
//!             ("redirect_uri", request.redirect_uri),
//!             ("state", request.state),
//!             ("code_challenge", &challenge),
//!             ("code_challenge_method", "S256"),
//!         ]);
//!         LoginLink::without_company(url).keeping(verifier).map(Some)
//!     }
//!
//!     /// Logs in whom the provider sent back.
//!     async fn login(&self, request: &LoginRequest<'_>, host: &Host) -> Result<Login, CallError> {
//!         let recognised_at = host.clock.now(); // before the provider is asked
//!         let person = self.person(request, host).await?;
//!         // A provider without companies: its people belong to one that is called as the instance.
//!         let company = self.name.to_string();
//!         let subject = Subject { login_type: TYPE, corp_id: company.clone(), id: person.id };
//!         let grant = Grant::new(subject, self.name.clone(), company, recognised_at)
//!             .with_profile(Profile { name: person.name, ..Profile::default() });
//!         host.accounts.login(&grant, request.platform).await
//!     }
//! }
//!
//! #[async_trait]
//! impl ElementInstance for Acme {
//!     type Host = Host;
//!
//!     fn is_active(&self) -> bool {
//!         true
//!     }
//!
//!     fn properties(&self) -> Value {
//!         let Config { provider_url, client_id, .. } = &self.config;
//!         json!({ "providerUrl": provider_url, "clientId": client_id, "clientSecret": MASK, "authType": TYPE })
//!     }
//!
//!     async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
//!         match call.function {
//!             "getLoginConfig" => Ok(Reply::Value(json!({ "authType": TYPE, "title": call.title }))),
//!             _ => Err(call.unknown_function()),
//!         }
//!     }
//! }
//!
//! // The test: over the bench, whose `host.http()` asks a provider on this machine.
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! # let provider_url = a_provider().await;
//! use login_type::{CorpHint, Way, testing::Bench};
//! const BACK: &str = "https://login.example/acme/portal/login/callback";
//! let config = json!({ "providerUrl": provider_url, "clientId": "portal", "clientSecret": "s3cret" });
//! let bench = Bench::open(AcmeType, &[("auths.Acme", config)]).unwrap();
//! let (instance, host) = (bench.instance("auths.Acme").unwrap(), bench.host());
//!
//! let request = LinkRequest::new(CorpHint::Unnamed, Way::Browser, BACK, "state");
//! let link = instance.login_link(&request, host).await.unwrap().unwrap();
//! assert!(link.url.contains("redirect_uri=https%3A%2F%2Flogin.example%2Facme%2Fportal%2Flogin%2Fcallback&state=state"));
//! assert!(!link.url.contains(link.keep().unwrap().expose_secret()), "the verifier stays here");
//!
//! let back = LoginRequest::of(&request, "", "a-code").with_kept(link.keep());
//! let login = instance.login(&back, host).await.unwrap();
//! assert_eq!(login.user_info.name.as_deref(), Some("Ann"));
//! let spent = LoginRequest::of(&request, "", "spent").with_kept(link.keep());
//! assert_eq!(instance.login(&spent, host).await.unwrap_err().kind(), ErrorKind::ProviderRefused);
//! # });
//! # /// A provider that knows one code and one person.
//! # async fn a_provider() -> String {
//! #     let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
//! #     let url = format!("http://{}/", listener.local_addr().unwrap());
//! #     tokio::spawn(async move { while let Ok((stream, _)) = listener.accept().await { answer(stream).await } });
//! #     url
//! # }
//! # async fn answer(mut stream: tokio::net::TcpStream) {
//! #     use tokio::io::{AsyncReadExt, AsyncWriteExt};
//! #     let (mut asked, mut part) = (String::new(), [0; 4096]);
//! #     let is_whole = |asked: &str| asked.split_once("\r\n\r\n").is_some_and(|(head, body)| {
//! #         let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
//! #         body.len() >= length.unwrap_or(0)
//! #     });
//! #     while !is_whole(&asked) {
//! #         let length = stream.read(&mut part).await.unwrap();
//! #         asked.push_str(std::str::from_utf8(&part[..length]).unwrap());
//! #     }
//! #     let fits = ["code=a-code&", "redirect_uri=https%3A%2F%2Flogin.example%2F", "code_verifier="];
//! #     let (status, body) = match asked.split(' ').nth(1) {
//! #         Some("/token") if fits.iter().all(|part| asked.contains(part)) => (200, r#"{"access_token": "at"}"#),
//! #         Some("/user") if asked.to_lowercase().contains("authorization: bearer at") => (200, r#"{"id": "7", "name": "Ann"}"#),
//! #         _ => (400, "{}"),
//! #     };
//! #     let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
//! #     stream.write_all(answer.as_bytes()).await.unwrap();
//! # }
//! ```
//!
//! The server makes `state`, ties it to the browser and takes it once: the code puts it into the link and never looks at it
//! again. A refusal of the token endpoint is JSON with `error` (RFC 6749 §5.2); that text is the provider's own code, for
//! [`CallError::provider_refused`](crate::CallError::provider_refused), and the status stands for it where there is none. An
//! answer of 500 or more is no refusal: [`ErrorKind::UpstreamUnavailable`](crate::ErrorKind::UpstreamUnavailable). What
//! `new-login-type` writes has both, as `refusal` in `src/provider.rs`.
//! The empty text in `LoginRequest::of(&request, "", …)` is the company, which this link does not name.
//!
//! A `nonce` or anything else that is needed at the return goes the way of the verifier: [`LoginLink::keeping`] takes one
//! text, so of several make JSON. Where the provider refuses or the person says no, it sends the browser back with `error`
//! and no code: the server shows and logs that, and your code is not called. An answer that is no JSON, a time-out, a host
//! that cannot be reached: `?` on an [`HttpError`](crate::HttpError) says so to the person, and the log has the cause.
//!
//! # The provider's messages
//!
//! A function with `"returnType": "Response"` takes what the provider pushes, at
//! `POST /api/{org}/{app}/auths/Acme/notify`: [`Request::header`](crate::Request::header) gives a signature or bearer,
//! [`Request::body`](crate::Request) the bytes that were signed, and the answer is bare, [`Reply::Text`](crate::Reply::Text) or
//! [`Reply::Json`](crate::Reply::Json). A message that must not be lost is committed first and done from the record.
//!
//! ```
//! # use login_type::{
//! #     Call, CallError, CallbackRecord, ConfigProblem, ElementFile, ElementInstance, ElementType, ErrorKind, Grant, Host,
//! #     InitialState, InstanceName, Instances, LoginInstance, LoginType, NewCallbackRecord, OnRepeat, Platform, Reply,
//! #     Revocation, SecretText, Subject, Timestamp, WorkError, Worked, async_trait,
//! # };
//! # use serde_json::{Value, json};
//! # const TYPE: &str = "auths.loginTypes.AcmeType";
//! # struct AcmeType;
//! # #[derive(serde::Deserialize)]
//! # #[serde(rename_all = "camelCase", deny_unknown_fields)]
//! # struct Config { notify_bearer: SecretText }
//! # struct Acme { name: InstanceName, config: Config }
//! # impl LoginInstance for Acme {}
//! # #[async_trait]
//! # impl ElementInstance for Acme {
//! #     type Host = Host;
//! #     fn is_active(&self) -> bool { true }
//! #     fn properties(&self) -> Value { json!({}) }
//! #     async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
//! #         if call.function == "notify" { return self.notify(call).await; }
//! #         let subject = Subject { login_type: TYPE, corp_id: self.name.to_string(), id: "7".to_owned() };
//! #         let grant = Grant::new(subject, self.name.clone(), self.name.to_string(), call.host.clock.now());
//! #         Reply::of(&call.host.accounts.login(&grant, Platform::Web).await?)
//! #     }
//! # }
//! # impl ElementType for AcmeType {
//! #     const NAME: &'static str = TYPE;
//! #     type Config = Config;
//! #     type Instance = Acme;
//! #     fn elements(&self) -> &'static [ElementFile] {
//! #         &[ElementFile { path: "auths/loginTypes/AcmeType/e.json", content: r#"{"title": "Acme",
//! #             "type": "auths.loginTypes.Meta", "configFields": [{"name": "notifyBearer", "secret": true}], "functionList": [
//! #             {"name": "comeIn", "loginRequired": false},
//! #             {"name": "notify", "loginRequired": false, "returnType": "Response"}]}"# }]
//! #     }
//! #     fn open(&self, name: &InstanceName, config: Config) -> Result<Acme, ConfigProblem> {
//! #         Ok(Acme { name: name.clone(), config })
//! #     }
//! # }
//! #[derive(serde::Deserialize)]
//! #[serde(rename_all = "snake_case", tag = "event")]
//! enum Message {
//!     /// The provider tries the address out.
//!     Challenge { challenge: String },
//!     /// Somebody left; `id` is the same when it is sent again, `at` is in seconds since 1970.
//!     UserLeft { id: String, at: i64, user: String },
//! }
//!
//! impl Acme {
//!     async fn notify(&self, call: Call<'_>) -> Result<Reply, CallError> {
//!         let given = call.request.header("Authorization").and_then(|value| value.strip_prefix("Bearer "));
//!         if !given.is_some_and(|given| self.config.notify_bearer.matches(given)) {
//!             return Err(CallError::new(ErrorKind::Forged, "the bearer does not fit"));
//!         }
//!         let unreadable = |_| CallError::new(ErrorKind::Malformed, "the message cannot be read");
//!         match serde_json::from_slice(&call.request.body).map_err(unreadable)? {
//!             Message::Challenge { challenge } => Ok(Reply::Json(json!({ "challenge": challenge }))),
//!             Message::UserLeft { id, at, user } => {
//!                 call.host.records.add(self.record(id, at, user, &call)).await?;
//!                 Ok(Reply::Text("success".to_owned())) // it is committed: the provider need not send it again
//!             }
//!         }
//!     }
//!
//!     fn record(&self, id: String, at: i64, user: String, call: &Call<'_>) -> NewCallbackRecord {
//!         NewCallbackRecord {
//!             login_type: TYPE,
//!             instance: self.name.clone(),
//!             realm: self.name.to_string(),
//!             corp_id: Some(self.name.to_string()),
//!             event_type: "user_left".to_owned(),
//!             event_time: Timestamp::from_secs(at),
//!             dedup_key: id,
//!             payload: SecretText::new(user),
//!             initial: InitialState::Pending,
//!             on_repeat: OnRepeat::LeftAlone,
//!             request_id: Some(call.request.id.clone()),
//!         }
//!     }
//! }
//!
//! #[async_trait]
//! impl LoginType for AcmeType {
//!     const EVENTS: &'static [&'static str] = &["user_left"];
//!
//!     /// May be called again for the same record, and comes to the same end.
//!     async fn work(&self, _: &Instances<Acme>, record: &CallbackRecord, host: &Host) -> Result<Worked, WorkError> {
//!         let company = record.corp_id.clone().unwrap_or_default();
//!         let everybody = Revocation::new(TYPE, &record.realm, company, record.event_time);
//!         let who = everybody.only(record.payload.expose_secret());
//!         let ended = host.accounts.revoke(&who, "user_left").await;
//!         ended.map(|_| Worked::default()).map_err(|error| WorkError::retry(error.to_string()))
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! # use login_type::testing::Bench;
//! let bench = Bench::open(AcmeType, &[("auths.Acme", json!({ "notifyBearer": "0123456789abcdef" }))]).unwrap();
//! # let login = bench.call("auths.Acme", "comeIn", json!({})).await.unwrap();
//! # assert!(bench.member(&login).call(login_type::AUTH_SVC, "getCurrUser", json!({})).await.is_ok());
//! let provider = bench.nobody().with_header("Authorization", "Bearer 0123456789abcdef");
//! let challenge = r#"{"event": "challenge", "challenge": "abc"}"#;
//! let answer = provider.post("auths.Acme", "notify", json!({}), challenge).await.unwrap();
//! assert_eq!(answer, json!({ "challenge": "abc" }));
//! assert_eq!(bench.post("auths.Acme", "notify", json!({}), challenge).await.unwrap_err().kind(), ErrorKind::Forged);
//!
//! let left = r#"{"event": "user_left", "id": "1", "at": 1700000000, "user": "7"}"#;
//! assert_eq!(provider.post("auths.Acme", "notify", json!({}), left).await.unwrap(), "success");
//! assert!(bench.work().await.iter().all(Result::is_ok));
//! # assert!(bench.member(&login).call(login_type::AUTH_SVC, "getCurrUser", json!({})).await.is_err());
//! # });
//! ```
//!
//! # Somebody leaves, and nobody tells
//!
//! [`LoginInstance::recheck`](crate::LoginInstance::recheck) is asked when somebody comes back after `login.recheck_seconds`, and
//! from time to time while they are logged in: ask the provider whether the person is still there, by the client's own
//! credentials (SCIM, an admin API), and answer [`Membership::Ended`](crate::Membership::Ended) if not. Without it a person who
//! was removed at the provider stays logged in here until the session ends by its age (`login.session_days`). A tightened [rule](crate::Rule) ends sessions by the same way and no other.
//!
//! [`LoginLink::keeping`]: crate::LoginLink::keeping
