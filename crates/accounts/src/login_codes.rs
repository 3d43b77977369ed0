//! Login codes, and the two ways from a recognised subject to a session.

use std::time::Duration;

use clock::Timestamp;
use element_model::AppId;
use login_type::{
    Admission, CallError, Contact, Corp, ErrorKind, Grant, Login, LoginCode, Platform, SecretText, Subject,
};
use serde_json::json;
use storage::{
    Access as _, AsksToBeTold, ClientSession, LoginOrigin, MemberKey, Session, StoredCorp, StoredLoginCode,
    Transaction, User, retry_on_deadlock,
};
use tracing::instrument;

use crate::{
    AccountsError, LocalAccounts,
    admission::{self, refuse_unless_open},
    bindings, opaque,
    sessions::{self, disabled},
    texts,
};

/// How long an app may take to use a code that was handed over to it.
const HAND_OVER_LIFETIME: Duration = Duration::from_mins(1);

/// A login code as somebody presents it.
#[derive(Clone, Copy)]
struct Presented<'a> {
    login_code: &'a str,
    corp_id: &'a str,
    /// The client that presents it, if one proved that it does.
    bearer: Option<CodeBearer<'a>>,
}

/// A client that uses a login code which was handed over to it.
#[derive(Clone, Copy, Debug)]
pub struct CodeBearer<'a> {
    /// Its id.
    pub client_id: &'a str,
    /// Whether it wants to hear of the end of the session that the code opens.
    pub asks_to_be_told: AsksToBeTold,
}

impl LocalAccounts {
    /// Logs in with a login code, once, to one of its companies. A code of another app, or of an instance that is
    /// switched off or does not stand for it any more, or a company that is not among those of the code, is refused and
    /// leaves the code as it was.
    ///
    /// # Errors
    /// [`AccountsError::Refused`] with `LoginCodeInvalid`, with `ValueNotAllowed` for the company, with
    /// `InstanceInactive`, with `LoginRefused` for a user who is disabled; or when the database is out of reach.
    #[instrument(name = "accounts.login_code.redeem", skip_all, fields(corp.id = %corp_id))]
    pub async fn login_by_code(
        &self,
        app: &AppId,
        admission: &dyn Admission,
        login_code: &str,
        corp_id: &str,
        platform: Platform,
    ) -> Result<Login, AccountsError> {
        let code = Presented { login_code, corp_id, bearer: None };
        retry_on_deadlock!(self.try_login_by_code(app, admission, code, platform))
    }

    /// Logs in with a login code that was handed over to a client, once; the caller knows that the client asks. The session
    /// ends with the browser's that handed the code over, and that one with it; the client is told of the end if it asks to be:
    /// by the user's id and the session's, which is the `sid` of its access tokens.
    ///
    /// # Errors
    /// As [`login_by_code`](Self::login_by_code); `LoginCodeInvalid` also for a code that is not for this client, and where the
    /// browser's session ended meanwhile.
    #[instrument(name = "accounts.login_code.redeem_by_client", skip_all, fields(client.id = %bearer.client_id))]
    pub async fn login_by_client_code(
        &self,
        app: &AppId,
        admission: &dyn Admission,
        bearer: CodeBearer<'_>,
        (login_code, corp_id): (&str, &str),
        platform: Platform,
    ) -> Result<Login, AccountsError> {
        let code = Presented { login_code, corp_id, bearer: Some(bearer) };
        retry_on_deadlock!(self.try_login_by_code(app, admission, code, platform))
    }

    async fn try_login_by_code(
        &self,
        app: &AppId,
        admission: &dyn Admission,
        Presented { login_code, corp_id, bearer }: Presented<'_>,
        platform: Platform,
    ) -> Result<Login, AccountsError> {
        let keys = self.keys.current().await?;
        let tx = self.db.begin().await?;
        // Nothing is consumed unless this transaction commits.
        let code = tx.login_codes().consume(&opaque::digest(login_code), self.clock.now()).await?;
        let client_id = bearer.map(|bearer| bearer.client_id);
        let is_own = |code: &StoredLoginCode| code.app == app.to_string() && code.client_id.as_deref() == client_id;
        let Some(code) = code.filter(is_own) else { return Err(unknown_code().into()) };
        if !code.corps.iter().any(|corp| corp.corp_id == corp_id) {
            return Err(other_corp().into());
        }
        refuse_unless_open(admission::of_code(admission, &code, corp_id)?, &code.instance)?;
        if !bindings::still_bound(&tx, &code, corp_id).await? {
            return Err(unknown_code().into());
        }
        stands(&tx, &code.realm, corp_id, &code.subject, code.created_at).await?;
        let Some(user) = tx.users().lookup(&code.user_id).await? else { return Err(unknown_code().into()) };
        let user = admitted(user)?;
        let continues = self.still_handed_over(&tx, &code).await?;
        let recognised_at = code.created_at;
        let session = self.new_session(&user, origin_of_code(code, corp_id), recognised_at, platform);
        let session = Session { continues, ..session };
        let login = self.open_session(&tx, &keys, &session, &user).await?;
        if let Some(bearer) = bearer {
            tx.client_sessions().add(&told_of(&session, bearer.client_id), bearer.asks_to_be_told).await?;
        }
        tx.commit().await?;
        Ok(login)
    }

