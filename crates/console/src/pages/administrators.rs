//! `/console/administrators`: who may use the console; links that invite others.

pub(super) mod texts;

use actix_web::web::Path;
use administration::{
    Role,
    console::{
        Administrator, Invitation, NewInvitation,
        administrators::{self, Change},
        invitations,
    },
};
use login_type::{CallError, ErrorKind};
use maud::{Markup, html};

use crate::{
    answer::{Answer, see_other},
    list::{Align, List},
    rights::{Auditor, Console, Fresh, Owner, Submitted},
    texts as common, when,
};

/// Lists them.
pub(super) async fn page(console: Console<Auditor>) -> Answer {
    show(&console, None).await
}

/// Makes a link, which is shown this once.
pub(super) async fn invite(Submitted { right: Fresh(console), form }: Submitted<Fresh<Owner>>) -> Answer {
    let role = form.text("role").parse::<Role>();
    let role = role.map_err(|error| CallError::new(ErrorKind::ValueNotAllowed, error.to_string()));
    let new = NewInvitation { name: form.text("name").to_owned(), role: console.of(role)? };
    let invitation = console.of(invitations::invite(console.server(), &console.actor(), &new).await)?;
    show(&console, Some(&invitation)).await
}

/// Changes a role, keeps somebody out, lets them in again.
pub(super) async fn change(
    id: Path<String>,
    Submitted { right: Fresh(console), form }: Submitted<Fresh<Owner>>,
) -> Answer {
    let change = match form.text("change") {
        "disable" => Change::Disable,
        "enable" => Change::Enable,
        word => {
            let role = word.parse::<Role>();
            Change::Role(
                console.of(role.map_err(|error| CallError::new(ErrorKind::ValueNotAllowed, error.to_string())))?,
            )
        }
    };
    console.of(administrators::change(console.server(), &console.actor(), &id, change).await)?;
    Ok(see_other("/console/administrators"))
}

async fn show<R>(console: &Console<R>, invitation: Option<&Invitation>) -> Answer {
    let view = &console.view;
    let all = console.of(administrators::list(console.server(), &console.actor()).await)?;
    let may = console.is_at_least(Role::Owner);
    let list = List {
        title: view.say(&texts::ADMINISTRATORS),
        actions: html! {},
        chips: Vec::new(),
        filter: None,
        head: &[
            (&common::NAME, Align::Left),
            (&texts::ROLE, Align::Left),
            (&common::STATE, Align::Left),
            (&texts::LAST_SIGN_IN, Align::Left),
            (&texts::SINCE, Align::Left),
            (&texts::CHANGE_ROLE, Align::Left),
        ],
        rows: all.iter().map(|one| row(console, one, may)).collect(),
        bulk: None,
        empty: (&texts::ADMINISTRATORS, &texts::ADMINISTRATORS_FOR),
        next: None,
    };
    let content = html! {
        @if let Some(invitation) = invitation {
            div.note role="status" {
                p { (view.say(&texts::LINK_MADE)) }
                p.secret { (invitation.link.expose_secret()) }
            }
        }
        (list.show(view))
        @if may { (invite_form(console)) }
    };
    Ok(view.page(view.say(&texts::ADMINISTRATORS), &content))
}

fn row<R>(console: &Console<R>, one: &Administrator, may: bool) -> Markup {
    let view = &console.view;
    let action = format!("/console/administrators/{}", one.id);
    html! {
        tr {
            td { (one.name) }
            td { (view.say(common::role(one.role))) }
            td {
                @if one.disabled { span.state.off { (view.say(&texts::KEPT_OUT)) } }
                @else { span.state.good { (view.say(&texts::LET_IN)) } }
            }
            td { (when::maybe(view, one.signed_in_at)) }
            td { (when::at(view, one.created_at)) }
            td {
                @if may {
                    form.row method="post" action=(action) {
                        @for role in Role::ALL.into_iter().filter(|role| *role != one.role) {
                            button.quiet.small type="submit" name="change" value=(role.as_str()) {
                                (view.say(common::role(role)))
                            }
                        }
                        @if one.disabled {
                            button.quiet.small type="submit" name="change" value="enable" { (view.say(&texts::ENABLE)) }
                        } @else {
                            button.danger.small type="submit" name="change" value="disable" { (view.say(&texts::DISABLE)) }
                        }
                    }
                }
            }
        }
    }
}

fn invite_form<R>(console: &Console<R>) -> Markup {
    let view = &console.view;
    html! {
        section.card.narrow {
            h2 { (view.say(&texts::INVITE)) }
            p.hint { (view.say(&texts::INVITE_HINT)) }
            form.fields method="post" action="/console/administrators" {
                div { label for="name" { (view.say(&common::NAME)) }
                    input #name name="name" required maxlength="64" autocomplete="off" spellcheck="false"; }
                div { label for="role" { (view.say(&texts::ROLE)) }
                    select #role name="role" {
                        @for role in Role::ALL { option value=(role.as_str()) { (view.say(common::role(role))) } }
                    } }
                button type="submit" { (view.say(&texts::MAKE_LINK)) }
            }
        }
    }
}
