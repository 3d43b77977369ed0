//! `/console/sign-out`

use administration::console::sessions;

use crate::{
    answer::{Answer, see_other},
    cookie,
    rights::{Auditor, Console, Submitted},
};

/// Ends the session and forgets its cookie.
pub(super) async fn submit(Submitted { right: console, .. }: Submitted<Console<Auditor>>) -> Answer {
    console.of(sessions::end(console.server(), &console.actor(), &console.session).await)?;
    let mut answer = see_other("/console/sign-in");
    cookie::set(&mut answer, &console.services.public_url, "");
    Ok(answer)
}