    /// The session that the one of a code goes on with: the one that handed the code over, which must go on itself, and is
    /// held, so that whatever ends it finds both.
    async fn still_handed_over(
        &self,
        tx: &Transaction,
        code: &StoredLoginCode,
    ) -> Result<Option<String>, AccountsError> {
        let Some(id) = &code.session_id else { return Ok(None) };
        let now = self.clock.now();
        let goes_on = |session: &Session| session.revoked_at.is_none() && session.expires_at > now;
        match tx.sessions().hold(id).await?.filter(goes_on) {
            Some(session) => Ok(Some(session.first().to_owned())),
            None => Err(unknown_code().into()),
        }
    }

    /// Logs in the subject of a grant, in one step.
    #[instrument(name = "accounts.grant.login", skip_all, fields(corp.id = %grant.subject.corp_id))]
    pub(crate) async fn login_at_once(&self, grant: &Grant, platform: Platform) -> Result<Login, AccountsError> {
        // In its own transaction: inside the one below, a deadlock would roll back the whole login.
        let user = admitted(bindings::find_or_create(&self.db, grant).await?)?;
        retry_on_deadlock!(self.try_login_at_once(grant, &user, platform))
    }

    async fn try_login_at_once(&self, grant: &Grant, user: &User, platform: Platform) -> Result<Login, AccountsError> {
        let keys = self.keys.current().await?;
        let tx = self.db.begin().await?;
        grant_stands(&tx, grant).await?;
        let session = self.new_session(user, origin_of_grant(grant), grant.recognised_at, platform);
        let login = self.open_session(&tx, &keys, &session, user).await?;
        if let Some(details) = self.details(&grant.contact) {
            tx.sessions().set_member_details(&session.id, &details).await?;
        }
        tx.commit().await?;
        Ok(login)
    }

    /// Gives the subject of a grant a login code; what they consented to tell is not kept, for there is no session yet.
    #[instrument(name = "accounts.login_code.issue", skip_all, fields(corp.id = %grant.subject.corp_id))]
    pub(crate) async fn issue_code(&self, grant: &Grant) -> Result<LoginCode, AccountsError> {
        let user = admitted(bindings::find_or_create(&self.db, grant).await?)?;
        retry_on_deadlock!(self.try_issue_code(grant, &user))
    }

    async fn try_issue_code(&self, grant: &Grant, user: &User) -> Result<LoginCode, AccountsError> {
        let secret = opaque::secret(self.entropy.as_ref());
        let tx = self.db.begin().await?;
        grant_stands(&tx, grant).await?;
        let code = StoredLoginCode {
            hash: opaque::digest(&secret),
            user_id: user.id.clone(),
            login_type: grant.subject.login_type.to_owned(),
            app: grant.instance.app.to_string(),
            instance: grant.instance.element.to_string(),
            realm: grant.realm.clone(),
            subject: grant.subject.id.clone(),
            corps: grant.corps.iter().map(stored_corp).collect(),
            client_id: None,
            session_id: None,
            created_at: grant.recognised_at,
            expires_at: self.clock.now() + self.settings.login_code_lifetime,
        };
        tx.login_codes().add(&code).await?;
        tx.commit().await?;
        Ok(LoginCode::new(SecretText::new(secret), grant.corps.clone(), &user.id))
    }

