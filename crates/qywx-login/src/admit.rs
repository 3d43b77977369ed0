//! From WeCom's answer to a one-use code to somebody the accounts know.

use clock::Timestamp;
use error_chain::ErrorChain;
use login_type::{CallError, Contact, Corp, ErrorKind, Grant, Host, InstanceName, Profile, Subject};
use wecom_client::Identity;
use wecom_types::{OauthCode, UserId, UserTicket};

use crate::{
    contacts::{Contacts, profile_of},
    failure, texts,
};

/// The part of a grant about the way that somebody came.
#[derive(Clone, Debug)]
pub struct Entrance<'a> {
    /// Full name of the login type.
    pub login_type: &'static str,
    /// The instance.
    pub instance: &'a InstanceName,
    /// As in [`Grant::realm`].
    pub realm: String,
    /// The company.
    pub corp: Corp,
}

/// Parses the argument `code`.
///
/// # Errors
/// It is no code of WeCom's.
pub fn oauth_code(code: &str) -> Result<OauthCode, CallError> {
    OauthCode::try_from(code)
        .map_err(|error| CallError::new(ErrorKind::ValueNotAllowed, format!("argument code: {error}")))
}

/// The member whom WeCom named when it was asked at `asked_at` about a one-use code, with what it gives of a profile when
/// it is the member's first login, or somebody [looks at each](Host::is_screened).
///
/// # Errors
/// [`ErrorKind::LoginRefused`] for somebody who is not a member of the company, or when the accounts cannot tell.
pub async fn admit(
    contacts: Contacts<'_>,
    entrance: Entrance<'_>,
    identity: Identity,
    asked_at: Timestamp,
    host: &Host,
) -> Result<Grant, CallError> {
    let Identity::Member { userid, user_ticket, .. } = identity else {
        let message = "WeCom says this person is not a member of the company";
        return Err(CallError::new(ErrorKind::LoginRefused, message).telling(&texts::NOT_A_MEMBER));
    };
    let Entrance { login_type, instance, realm, corp } = entrance;
    let subject = Subject { login_type, corp_id: corp.corp_id.clone(), id: userid.to_string() };
    let is_asked = host.is_screened() || host.accounts.lookup(&subject).await?.is_none();
    let mut known = Profile::default();
    if is_asked {
        known = profile(contacts, &corp, &userid, host).await?;
        contacts.note_plain(&userid, &mut known);
    }
    let contact = match &user_ticket {
        Some(ticket) => contact(contacts, &corp, ticket).await,
        None => Contact::default(),
    };
    let grant = Grant::new(subject, instance.clone(), realm, asked_at).with_profile(known);
    Ok(grant.with_corps(vec![corp]).with_contact(contact))
}

/// The details that the member consented to tell; none of them is worth failing a login for.
async fn contact(contacts: Contacts<'_>, corp: &Corp, ticket: &UserTicket) -> Contact {
    contacts.contact(ticket).await.unwrap_or_else(|failure| {
        tracing::info!(corp.id = %corp.corp_id, error = %failure.chain(), "no details to be had");
        Contact::default()
    })
}

/// WeCom's profile of a member; little of it is ever granted, and none of it is worth failing a login for, but where a rule
/// would judge by what is missing for the moment.
async fn profile(contacts: Contacts<'_>, corp: &Corp, userid: &UserId, host: &Host) -> Result<Profile, CallError> {
    match contacts.member(userid).await {
        Ok(member) => Ok(profile_of(member)),
        Err(failure) if host.is_screened() && failure.is_retryable() => {
            Err(failure::of_login(failure, "try again in a moment"))
        }
        Err(failure) => {
            tracing::info!(corp.id = %corp.corp_id, error = %failure.chain(), "no profile to be had");
            Ok(Profile::default())
        }
    }
}
