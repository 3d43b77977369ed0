//! PostgreSQL behind `PgBouncer`, a real one that the test starts; left out where it is not installed.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use secrecy::SecretString;
use storage::{Access, Engine, Options, StorageError};
use tempfile::TempDir;
use test_database::TestDatabase;

use crate::kit::{Kit, open_at, ring};

/// A pooler; it is killed with the test.
struct PgBouncer {
    process: Child,
    url: String,
    _folder: TempDir,
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn program() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(["/usr/sbin".into()]);
    folders.map(|folder| folder.join("pgbouncer")).find(|program| program.is_file())
}

impl PgBouncer {
    /// Starts one in front of the database at `url`.
    fn start(program: &PathBuf, url: &str, mode: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let (server, database) = url.trim_start_matches("postgres://").rsplit_once('/').unwrap();
        let (user, address) = server.split_once('@').unwrap();
        let (host, port) = address.split_once(':').unwrap();
        let own_port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = format!(
            "[databases]\n{database} = host={host} port={port} user={user}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {own_port}\nunix_socket_dir =\nauth_type = any\npool_mode = {mode}\n"
        );
        let file = folder.path().join("pgbouncer.ini");
        fs::write(&file, settings).unwrap();
        let mut command = Command::new(program);
        // It refuses to serve as root.
        if fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
            command.args(["-u", "nobody"]);
        }
        let mut process = command.arg(&file).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let mut seen = Vec::new();
        let is_up = log.by_ref().inspect(|line| seen.push(line.clone())).any(|line| line.contains("process up"));
        assert!(is_up, "{seen:?}");
        std::thread::spawn(move || log.for_each(drop));
        Self { process, url: format!("postgres://{user}@127.0.0.1:{own_port}/{database}"), _folder: folder }
    }
}

/// A database of its own, as a pooler passes on no setting of its URL; `None` where there is nothing to test with.
async fn database() -> Option<(TestDatabase, PathBuf, String)> {
    let place = TestDatabase::new().await;
    if place.engine() != Engine::Postgres {
        return None;
    }
    let Some(program) = program() else {
        eprintln!("left out: PgBouncer is not installed (apt-get install pgbouncer)");
        return None;
    };
    let url = place.made_as(" ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0").await;
    Some((place, program, url))
}

#[tokio::test]
async fn behind_pgbouncer_that_pools_sessions_everything_works() {
    let Some((_place, program, url)) = database().await else { return };
    let pooler = PgBouncer::start(&program, &url, "session");
    migrations::up(&pooler.url).await.unwrap();
    let kit = Kit::new().await;
    let database = open_at(&pooler.url, Options::default(), ring("k1", &[("k1", 1)]), &kit.clock).await.unwrap();
    let soon = kit.now() + std::time::Duration::from_mins(1);
    for round in 0..20 {
        let transaction = database.begin().await.unwrap();
        transaction.cached_tokens().save("key", &SecretString::from(format!("t{round}")), soon).await.unwrap();
        transaction.commit().await.unwrap();
    }
    assert!(database.cached_tokens().load("key").await.unwrap().is_some());
    database.callback_inbox().put(&[crate::kit::record("in a burst", 1)]).await.unwrap();
    database.close().await.unwrap();
}

#[tokio::test]
async fn a_pooler_by_transaction_is_refused_with_the_setting_that_is_right() {
    let Some((_place, program, url)) = database().await else { return };
    migrations::up(&url).await.unwrap();
    let kit = Kit::new().await;
    for mode in ["transaction", "statement"] {
        let pooler = PgBouncer::start(&program, &url, mode);
        let refused = migrations::up(&pooler.url).await.unwrap_err().to_string();
        assert!(refused.contains("pool_mode = session"), "{mode}: {refused}");
        let opened = open_at(&pooler.url, Options::default(), ring("k1", &[("k1", 1)]), &kit.clock).await;
        assert!(matches!(opened, Err(StorageError::Unsuitable(_))), "{mode}: {opened:?}");
    }
}
