//! The push client: events as XML, sealed, delivered with WeCom's time-outs and three attempts (96238, 97172).

mod app_event;
mod deliver;
mod letter;
mod mail;
mod options;
mod outcome;
mod post;
mod seal;
mod suite_event;
mod tickets;
mod xml;

pub(crate) use self::{
    app_event::{AppEvent, app_url_check},
    letter::{Kind, Letter},
    mail::{Mail, Round, counts as mail_counts, deliver_mail},
    options::PushOptions,
    outcome::PushRecord,
    post::{post, release_held, repeat},
    seal::check_callback,
    suite_event::{SuiteEvent, template_url_check},
    tickets::push_due_tickets,
    xml::{Element, elements_from_json},
};
