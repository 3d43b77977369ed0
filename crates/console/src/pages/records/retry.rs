//! `POST` of one record, or of a selection, to be tried again.

use actix_web::web::Path;
use administration::records;

use crate::{
    answer::{Answer, see_other},
    list::PAGE,
    rights::{Console, Operator, Submitted},
};

/// Queues one again.
pub(crate) async fn one(id: Path<String>, Submitted { right: console, .. }: Submitted<Console<Operator>>) -> Answer {
    let id: i64 = id.parse().map_err(|_| console.not_found())?;
    console.of(records::retry(console.server(), &console.actor(), None, id).await)?;
    Ok(see_other(&format!("/console/records/{id}")))
}

/// Queues those again that were selected, of one page at most.
pub(crate) async fn selection(Submitted { right: console, form }: Submitted<Console<Operator>>) -> Answer {
    for id in form.all("id").take(PAGE).filter_map(|id| id.parse().ok()) {
        console.of(records::retry(console.server(), &console.actor(), None, id).await)?;
    }
    Ok(see_other("/console/records"))
}
