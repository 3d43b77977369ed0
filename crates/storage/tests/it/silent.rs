//! A database server that says nothing any more and does not hang up, as one whose machine is gone: every call ends, and
//! other connections are made when the server is back.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use clock::OsEntropy;
use storage::{Access, Database, Options, StorageError};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::kit::{Kit, record, ring};

const NO_SERVER: &str = "no database server to fall silent: this runs on PostgreSQL and MariaDB";
/// How long the database may take.
const SOON: Duration = Duration::from_millis(500);
/// Keeps a failure from becoming a hang.
const LIMIT: Duration = Duration::from_secs(30);

/// The faults of a connection to a server.
#[derive(Clone)]
struct Fate {
    /// Counted up, it makes all that is connected fall silent for ever.
    silences: watch::Sender<u32>,
    /// Whether nobody else is let through.
    full: watch::Sender<bool>,
}

/// A way to a server.
async fn way_to(server: SocketAddr) -> (SocketAddr, Fate) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let fate = Fate { silences: watch::Sender::new(0), full: watch::Sender::new(false) };
    let it = fate.clone();
    tokio::spawn(async move {
        while let Ok((mut caller, _)) = listener.accept().await {
            if *it.full.borrow() {
                continue;
            }
            let mut silences = it.silences.subscribe();
            tokio::spawn(async move {
                let mut server = TcpStream::connect(server).await.unwrap();
                tokio::select! {
                    _ = copy_bidirectional(&mut caller, &mut server) => {}
                    _ = silences.changed() => std::future::pending().await,
                }
            });
        }
    });
    (address, fate)
}

/// A database behind such a way, where there is a server.
async fn behind_a_way() -> Option<(Kit, Database, Fate)> {
    let administrator = std::env::var(test_database::VARIABLE).ok()?;
    let kit = Kit::new().await;
    let server = administrator.rsplit_once('@').unwrap().1.split_once('/').unwrap().0;
    let (way, fate) = way_to(server.parse().unwrap()).await;
    let url = kit.place.url().replace(server, &way.to_string());
    let options = Options { max_connections: 2, acquire_timeout: SOON, call_limit: SOON, ..Options::default() };
    let (keys, clock) = (ring("k1", &[("k1", 1)]), Arc::new(kit.clock.clone()));
    let database = Database::open(&url, options, keys, clock, Arc::new(OsEntropy)).await.unwrap();
    Some((kit, database, fate))
}

#[tokio::test]
async fn a_burst_goes_in_though_the_connection_that_took_the_last_one_fell_silent() {
    let Some((kit, database, fate)) = behind_a_way().await else {
        println!("{NO_SERVER}");
        return;
    };
    database.callback_inbox().put(&[record("before", 1)]).await.unwrap();
    fate.silences.send_modify(|count| *count += 1);
    let put = async { database.callback_inbox().put(&[record("after", 1)]).await };
    tokio::time::timeout(LIMIT, put).await.expect("the call ends").unwrap();
    assert_eq!(kit.database.callback_inbox().backlog().await.unwrap().0, 2);
}

#[tokio::test]
async fn a_burst_goes_in_though_the_server_allows_no_connection_beside_those_of_the_pool() {
    let Some((kit, database, fate)) = behind_a_way().await else {
        println!("{NO_SERVER}");
        return;
    };
    fate.full.send_replace(true);
    database.callback_inbox().put(&[record("one", 1)]).await.unwrap();
    assert_eq!(kit.database.callback_inbox().backlog().await.unwrap().0, 1);
}

#[tokio::test]
async fn a_server_that_falls_silent_ends_every_call_and_is_found_again_when_it_is_back() {
    let Some((_kit, database, fate)) = behind_a_way().await else {
        println!("{NO_SERVER}");
        return;
    };
    let (one, other) = (database.begin().await.unwrap(), database.begin().await.unwrap());
    one.callback_records().add(record("lost", 1)).await.unwrap();
    fate.silences.send_modify(|count| *count += 1);
    let calls = async {
        assert!(matches!(one.commit().await, Err(StorageError::Unavailable(_))));
        let added = other.callback_records().add(record("refused", 1)).await;
        assert!(matches!(added, Err(StorageError::Unavailable(_))), "{added:?}");
        drop(other);
        while database.callback_records().add(record("taken", 1)).await.is_err() {}
    };
    tokio::time::timeout(LIMIT, calls).await.expect("every call ends");
}
