//! A login type that takes callbacks: who rings is let in, until a callback says that they left.

use login_type::{
    Call, CallError, CallbackRecord, ConfigProblem, ElementFile, ElementInstance, ElementType, Grant, Host,
    InitialState, InstanceName, Instances, LoginInstance, LoginType, NewCallbackRecord, OnRepeat, Platform, Reply,
    Revocation, SecretText, Subject, WorkError, Worked, async_trait,
};
use serde::Deserialize;
use serde_json::{Value, json};

pub(crate) const TYPE: &str = "auths.loginTypes.DoorbellType";

pub(crate) struct DoorbellType;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    house: String,
}

pub(crate) struct Doorbell {
    name: InstanceName,
    house: String,
}

impl ElementType for DoorbellType {
    const NAME: &'static str = TYPE;
    type Config = Config;
    type Instance = Doorbell;

    fn elements(&self) -> &'static [ElementFile] {
        &[ElementFile {
            path: "auths/loginTypes/DoorbellType/e.json",
            content: r#"{"title": "Doorbell", "type": "auths.loginTypes.Meta", "functionList": [
                {"name": "ring", "title": "Ring", "loginRequired": false,
                 "args": [{"name": "name", "title": "Name", "dataType": "Stext"}]},
                {"name": "code", "title": "Ring for a code", "loginRequired": false,
                 "args": [{"name": "name", "title": "Name", "dataType": "Stext"}]},
                {"name": "unbind", "title": "Unbind", "adminRequired": true,
                 "args": [{"name": "userId", "title": "User", "dataType": "Stext"}]},
                {"name": "notify", "title": "Somebody left", "loginRequired": false, "returnType": "Response"}]}"#,
        }]
    }

    fn open(&self, name: &InstanceName, config: Config) -> Result<Doorbell, ConfigProblem> {
        Ok(Doorbell { name: name.clone(), house: config.house })
    }
}

#[async_trait]
impl LoginType for DoorbellType {
    async fn work(
        &self,
        _instances: &Instances<Doorbell>,
        record: &CallbackRecord,
        host: &Host,
    ) -> Result<Worked, WorkError> {
        let corp_id = record.corp_id.clone().unwrap_or_default();
        let everybody = Revocation::new(TYPE, &record.realm, corp_id, record.received_at);
        let revocation = everybody.only(record.payload.expose_secret());
        let ended = host.accounts.revoke(&revocation, "left").await;
        ended.map_err(|error| WorkError::retry(error.to_string()))?;
        Ok(Worked::default())
    }
}

#[async_trait]
impl ElementInstance for Doorbell {
    type Host = Host;

    fn properties(&self) -> Value {
        json!({ "house": self.house })
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        match call.function {
            "ring" => {
                let grant = self.grant(call.args.text("name")?, call.host);
                Reply::of(&call.host.accounts.login(&grant, Platform::Web).await?)
            }
            "code" => {
                let grant = self.grant(call.args.text("name")?, call.host);
                Reply::of(&call.host.accounts.issue_login_code(&grant).await?)
            }
            "unbind" => {
                call.host.accounts.unbind(call.args.text("userId")?, TYPE, &self.house).await?;
                Ok(Reply::NOTHING)
            }
            "notify" => {
                let name = String::from_utf8_lossy(&call.request.body).into_owned();
                call.host.records.add(self.record(name, call)).await?;
                Ok(Reply::Text("success".to_owned()))
            }
            _ => Err(call.unknown_function()),
        }
    }
}

impl LoginInstance for Doorbell {}

impl Doorbell {
    fn grant(&self, name: &str, host: &Host) -> Grant {
        let subject = Subject { login_type: TYPE, corp_id: self.house.clone(), id: name.to_owned() };
        Grant::new(subject, self.name.clone(), "bell", host.clock.now())
    }

    fn record(&self, name: String, call: Call<'_>) -> NewCallbackRecord {
        NewCallbackRecord {
            login_type: TYPE,
            instance: self.name.clone(),
            realm: "bell".to_owned(),
            corp_id: Some(self.house.clone()),
            event_type: "left".to_owned(),
            event_time: call.host.clock.now(),
            dedup_key: name.clone(),
            payload: SecretText::new(name),
            initial: InitialState::Pending,
            on_repeat: OnRepeat::LeftAlone,
            request_id: Some(call.request.id.clone()),
        }
    }
}

/// A bell whose `e.json` declares a function more than the code has.
pub(crate) struct Forgetful;

impl ElementType for Forgetful {
    const NAME: &'static str = TYPE;
    type Config = Config;
    type Instance = Doorbell;

    fn elements(&self) -> &'static [ElementFile] {
        &[ElementFile {
            path: "auths/loginTypes/DoorbellType/e.json",
            content: r#"{"title": "Doorbell", "type": "auths.loginTypes.Meta", "functionList": [
                {"name": "ring", "args": [{"name": "name", "dataType": "Stext"}]},
                {"name": "notify", "returnType": "Response"}, {"name": "knock"}]}"#,
        }]
    }

    fn open(&self, name: &InstanceName, config: Config) -> Result<Doorbell, ConfigProblem> {
        DoorbellType.open(name, config)
    }
}

impl LoginType for Forgetful {}
