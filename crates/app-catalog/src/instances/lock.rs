//! `Lock`: one at a time changes an app, whatever process it is of.

use std::{
    fs::{File, OpenOptions, TryLockError},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    time::Duration,
};

use clock::Clock;

use super::{EditError, owner};

/// The file that is locked; it begins with a dot, so nobody reads it as part of an app.
const NAME: &str = ".wecom-login.lock";
/// How often it is tried.
const TRIES: usize = 250;
/// How long it is waited between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// The holder is the only one to change the app; freed when it is dropped, or the process dies however it does.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "held, not read")] File);

impl Lock {
    /// Takes the lock of an app's folder, which others hold for moments only.
    ///
    /// # Errors
    /// Somebody else has it for five seconds, or it cannot be made.
    pub(crate) async fn take(root: &Path, clock: &dyn Clock) -> Result<Self, EditError> {
        let cannot = |error| EditError::disk("the app's folder cannot be written to", error);
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(root.join(NAME)).map_err(cannot)?;
        owner::give(&file, root).map_err(cannot)?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::WouldBlock) => clock.sleep(PAUSE).await,
                Err(TryLockError::Error(error)) => return Err(cannot(error)),
            }
        }
        Err(EditError::Busy)
    }
}
