//! `Wire`: the way to a database server, which can be cut and mended.

use std::{net::SocketAddr, sync::Arc};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::AbortHandle,
};
use url::Url;

/// How the wire is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Whole,
    /// Connections are closed, and so are new ones.
    Cut,
}

/// A way to a database server, of its own address; it is cut when its value goes.
#[derive(Debug)]
pub struct Wire {
    url: String,
    state: Arc<watch::Sender<State>>,
    accepting: AbortHandle,
}

impl Wire {
    /// A way to the server of this database URL.
    pub fn to(database_url: &str) -> Self {
        let mut url: Url = database_url.parse().unwrap();
        let port = url.port().unwrap();
        let server: SocketAddr = format!("{}:{port}", url.host_str().unwrap()).parse().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        let state = Arc::new(watch::Sender::new(State::Whole));
        let listener = TcpListener::from_std(listener).unwrap();
        let accepting = tokio::spawn(accept(listener, server, Arc::clone(&state))).abort_handle();
        Self { url: url.to_string(), state, accepting }
    }

    /// This database, through the wire.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The server is away.
    pub fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    /// And back.
    pub fn mend(&self) {
        self.state.send_replace(State::Whole);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.cut();
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, server: SocketAddr, state: Arc<watch::Sender<State>>) {
    while let Ok((mut caller, _)) = listener.accept().await {
        let mut changes = state.subscribe();
        tokio::spawn(async move {
            let joined = async {
                let mut server = TcpStream::connect(server).await?;
                copy_bidirectional(&mut caller, &mut server).await
            };
            tokio::select! {
                biased;
                _ = changes.wait_for(|state| *state == State::Cut) => {}
                _ = joined => {}
            }
        });
    }
}
