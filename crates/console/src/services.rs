//! `ConsoleServices`: the parts of the server that the console's pages work with.

use std::sync::Arc;

use administration::Administration;
use app_catalog::Folder;
use login_type::Host;
use web::PublicUrl;

use crate::{examinations::Examinations, tasks::Tasks};

/// The parts of the server that the console's pages work with.
pub struct ConsoleServices {
    /// The actions of administrators.
    pub administration: Administration,
    /// The apps, as they stand.
    pub folder: Folder,
    /// The services that elements are lent.
    pub host: Host,
    /// Where browsers reach the server.
    pub public_url: PublicUrl,
    /// Callback records that are tried again, many at once.
    pub retries: Tasks,
    /// The problems of the server.
    pub examinations: Arc<Examinations>,
}
