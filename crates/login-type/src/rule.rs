//! `Rule`: a rule of one's own on an official login type, such as "only department 2".

mod instance;
mod with_rule;

use async_trait::async_trait;
use element_type::{ElementType, Instances};
use serde::de::DeserializeOwned;

pub use self::{instance::RuledInstance, with_rule::WithRule};
use crate::{CallError, ConfigProblem, ElementFile, Grant, InstanceName, LoginType, Profile, Screen, Subject};

/// A rule on a login type: all that the login type does is passed on by [`WithRule`], and nobody comes in whom the rule
/// refuses.
///
/// The rule is asked at each login and each time that the provider is [asked again](crate::LoginInstance::recheck) about
/// somebody who is logged in, whose sessions end if it refuses with
/// [`ErrorKind::LoginRefused`](crate::ErrorKind::LoginRefused). A login type that asks nobody again keeps the sessions that
/// came before the rule was tightened: [when a rule is asked](crate::guide::rule#when-a-rule-is-asked).
/// The profile of a grant depends on the login type: the documentation of each official crate lists its fields.
/// The [guide](crate::guide::rule) has a rule on an official login type as a whole program.
///
/// Here only the people of a list ring the bell of `BellType`, which lets everybody in:
///
/// ```
/// use login_type::{CallError, Candidate, ElementFile, ErrorKind, Rule, WithRule, async_trait};
/// # use login_type::{Call, ConfigProblem, ElementInstance, ElementType, Grant, Host, InstanceName, LoginInstance};
/// # use login_type::{LoginType, Platform, Reply, Subject};
/// # struct BellType;
/// # #[derive(serde::Deserialize)]
/// # #[serde(deny_unknown_fields)]
/// # struct BellConfig { house: String }
/// # struct Bell(InstanceName, String);
/// # impl ElementType for BellType {
/// #     const NAME: &'static str = "auths.loginTypes.BellType";
/// #     type Config = BellConfig;
/// #     type Instance = Bell;
/// #     fn elements(&self) -> &'static [ElementFile] {
/// #         &[ElementFile { path: "auths/loginTypes/BellType/e.json", content: r#"{"title": "Bell",
/// #             "type": "auths.loginTypes.Meta", "configFields": [{"name": "house"}], "functionList": [{"name": "ring",
/// #             "loginRequired": false, "args": [{"name": "name", "dataType": "Stext"}]}]}"# }]
/// #     }
/// #     fn open(&self, name: &InstanceName, config: BellConfig) -> Result<Bell, ConfigProblem> {
/// #         Ok(Bell(name.clone(), config.house))
/// #     }
/// # }
/// # impl LoginType for BellType {}
/// # #[async_trait]
/// # impl ElementInstance for Bell {
/// #     type Host = Host;
/// #     fn is_active(&self) -> bool { true }
/// #     fn properties(&self) -> serde_json::Value { serde_json::json!({ "house": self.1 }) }
/// #     async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
/// #         let (corp_id, id) = (self.1.clone(), call.args.text("name")?.to_owned());
/// #         let subject = Subject { login_type: BellType::NAME, corp_id, id };
/// #         let grant = Grant::new(subject, self.0.clone(), "bell", call.host.clock.now());
/// #         Reply::of(&call.host.accounts.login(&grant, Platform::Web).await?)
/// #     }
/// # }
/// # impl LoginInstance for Bell {}
///
/// /// The rule's own fields, beside those of `BellType`.
/// #[derive(Debug, serde::Deserialize)]
/// #[serde(rename_all = "camelCase", deny_unknown_fields)]
/// struct GuestList {
///     guests: Vec<String>,
/// }
///
/// struct ByGuestList;
///
/// #[async_trait]
/// impl Rule for ByGuestList {
///     type Base = BellType;
///     type Config = GuestList;
///
///     fn elements(&self) -> &'static [ElementFile] {
///         // Laid over what `BellType` brings along.
///         &[ElementFile {
///             path: "auths/loginTypes/BellType/e.json",
///             content: r#"{"configFields": [{"name": "guests", "dataType": "JitList", "required": true}]}"#,
///         }]
///     }
///
///     async fn admit(&self, list: &GuestList, candidate: &Candidate<'_>) -> Result<(), CallError> {
///         if list.guests.contains(&candidate.subject.id) {
///             return Ok(());
///         }
///         Err(CallError::new(ErrorKind::LoginRefused, "you are not on the list"))
///     }
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # use login_type::testing::Bench;
/// # use serde_json::json;
/// let by_list = || WithRule::new(BellType, ByGuestList);
/// let bench = Bench::open(by_list(), &[("auths.Front", json!({ "house": "home", "guests": ["Ann"] }))]).unwrap();
/// assert!(bench.call("auths.Front", "ring", json!({ "name": "Ann" })).await.is_ok());
/// assert!(bench.call("auths.Front", "ring", json!({ "name": "Ben" })).await.is_err());
/// let wrong = Bench::open(by_list(), &[("auths.Front", json!({ "house": "home", "guestz": ["Ann"] }))]);
/// assert!(wrong.err().unwrap().contains("guestz"));
/// # });
/// ```
///
/// In a server: `Composition::official().with_login_type(|given| WithRule::new(given.qywx_proxy(), MyRule))`.
#[async_trait]
pub trait Rule: Send + Sync + 'static {
    /// The login type that the rule is on.
    type Base: LoginType;

    /// Full name of the login type with the rule. By default that of [`Base`](Self::Base), whose place it takes: the rule
    /// is on all of its instances. With another name it stands beside it, as the code of a derived Type.
    const NAME: &'static str = <Self::Base as ElementType>::NAME;

    /// The fields that the rule adds to an instance's `<InstanceName>.json`: a struct without `#[serde(flatten)]`, whose
    /// fields are in the `configFields` of [`elements`](Self::elements).
    type Config: DeserializeOwned + Send + Sync + 'static;

    /// The files of the rule: an `e.json` of the Type's path says which `configFields` it adds. With a name of its own it
    /// has that of the derived Type: `{"title": …, "type": <name of the base>, "configFields": […]}`.
    fn elements(&self) -> &'static [ElementFile];

    /// Checks the rule's fields. By default whatever can be read is right.
    ///
    /// # Errors
    /// Names the field that is wrong and what would be right.
    fn check(&self, _config: &Self::Config) -> Result<(), ConfigProblem> {
        Ok(())
    }

    /// Lets somebody in, whom the login type recognised.
    ///
    /// # Errors
    /// Why they may not, as a sentence for them. [`ErrorKind::LoginRefused`](crate::ErrorKind::LoginRefused) also ends the
    /// sessions of somebody who is logged in; any other kind leaves them alone.
    async fn admit(&self, config: &Self::Config, candidate: &Candidate<'_>) -> Result<(), CallError>;
}

/// Somebody who wants in, or is in and was asked about again.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Candidate<'a> {
    /// The instance that recognised them.
    pub instance: &'a InstanceName,
    /// Who.
    pub subject: &'a Subject,
    /// The profile, as the provider tells it now.
    pub profile: &'a Profile,
}

impl<'a> Candidate<'a> {
    /// Somebody whom an instance recognised, with this profile.
    pub const fn new(instance: &'a InstanceName, subject: &'a Subject, profile: &'a Profile) -> Self {
        Self { instance, subject, profile }
    }
}

/// The look of a rule at grants: each by the fields of the instance that it is of.
struct ByInstance<R: Rule>(Instances<RuledInstance<R>>);

#[async_trait]
impl<R: Rule> Screen for ByInstance<R> {
    async fn screen(&self, grant: &Grant) -> Result<(), CallError> {
        let Some(instance) = self.0.lookup(&grant.instance) else {
            return Err(CallError::internal(format!(
                "a grant of {}, which is no instance of {}",
                grant.instance,
                R::NAME
            )));
        };
        instance.admit(&grant.subject, &grant.profile).await
    }
}
