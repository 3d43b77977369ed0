//! `wecom-login serve` as a process, with another process's view of its database.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Stdio},
    sync::Arc,
};

use callback_records::Records;
use clock::{Clock, OsEntropy, SystemClock};
use login_type::{Added, CallbackRecords, InitialState, InstanceName, NewCallbackRecord, OnRepeat, SecretText};
use secrecy::SecretString;
use serde_json::{Value, json};
use storage::{Access, Database, KeyRing, Options};

use crate::{
    folder::{Folder, INSTANCE, KEY},
    stderr, stdout,
};

const RETRY: &str = "/api/acme/portal/auths/loginTypes/QywxProxyType/services/QywxProxyAuthService/retryCallBack";

/// A running server; it is killed with the test.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(folder: &Folder) -> Self {
        let mut process = folder.command(&["serve"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        Self { process, address }
    }

    /// Posts `args`; the envelope.
    fn call(&self, path: &str, bearer: &str, args: &Value) -> Value {
        let mut peer = TcpStream::connect(&self.address).unwrap();
        let body = args.to_string();
        let length = body.len();
        write!(
            peer,
            "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bearer}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        peer.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn database(folder: &Folder) -> Database {
    let keys = KeyRing::new("k", [("k".to_owned(), SecretString::from(KEY))]).unwrap();
    let url = folder.database_url();
    Database::open(&url, Options::default(), keys, Arc::new(SystemClock), Arc::new(OsEntropy)).await.unwrap()
}

fn record() -> NewCallbackRecord {
    NewCallbackRecord {
        login_type: "auths.loginTypes.QywxProxyType",
        instance: InstanceName { app: "acme.portal".parse().unwrap(), element: INSTANCE.parse().unwrap() },
        realm: "dk1".to_owned(),
        corp_id: Some("wp1".to_owned()),
        event_type: "create_auth".to_owned(),
        event_time: SystemClock.now(),
        dedup_key: "one".to_owned(),
        payload: SecretText::new("<xml></xml>"),
        initial: InitialState::Succeeded,
        on_repeat: OnRepeat::LeftAlone,
        request_id: None,
    }
}

#[test]
fn a_second_server_on_one_sqlite_file_is_refused_until_the_first_is_gone_however_it_ends() {
    let folder = Folder::new();
    let first = Server::start(&folder);
    let second = folder.run(&["serve"]);
    assert_eq!(second.status.code(), Some(1));
    let said = stderr(&second);
    assert!(said.contains("database.url: another wecom-login serve works on") && said.contains("d.sqlite"), "{said}");
    // It is killed, and had no time to tidy up.
    drop(first);
    drop(Server::start(&folder));
}

#[tokio::test]
async fn what_an_administrator_does_is_in_the_audit_trail_with_whom_it_was_done_to() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let token = stdout(&folder.run(&["token", "create", "--name", "ops"]));
    let database = database(&folder).await;
    let Added::New(id) = Records::new(database.clone(), Arc::new(SystemClock)).add(record()).await.unwrap() else {
        panic!("the record is new");
    };
    let answer = server.call(RETRY, token.trim(), &json!({ "recordId": id }));
    assert_eq!(answer["errcode"], 0, "{answer}");
    let trail = database.audit_events().list(&storage::AuditFilter::default(), 1).await.unwrap();
    assert_eq!((trail[0].actor.as_str(), trail[0].action.as_str()), ("ops", "callback retry"));
    let element = "acme.portal:auths.loginTypes.QywxProxyType.services.QywxProxyAuthService";
    let request = json!({ "requestId": answer["requestId"], "address": "127.0.0.1", "element": element });
    assert_eq!(trail[0].target, id.to_string());
    for (field, told) in request.as_object().unwrap() {
        assert_eq!(&trail[0].detail[field], told, "{field}");
    }
    assert_eq!(trail[0].detail["recordId"], id);
}
