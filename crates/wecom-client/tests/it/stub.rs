//! A stub of WeCom: answers each path by a script and writes down what it was asked.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};
use url::Url;

/// A call that came in.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: HashMap<String, String>,
    pub(crate) body: Value,
    /// The URL as it stood in the first line: a proxy gets a whole one.
    pub(crate) target: String,
    pub(crate) proxy_authorization: Option<String>,
}

/// How to answer.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// HTTP 200 with this JSON.
    Json(Value),
    /// These bytes after the status.
    Raw(u16, Vec<u8>),
    /// Half of what was promised, then the end.
    Half(Value),
    /// No byte, then the end.
    Drop,
    /// Nothing, ever.
    Hang,
    /// This, once its own path has been asked that often.
    Once(usize, Box<Reply>),
}

impl Reply {
    pub(crate) fn errcode(errcode: i64) -> Self {
        Self::Json(
            json!({ "errcode": errcode, "errmsg": "said the stub, hint: [1_2], from ip: 10.0.0.9, more info at x" }),
        )
    }
}

type Script = Box<dyn Fn(usize, &Asked) -> Reply + Send + Sync>;

/// The stub; its clones are the same one.
#[derive(Clone)]
pub(crate) struct Stub {
    pub(crate) url: Url,
    shared: Arc<Shared>,
}

struct Shared {
    scripts: Mutex<HashMap<&'static str, Script>>,
    asked: watch::Sender<Vec<Asked>>,
    /// The beginning of paths whose answers are held back.
    held: watch::Sender<Option<&'static str>>,
}

impl Stub {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let shared =
            Shared { scripts: Mutex::default(), asked: watch::Sender::new(Vec::new()), held: watch::Sender::new(None) };
        let stub = Self { url, shared: Arc::new(shared) };
        let server = stub.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let stub = server.clone();
                tokio::spawn(async move { stub.serve(stream).await });
            }
        });
        stub
    }

    /// Answers `path` by `script`, which is given how many calls to it there were before.
    pub(crate) fn on(&self, path: &'static str, script: impl Fn(usize, &Asked) -> Reply + Send + Sync + 'static) {
        self.shared.scripts.lock().unwrap().insert(path, Box::new(script));
    }

    /// The requests to `path`.
    pub(crate) fn asked(&self, path: &str) -> Vec<Asked> {
        self.shared.asked.borrow().iter().filter(|asked| asked.path == path).cloned().collect()
    }

    /// How often `path` was asked.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.asked(path).len()
    }

    /// Holds all answers back.
    pub(crate) fn hold(&self) {
        self.hold_path("");
    }

    /// Holds the answers to a path back.
    pub(crate) fn hold_path(&self, path: &'static str) {
        self.shared.held.send_replace(Some(path));
    }

    /// Lets them go.
    pub(crate) fn release(&self) {
        self.shared.held.send_replace(None);
    }

    /// Waits until `path` was asked that often.
    pub(crate) async fn wait_for(&self, path: &str, times: usize) {
        let mut asked = self.shared.asked.subscribe();
        asked.wait_for(|all| all.iter().filter(|asked| asked.path == path).count() >= times).await.unwrap();
    }

    async fn serve(&self, mut stream: TcpStream) {
        let Some(asked) = read(&mut stream).await else { return };
        let before = self.count(&asked.path);
        let reply = self.shared.scripts.lock().unwrap().get(asked.path.as_str()).map(|script| script(before, &asked));
        let path = asked.path.clone();
        self.shared.asked.send_modify(|all| all.push(asked));
        let mut changes = self.shared.held.subscribe();
        changes.wait_for(|held| held.is_none_or(|held| !path.starts_with(held))).await.unwrap();
        let mut reply = reply.expect("a script for the path");
        if let Reply::Once(times, later) = reply {
            self.wait_for(&path, times).await;
            reply = *later;
        }
        let (status, body, promised) = match reply {
            Reply::Json(json) => (200, json.to_string().into_bytes(), None),
            Reply::Raw(status, body) => (status, body, None),
            Reply::Half(json) => {
                let text = json.to_string();
                (200, text.as_bytes()[..text.len() / 2].to_vec(), Some(text.len()))
            }
            Reply::Drop => return,
            Reply::Hang | Reply::Once(..) => std::future::pending().await,
        };
        let length = promised.unwrap_or(body.len());
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
        // The caller may have gone away.
        let _ = stream.write_all(&[head.as_bytes(), &body].concat()).await;
    }
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let length = text.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    while bytes.len() < head + length.unwrap_or(0) {
        stream.read_buf(&mut bytes).await.ok()?;
    }
    let mut line = text.split(' ');
    let method = line.next()?.to_owned();
    let target = line.next()?.to_owned();
    let url = Url::parse("http://stub").unwrap().join(&target).unwrap();
    let authorization = text
        .lines()
        .find_map(|line| line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("proxy-authorization")));
    Some(Asked {
        method,
        path: url.path().strip_prefix("/cgi-bin/")?.to_owned(),
        query: url.query_pairs().into_owned().collect(),
        body: serde_json::from_slice(&bytes[head..]).unwrap_or_default(),
        target,
        proxy_authorization: authorization.map(|(_, value)| value.to_owned()),
    })
}
