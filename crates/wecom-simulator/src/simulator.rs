//! Starting and stopping a simulator on a thread of its own.

use std::{net::TcpListener, thread, time::Duration};

use actix_web::{App, HttpServer, rt::System, web};
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;

use crate::{Error, api, client, client::Control, control, http, pages, push, world::World};

/// How often it is looked whether a ticket has become due.
const TICKET_CHECK: Duration = Duration::from_millis(250);
/// Bodies above this are refused by the simulator.
const BODY_BYTES: usize = 16 * 1024 * 1024;

/// The options that a simulator starts with.
#[derive(Clone, Debug)]
pub struct SimulatorOptions {
    /// `host:port` to listen on; port 0 takes a free one.
    pub listen: String,
    /// Makes ids and secrets repeatable.
    pub seed: Option<u64>,
    /// The provider's corp id; random when absent.
    pub provider_corp_id: Option<String>,
    /// The provider's secret; random when absent.
    pub provider_secret: Option<String>,
    /// Whether a `suite_ticket` is pushed every 600 s of simulated time once a template's URL was verified.
    pub auto_ticket: bool,
    /// Threads that serve HTTP.
    pub workers: usize,
}

impl Default for SimulatorOptions {
    /// A free port of the loopback, everything random, tickets on demand, one worker.
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".to_owned(),
            seed: None,
            provider_corp_id: None,
            provider_secret: None,
            auto_ticket: false,
            workers: 1,
        }
    }
}

/// A running simulator; it ends when this value is dropped.
#[derive(Debug)]
pub struct Simulator {
    origin: String,
    stop: CancellationToken,
    ended: watch::Receiver<bool>,
}

impl Simulator {
    /// Starts a simulator on a thread of its own and returns once it accepts connections.
    ///
    /// # Errors
    /// When the address cannot be used, or the thread cannot be started.
    pub async fn start(options: SimulatorOptions) -> Result<Self, Error> {
        let listen = |source| Error::Listen { address: options.listen.clone(), source };
        let listener = TcpListener::bind(&options.listen).map_err(listen)?;
        let origin = format!("http://{}", listener.local_addr().map_err(listen)?);
        let http = http::client().map_err(Error::PushClient)?;
        let stop = CancellationToken::new();
        let (has_ended, ended) = watch::channel(false);
        let (is_ready, ready) = oneshot::channel();
        let server = Server { options, listener, origin: origin.clone(), http, stop: stop.clone() };
        thread::Builder::new()
            .name("wecom-simulator".to_owned())
            .spawn(move || {
                if let Err(error) = System::new().block_on(server.serve(is_ready)) {
                    tracing::error!(%error, "the simulator ended");
                }
                has_ended.send_replace(true);
            })
            .map_err(Error::Thread)?;
        ready.await.map_err(|_| Error::Thread(std::io::ErrorKind::BrokenPipe.into()))?;
        Ok(Self { origin, stop, ended })
    }

    /// `http://host:port`: the API host, the OAuth host and the login hosts in one.
    pub fn base_url(&self) -> String {
        self.origin.clone()
    }

    /// A client of its control API.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn control(&self) -> Result<Control, client::Error> {
        Control::new(self.base_url())
    }

    /// Ends the simulator and waits until it has.
    pub async fn stop(mut self) {
        self.stop.cancel();
        // An error means that the thread is gone, which is as good.
        self.ended.wait_for(|ended| *ended).await.ok();
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The parts that move to the simulator's thread.
struct Server {
    options: SimulatorOptions,
    listener: TcpListener,
    origin: String,
    http: reqwest::Client,
    stop: CancellationToken,
}

impl Server {
    async fn serve(self, is_ready: oneshot::Sender<()>) -> std::io::Result<()> {
        let workers = self.options.workers.max(1);
        let world = web::Data::new(World::new(self.options, self.origin, self.http));
        let shared = world.clone();
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .app_data(web::PayloadConfig::new(BODY_BYTES))
                .configure(api::configure)
                .configure(pages::configure)
                .configure(control::configure)
        })
        .workers(workers)
        .disable_signals()
        .shutdown_signal(self.stop.clone().cancelled_owned())
        .shutdown_timeout(1)
        .listen(self.listener)?
        .run();
        actix_web::rt::spawn(push_tickets(world, self.stop));
        is_ready.send(()).ok();
        server.await
    }
}

async fn push_tickets(world: web::Data<World>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TICKET_CHECK) => push::push_due_tickets(&world).await,
        }
    }
}