    /// Gives the member of a session a login code that one client alone may use, within a minute and while the session goes
    /// on; in a transaction of the caller's.
    ///
    /// # Errors
    /// [`AccountsError::SessionEnded`], `LoginRefused` for one whose company or member left, or when the database is out of
    /// reach.
    #[instrument(name = "accounts.login_code.hand_over", skip_all, fields(client.id = %client_id))]
    pub async fn hand_over_code_in(
        &self,
        tx: &Transaction,
        session_id: &str,
        client_id: &str,
    ) -> Result<SecretText, AccountsError> {
        let (secret, now) = (opaque::secret(self.entropy.as_ref()), self.clock.now());
        let Some((session, _)) = sessions::live(tx, session_id, now).await? else {
            return Err(AccountsError::SessionEnded { session_id: session_id.to_owned() });
        };
        let LoginOrigin { app, instance, member } = session.origin;
        tx.revocations().hold(&member.realm, &member.corp_id).await?;
        stands(tx, &member.realm, &member.corp_id, &member.subject, session.created_at).await?;
        let code = StoredLoginCode {
            hash: opaque::digest(&secret),
            user_id: session.user_id,
            login_type: member.login_type,
            app,
            instance,
            realm: member.realm,
            subject: member.subject,
            corps: vec![StoredCorp { corp_name: member.corp_id.clone(), corp_id: member.corp_id }],
            client_id: Some(client_id.to_owned()),
            session_id: Some(session_id.to_owned()),
            created_at: session.created_at,
            expires_at: now + HAND_OVER_LIFETIME,
        };
        tx.login_codes().add(&code).await?;
        Ok(SecretText::new(secret))
    }

    /// A contact as a session keeps it: for the client to which the member consented to tell it.
    fn details(&self, contact: &Contact) -> Option<String> {
        let client_id = self.client_id.as_deref().filter(|_| !contact.is_empty())?;
        let text = |text: &Option<SecretText>| text.as_ref().map(|text| text.expose_secret().to_owned());
        let (phone, email) = (text(&contact.phone), text(&contact.email));
        Some(json!({ "clientId": client_id, "phone": phone, "email": email }).to_string())
    }

    fn new_session(&self, user: &User, origin: LoginOrigin, recognised_at: Timestamp, platform: Platform) -> Session {
        Session {
            id: opaque::id(self.entropy.as_ref()),
            user_id: user.id.clone(),
            origin,
            platform: platform.to_string(),
            browser_hash: None,
            created_at: recognised_at,
            expires_at: recognised_at + self.settings.session_lifetime,
            revoked_at: None,
            revoke_reason: None,
            continues: None,
        }
    }
}

/// A client that is told of the end of a session as its tokens name both.
fn told_of(session: &Session, client_id: &str) -> ClientSession {
    ClientSession {
        session_id: session.id.clone(),
        client_id: client_id.to_owned(),
        app: session.origin.app.clone(),
        sub: session.user_id.clone(),
        sid: session.id.clone(),
        attempts: 0,
        last_error: None,
    }
}

fn origin_of_grant(grant: &Grant) -> LoginOrigin {
    let Subject { login_type, corp_id, id } = grant.subject.clone();
    LoginOrigin {
        app: grant.instance.app.to_string(),
        instance: grant.instance.element.to_string(),
        member: MemberKey { login_type: login_type.to_owned(), realm: grant.realm.clone(), corp_id, subject: id },
    }
}

fn origin_of_code(code: StoredLoginCode, corp_id: &str) -> LoginOrigin {
    let StoredLoginCode { login_type, realm, subject, .. } = code;
    let member = MemberKey { login_type, realm, corp_id: corp_id.to_owned(), subject };
    LoginOrigin { app: code.app, instance: code.instance, member }
}

/// Refuses a grant that was revoked after the provider was asked; one that is revoked from now on finds what this
/// transaction makes of it.
async fn grant_stands(tx: &Transaction, grant: &Grant) -> Result<(), AccountsError> {
    let Grant { subject, realm, recognised_at, .. } = grant;
    tx.revocations().hold(realm, &subject.corp_id).await?;
    stands(tx, realm, &subject.corp_id, &subject.id, *recognised_at).await
}

/// Refuses a login that was recognised before its company or its subject left.
async fn stands(
    tx: &Transaction,
    realm: &str,
    corp_id: &str,
    subject: &str,
    recognised_at: Timestamp,
) -> Result<(), AccountsError> {
    match tx.revocations().lookup(realm, corp_id, subject).await? {
        Some(until) if recognised_at <= until => {
            let message = "the company or this member left while the login was under way: start it again";
            Err(CallError::new(ErrorKind::LoginRefused, message).telling(&texts::LEFT).into())
        }
        _ => Ok(()),
    }
}

fn admitted(user: User) -> Result<User, CallError> {
    if user.disabled {
        return Err(disabled());
    }
    Ok(user)
}

fn stored_corp(corp: &Corp) -> StoredCorp {
    StoredCorp { corp_id: corp.corp_id.clone(), corp_name: corp.corp_name.clone() }
}

fn unknown_code() -> CallError {
    CallError::new(ErrorKind::LoginCodeInvalid, "the login code is unknown, used or expired: start the login again")
}

fn other_corp() -> CallError {
    let message = "argument corpId: must be one of the corpList that came with the login code";
    CallError::new(ErrorKind::ValueNotAllowed, message)
}
